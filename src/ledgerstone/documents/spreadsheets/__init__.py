"""Spreadsheets that come in and go out: schedules, lists, reports, companies, payments."""
