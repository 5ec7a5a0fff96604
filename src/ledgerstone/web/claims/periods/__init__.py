"""The claims of one billing period."""
