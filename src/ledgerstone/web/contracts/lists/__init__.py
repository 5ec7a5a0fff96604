"""The lists of contracts: columns, filters, many at once."""
