"""The public answer to the code on a certificate: what it certifies, and whether it stands."""
