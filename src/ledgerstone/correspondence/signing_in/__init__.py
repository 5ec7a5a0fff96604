"""Mails about signing in, of which nothing is kept."""
