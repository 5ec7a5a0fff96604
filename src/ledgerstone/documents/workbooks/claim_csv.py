"""The sheet of a claim as a CSV file: one row a line, as its document prints them, and no total."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from ledgerstone.documents.spreadsheets.spreadsheet_text import harmless
from ledgerstone.documents.typesetting.plain_text import one_line

from .claim_book import BookRow, ClaimBook
from .claim_book_columns import BookColumn, book_columns


def claim_csv(book: ClaimBook) -> bytes:
    """UTF-8 with its mark, which is how Excel knows it. Figures have a point and no groups."""
    columns = book_columns(book.terms)
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([harmless(column.heading) for column in columns])
    for row in book.rows:
        writer.writerow([_text(book, column, row) for column in columns])
    return written.getvalue().encode("utf-8-sig")


def _text(book: ClaimBook, column: BookColumn, row: BookRow) -> str:
    if column.is_compared and not book.compares:
        return ""
    cell = column.read(row)
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(one_line(cell))
    return figure_text(cell)


def figure_text(figure: Decimal) -> str:
    """A figure with at least two decimals, and no more than it has."""
    whole, point, decimals = f"{figure:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}" if point else f"{whole}.00"
