"""The lines of a claim: their rows, their worth, what was typed, and what is shown of them."""
