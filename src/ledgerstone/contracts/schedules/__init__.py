"""Schedules of values: their lines as they come, stand and are edited."""
