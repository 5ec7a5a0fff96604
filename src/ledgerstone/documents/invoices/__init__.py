"""Tax invoices: their numbers, what they keep, and the notes that correct them."""
