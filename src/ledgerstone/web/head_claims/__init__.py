"""Pages about claims on head contracts: starting and drafting them, where their figures came from,
the owner's answer, and how they tie with the claims under them."""
