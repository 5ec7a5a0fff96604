"""Reads schedules of values from files and from what was pasted, and offers a template.

Excel workbooks (.xlsx) and text with commas, semicolons or tabs, told apart by their content. What
cannot be read surely is refused with the name of its cell; what the rows mean is checked later, by
``contracts.schedule.check_rows``.
"""

from __future__ import annotations

import codecs
import csv
import io

import xlsxwriter  # type: ignore[import-untyped]

from ledgerstone.contracts.schedule import RawRow
from ledgerstone.tenancy.refusals import Invalid

from .schedule_layout import Layout, Table, find_layout, rows_of
from .schedule_workbook import read_workbook

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEMPLATE = (
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
    if len(content) > LARGEST_FILE:
        raise _refused(f"{filename} is larger than 10 MB. Leave out pictures and other sheets.")
    if content.startswith(b"PK\x03\x04"):
        table, layout = _best(read_workbook(content, most_rows=MOST_ROWS))
    elif content.startswith(_OLD_EXCEL):
        raise _refused(
            f"{filename} is an old Excel file, or one with a password. Save it as .xlsx without "
            "a password, or as CSV."
        )
    else:
        table, layout = _text_table(_decoded(content, filename))
    return _within_limits(rows_of(table, layout, are_numbered=True), filename)


def read_pasted(text: str) -> list[RawRow]:
    """The rows of a table pasted from a spreadsheet, with or without its headings."""
    if len(text) > LARGEST_FILE:
        raise _refused("This is more than can be pasted. Choose the file instead.")
    table, layout = _text_table(text)
    return _within_limits(rows_of(table, layout, are_numbered=False), "What was pasted")


def schedule_template_xlsx() -> bytes:
    """A workbook with the headings that ``read_schedule`` knows, and nothing else."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Schedule of values")
    head = book.add_format({"bold": True, "bottom": 1})
    for column, (name, width, form) in enumerate(_TEMPLATE):
        sheet.set_column(column, column, width, book.add_format({"num_format": form}))
        sheet.write_string(0, column, name, head)
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def _best(tables: list[Table]) -> tuple[Table, Layout | None]:
    """The first table with a heading row, else the first that can be read without one."""
    read = [(table, find_layout(table)) for table in tables]
    if not read:
        raise _refused("There is nothing in this file.")
    named = [pair for pair in read if pair[1] is not None and pair[1].named]
    placed = [pair for pair in read if pair[1] is not None]
    return (named or placed or read)[0]


def _text_table(text: str) -> tuple[Table, Layout | None]:
    """The table that a text holds, by the separator under which its headings are found."""
    if "\0" in text:
        raise _refused("This is neither a spreadsheet nor text. Choose an .xlsx or a CSV file.")
    if not text.strip():
        raise _refused("There is nothing in this file.")
    try:
        marks = [mark for mark in ("\t", ";", ",") if mark in text] or [","]
        return _best([Table(_separated(text, mark)) for mark in marks])
    except csv.Error:
        raise _refused(
            "A cell of this text does not end. Look for a quotation mark that stands alone."
        ) from None


def _separated(text: str, mark: str) -> list[list[str]]:
    cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    while cells and not any(cell.strip() for cell in cells[-1]):
        cells.pop()
    return cells


def _decoded(content: bytes, filename: str) -> str:
    """Text by its mark, as UTF-8, or as Windows writes it in the West."""
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or _unmarked(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(f"{filename} cannot be read as text. Save it as CSV in UTF-8, or as .xlsx.")


def _unmarked(content: bytes) -> list[str]:
    """The encodings to try. UTF-16 without its mark has a nought in every other byte."""
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return ["utf-16-le"]
    if start[0::2].count(0) > len(start) // 4:
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]


def _within_limits(rows: list[RawRow], what: str) -> list[RawRow]:
    if len(rows) > MOST_ROWS:
        raise _refused(f"{what} has more than {MOST_ROWS:,} rows. Divide it.")
    if not rows:
        raise _refused("There are no rows below the headings.")
    return rows


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": sentence})
