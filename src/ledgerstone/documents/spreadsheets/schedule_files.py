"""Reads schedules of values from files and from what was pasted, and offers a template.

Excel workbooks (.xlsx) and text with commas, semicolons or tabs, told apart by their content. What
cannot be read surely is refused with the name of its cell; what the rows mean is checked later, by
``contracts.schedule.check_rows``.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from ledgerstone.contracts.schedules.schedule import RawRow

from .file_tables import LARGEST_FILE, refused_file, tables_of, text_tables
from .schedule_layout import Layout, Table, find_layout, rows_of
from .spreadsheet_text import as_written

MOST_ROWS = 20_000

# Heading, width and number format of each column that schedules are written in.
COLUMNS = (
    ("Item", 10, "@"),
    ("Description", 60, "@"),
    ("Section", 24, "@"),
    ("Budget code", 16, "@"),
    ("Quantity", 12, "#,##0.###"),
    ("Unit", 8, "@"),
    ("Unit price", 14, "#,##0.00##"),
    ("Scheduled value", 18, "#,##0.00"),
)


def read_schedule(content: bytes, filename: str) -> list[RawRow]:
    """The rows of a file, each with its number in the file.

    Invalid, at the field ``file``, where it is not a table, too large, or holds cells that cannot
    be read: dates, errors and formulas without a result.
    """
    table, layout = _best(tables_of(content, filename, most_rows=MOST_ROWS))
    rows = rows_of(table, layout, are_numbered=True)
    return _within_limits([_as_written(row) for row in rows], filename)


def _as_written(row: RawRow) -> RawRow:
    """A row without the apostrophes that ``harmless`` put before its texts."""
    texts = {name: getattr(row, name) for name in ("item", "description", "section", "budget_code")}
    plain: dict[str, Any] = {name: as_written(text) for name, text in texts.items()}
    return row if plain == texts else replace(row, **plain)


def read_pasted(text: str) -> list[RawRow]:
    """The rows of a table pasted from a spreadsheet, with or without its headings."""
    if len(text) > LARGEST_FILE:
        raise refused_file("This is more than can be pasted. Choose the file instead.")
    table, layout = _best(text_tables(text, most_rows=MOST_ROWS))
    return _within_limits(rows_of(table, layout, are_numbered=False), "What was pasted")


def schedule_template_xlsx() -> bytes:
    """A workbook with the headings that ``read_schedule`` knows, and nothing else."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Schedule of values")
    head = book.add_format({"bold": True, "bottom": 1})
    for column, (name, width, form) in enumerate(COLUMNS):
        sheet.set_column(column, column, width, book.add_format({"num_format": form}))
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def _best(tables: list[Table]) -> tuple[Table, Layout | None]:
    """The first table with a heading row, else the first that can be read without one."""
    read = [(table, find_layout(table)) for table in tables]
    if not read:
        raise refused_file("There is nothing in this file.")
    named = [pair for pair in read if pair[1] is not None and pair[1].named]
    placed = [pair for pair in read if pair[1] is not None]
    return (named or placed or read)[0]


def _within_limits(rows: list[RawRow], what: str) -> list[RawRow]:
    if len(rows) > MOST_ROWS:
        raise refused_file(f"{what} has more than {MOST_ROWS:,} rows. Divide it.")
    if not rows:
        raise refused_file("There are no rows below the headings.")
    return rows
