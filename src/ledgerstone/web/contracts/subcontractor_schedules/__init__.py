"""The pages on which a subcontractor breaks its lines down, and we approve it."""
