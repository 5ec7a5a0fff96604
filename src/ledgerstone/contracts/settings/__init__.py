"""The advanced settings of contracts, tax codes, and their words."""
