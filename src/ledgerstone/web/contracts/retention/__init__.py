"""The pages of the terms of retention, its releases and securities."""
