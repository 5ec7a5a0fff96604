"""Accounts told month by month, for people to read and for the product to be held to."""
