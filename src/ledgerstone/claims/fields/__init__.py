"""The fields of a claim besides its figures: which there are, and filling them in."""
