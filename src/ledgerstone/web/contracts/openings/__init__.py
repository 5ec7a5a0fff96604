"""The pages that take over a contract in mid-job, and claim documents in and out."""
