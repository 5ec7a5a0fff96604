"""The schedule under a line that a subcontractor breaks down itself."""
