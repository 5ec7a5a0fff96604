"""The pages of variations."""
