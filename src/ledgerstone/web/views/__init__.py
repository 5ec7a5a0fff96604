"""The pages of claims: what each shows and what each post of it does."""
