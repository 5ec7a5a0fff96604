"""A report as a spreadsheet: what it was asked, its table with totals, and what its chart shows.

A workbook's totals are formulas over the rows, with their results beside them, so that who filters
or corrects a copy sees what it comes to. What people typed stays text.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from ledgerstone.reports.tables import (
    COUNT,
    DAY,
    MONEY,
    NAME,
    SHARE,
    TEXT,
    Cell,
    Column,
    Report,
    Row,
    Table,
)

from .spreadsheet_text import harmless

_FORMATS = {
    MONEY: "#,##0.00;[Red]-#,##0.00",
    COUNT: "#,##0",
    SHARE: "0.0%",
    DAY: "yyyy-mm-dd",
}
# A cell of a workbook holds no more characters.
_LONGEST = 32_767


def report_file(report: Report, form: str, said: Sequence[str]) -> bytes:
    """The report as ``csv`` or ``xlsx``. ``said`` is where it is of and what it was asked."""
    return _csv(report.table) if form == "csv" else _workbook(report, said)


def _csv(table: Table) -> bytes:
    """The table alone, in UTF-8 with its mark, which is how Excel knows it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([harmless(column.heading) for column in table.columns])
    for row in [*table.rows, *([Row(table.totals)] if table.totals else [])]:
        writer.writerow([_text(row.cells.get(column.key), column) for column in table.columns])
    return written.getvalue().encode("utf-8-sig")


def _text(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell * 100:.2f}%" if column.kind == SHARE else f"{cell:.2f}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return harmless(str(cell))


def _workbook(report: Report, said: Sequence[str]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    styles = _styles(book)
    sheet = book.add_worksheet(_sheet_name(report.title))
    sheet.write_string(0, 0, report.title, styles["title"])
    sheet.write_string(1, 0, ", ".join(said)[:_LONGEST], styles["said"])
    _write(sheet, 3, report.table, styles)
    if report.behind is not None:
        beside = book.add_worksheet("By month")
        _write(beside, 0, report.behind, styles)
    notes = book.add_worksheet("Notes")
    notes.set_column(0, 0, 110, styles["wrapped"])
    for place, note in enumerate(report.notes):
        notes.write_string(place, 0, note, styles["wrapped"])
    book.close()
    return written.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    styles = {kind: book.add_format({"num_format": number}) for kind, number in _FORMATS.items()}
    styles |= {
        f"{kind} total": book.add_format({"num_format": number, "bold": True, "top": 1})
        for kind, number in _FORMATS.items()
    }
    return styles | {
        **dict.fromkeys((TEXT, NAME), book.add_format({"num_format": "@"})),
        **dict.fromkeys(
            (f"{TEXT} total", f"{NAME} total"),
            book.add_format({"num_format": "@", "bold": True, "top": 1}),
        ),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "said": book.add_format({"font_color": "#57534a"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31]


def _write(sheet: Any, top: int, table: Table, styles: Mapping[str, Any]) -> None:
    """The table from a row on: its heads, its rows, its totals."""
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 16 if column.is_figure else 26)
        sheet.write_string(top, place, column.heading, styles["head"])
    last = top + len(table.rows)
    for number, row in enumerate(table.rows, start=top + 1):
        for place, column in enumerate(table.columns):
            _cell(sheet, number, place, row.cells.get(column.key), styles[column.kind])
    sheet.freeze_panes(top + 1, 1)
    if table.rows:
        sheet.autofilter(top, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if not table.totals:
        return
    for place, column in enumerate(table.columns):
        style = styles[f"{column.kind} total"]
        total = table.totals.get(column.key)
        if column.has_sum and table.rows and isinstance(total, Decimal | int):
            first = xl_rowcol_to_cell(top + 1, place)
            end = xl_rowcol_to_cell(last, place)
            sheet.write_formula(last + 1, place, f"=SUM({first}:{end})", style, float(total))
        else:
            _cell(sheet, last + 1, place, total, style)


def _cell(sheet: Any, row: int, place: int, cell: Cell, style: Any) -> None:
    if cell is None:
        sheet.write_blank(row, place, None, style)
    elif isinstance(cell, Decimal | int):
        sheet.write_number(row, place, float(cell), style)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, place, cell, style)
    else:
        sheet.write_string(row, place, cell[:_LONGEST], style)
