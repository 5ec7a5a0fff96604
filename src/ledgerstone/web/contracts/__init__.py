"""The pages of contracts: lists, one contract, and forms that carry a schedule of values."""
