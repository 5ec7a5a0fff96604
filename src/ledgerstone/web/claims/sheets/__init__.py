"""The sheet of a claim on its page: columns, groups, cells, and as a list without script."""
