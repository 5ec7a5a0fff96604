"""The tables of a file that somebody chose, or of what they pasted, told apart by their content.

Excel workbooks (.xlsx) and text with commas, semicolons or tabs. Nothing is known here of what the
rows mean.
"""

from __future__ import annotations

import csv
import io

from ledgerstone.files.text import decoded, is_old_excel
from ledgerstone.tenancy.refusals import Invalid

from .schedule_layout import Table
from .schedule_workbook import read_workbook

LARGEST_FILE = 10 * 1024 * 1024
_MOST_COLUMNS = 256
# Rows above a heading row, and empty ones between rows.
_SPARE_ROWS = 100


def tables_of(content: bytes, filename: str, *, most_rows: int) -> list[Table]:
    """The sheets of a workbook, or the readings of a text, one for each separator it may have."""
    if len(content) > LARGEST_FILE:
        raise refused_file(f"{filename} is larger than 10 MB. Leave out pictures and other sheets.")
    if content.startswith(b"PK\x03\x04"):
        return read_workbook(content, most_rows=most_rows)
    if is_old_excel(content):
        raise refused_file(
            f"{filename} is an old Excel file, or one with a password. Save it as .xlsx without "
            "a password, or as CSV."
        )
    text = decoded(content)
    if text is None:
        raise refused_file(
            f"{filename} cannot be read as text. Save it as CSV in UTF-8, or as .xlsx."
        )
    return text_tables(text, most_rows=most_rows)


def text_tables(text: str, *, most_rows: int) -> list[Table]:
    """The tables that a text may hold, one for each separator that occurs in it."""
    if "\0" in text:
        raise refused_file("This is neither a spreadsheet nor text. Choose an .xlsx or a CSV file.")
    if not text.strip():
        raise refused_file("There is nothing in this file.")
    try:
        marks = [mark for mark in ("\t", ";", ",") if mark in text] or [","]
        return [Table(_separated(text, mark, most_rows)) for mark in marks]
    except csv.Error:
        raise refused_file(
            "A cell of this text does not end. Look for a quotation mark that stands alone."
        ) from None


def refused_file(sentence: str) -> Invalid:
    """A refusal of the file as a whole."""
    return Invalid(sentence, fields={"file": sentence})


def _separated(text: str, mark: str, most_rows: int) -> list[list[str]]:
    """Rows of cells, none at the end that is empty. A text may be millions of line breaks."""
    cells: list[list[str]] = []
    empty = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        if not any(cell.strip() for cell in row):
            empty += 1
            continue
        if len(cells) + empty >= most_rows + _SPARE_ROWS:
            raise refused_file(f"There are more than {most_rows:,} rows. Divide it.")
        cells.extend([] for _ in range(empty))
        empty = 0
        cells.append(row[:_MOST_COLUMNS])
    return cells
