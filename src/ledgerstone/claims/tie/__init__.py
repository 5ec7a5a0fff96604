"""How the claims on a head contract tie with the claims under it."""
