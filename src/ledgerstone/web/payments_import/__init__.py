"""Pages on which payments come in from the file of a bank or a ledger."""
