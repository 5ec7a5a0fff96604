"""A claim's particulars beside its figures, and its history."""
