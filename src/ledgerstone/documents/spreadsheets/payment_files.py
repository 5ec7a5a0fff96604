"""Reads the file of a bank or a ledger: a text, or a workbook whose days may be dates.

Of a workbook the first sheet counts in which a day and an amount are found, else its first.
"""

from __future__ import annotations

from ledgerstone.payments.importing.columns import guess
from ledgerstone.payments.importing.reading import MOST_LINES, FileRow, plain_cell, read_file

from .file_tables import LARGEST_FILE, refused_file
from .schedule_layout import Table
from .schedule_workbook import read_workbook

_WORKBOOK = b"PK\x03\x04"


def read_payment_file(content: bytes, filename: str) -> list[FileRow]:
    """The rows of a file that hold anything, with their numbers. Invalid, at the field ``file``."""
    if not content.startswith(_WORKBOOK):
        return read_file(content, filename)
    if len(content) > LARGEST_FILE:
        raise refused_file(f"{filename} is larger than 10 MB. Divide it by months.")
    sheets = [_rows(table) for table in read_workbook(content, most_rows=MOST_LINES)]
    found = [rows for rows in sheets if rows]
    if not found:
        raise refused_file("There is nothing in this file.")
    return next((rows for rows in found if guess(rows, order="dmy").are_enough), found[0])


def _rows(table: Table) -> list[FileRow]:
    rows = []
    for number, texts in enumerate(table.cells):
        cells = [
            day.isoformat()
            if (day := table.days.get((number, column))) is not None
            else plain_cell(text)
            for column, text in enumerate(texts)
        ]
        if any(cells):
            rows.append((number + 1, cells))
    return rows
