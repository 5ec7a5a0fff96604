"""The pages of a contract's particulars, its change history and what it is connected with."""
