"""The directory of a project: its companies and people, and what each may do there."""
