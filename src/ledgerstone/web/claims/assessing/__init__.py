"""The pages of an assessment: shares, deductions, retention, variations."""
