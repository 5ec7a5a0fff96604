"""Pages of retention: of a claim, of a contract, of a project."""
