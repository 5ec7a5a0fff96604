"""What claims say and do when their contracts, schedules, variations and periods change."""
