"""What a claim contact sees first: their contracts, across every account that they work for."""
