"""The pages: what each shows and what each post of it does."""
