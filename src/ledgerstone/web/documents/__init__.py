"""The addresses at which documents of claims are made and fetched."""
