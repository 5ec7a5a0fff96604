"""The spreadsheets of a claim: to keep, and to fill in away from the browser."""
