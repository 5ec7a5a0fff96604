"""Payment schedules: the answer to a claim, as a document."""
