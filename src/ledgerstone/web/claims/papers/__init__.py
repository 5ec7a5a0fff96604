"""The files and comments of a claim."""
