"""Many files as one: claims packed with their papers, and the backups of a period."""
