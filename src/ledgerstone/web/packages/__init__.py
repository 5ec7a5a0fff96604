"""The pages on which claims are packed with their files, and the backups of a period compiled."""
