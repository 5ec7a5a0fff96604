"""Writes a schedule of values as a spreadsheet that ``schedule_files.read_schedule`` reads again.

What people typed is never a formula: in a workbook texts are strings, and in a CSV file a text that
a spreadsheet would run begins with an apostrophe, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]

from ledgerstone.contracts.schedules.schedule_lines import StoredLine

from .schedule_files import COLUMNS
from .spreadsheet_text import harmless

Cell = str | Decimal | None


def schedule_file(lines: Iterable[StoredLine], form: str) -> bytes:
    """Lines in their order, as ``csv`` or ``xlsx``."""
    rows = [_cells(line) for line in lines]
    return _csv(rows) if form == "csv" else _workbook(rows)


def _cells(line: StoredLine) -> tuple[Cell, ...]:
    return (
        line.item,
        line.description,
        line.section,
        line.budget_code or "",
        line.quantity,
        line.unit,
        line.unit_price,
        line.scheduled_value,
    )


def _csv(rows: Sequence[tuple[Cell, ...]]) -> bytes:
    """UTF-8 with its mark, which is how Excel knows it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([name for name, _width, _form in COLUMNS])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        whole, point, decimals = text.partition(".")
        return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}" if point else whole
    return harmless(cell)


def _workbook(rows: Sequence[tuple[Cell, ...]]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Schedule of values")
    head = book.add_format({"bold": True, "bottom": 1})
    forms = []
    for place, (name, width, form) in enumerate(COLUMNS):
        forms.append(book.add_format({"num_format": form}))
        sheet.set_column(place, place, width, forms[-1])
        sheet.write_string(0, place, name, head)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal):
                sheet.write_number(number, place, float(cell), forms[place])
            elif cell:
                sheet.write_string(number, place, cell, forms[place])
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()
