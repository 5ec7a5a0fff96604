"""The pages of a schedule of values: the sheet, the list, files in and out."""
