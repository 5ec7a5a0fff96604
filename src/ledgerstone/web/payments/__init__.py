"""Payments: recording them, the page of each, a project's list, and what is said of a claim."""
