"""Variations: reads of them, their rules, their words, and what happens to them."""
