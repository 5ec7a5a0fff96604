"""What a claim holds back and releases: by which rule, within which limits, and its statement."""
