"""A claim as a spreadsheet: a CSV file, and a workbook whose sums are formulas."""
