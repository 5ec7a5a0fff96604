"""A list of the pages as a spreadsheet: amounts and dates as such, text as text.

What people typed is never a formula: a workbook's texts are strings, and in a CSV file a text that
a spreadsheet would run begins with an apostrophe.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from .spreadsheet_text import harmless

Cell = str | Decimal | dt.date | bool | None


def list_file(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    form: str,
    *,
    shares: Sequence[int] = (),
) -> bytes:
    """Rows under headings, as ``csv`` or ``xlsx``.

    Decimals are amounts with two decimals, but in the columns numbered in ``shares``, which hold
    fractions that print as percentages. None is an empty cell.
    """
    if form == "csv":
        return _csv(headings, rows, shares)
    return _workbook(title, headings, rows, shares)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]], shares: Sequence[int]) -> bytes:
    """UTF-8 with its mark, which is how Excel knows it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([harmless(heading) for heading in headings])
    for row in rows:
        writer.writerow([_text(cell, place in shares) for place, cell in enumerate(row)])
    return written.getvalue().encode("utf-8-sig")


def _text(cell: Cell, is_share: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, Decimal):
        return f"{cell * 100:.2f}%" if is_share else f"{cell:.2f}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return harmless(cell)


def _workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], shares: Sequence[int]
) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    kinds: dict[str, Any] = {
        "text": book.add_format({"num_format": "@"}),
        "money": book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"}),
        "share": book.add_format({"num_format": "0.00%"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for place, heading in enumerate(headings):
        sheet.set_column(place, place, 32 if place == 1 else 18)
        sheet.write_string(0, place, heading, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write(sheet, last, place, cell, kinds, place in shares)
    sheet.freeze_panes(1, 1)
    if last:
        sheet.autofilter(0, 0, last, len(headings) - 1)
    book.close()
    return written.getvalue()


def _write(
    sheet: Any, row: int, place: int, cell: Cell, kinds: Mapping[str, Any], is_share: bool
) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_string(row, place, "Yes" if cell else "No", kinds["text"])
    elif isinstance(cell, Decimal):
        sheet.write_number(row, place, float(cell), kinds["share" if is_share else "money"])
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, place, cell, kinds["day"])
    else:
        sheet.write_string(row, place, cell, kinds["text"])
