"""The pages of billing periods."""
