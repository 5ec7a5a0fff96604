"""Pages of the account's settings."""
