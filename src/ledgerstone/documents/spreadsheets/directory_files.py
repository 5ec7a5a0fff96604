"""Companies and people as spreadsheets: reads what is to be imported, writes lists and templates.

What is written is text, never a formula: a workbook's cells are strings, and in a CSV file a text
that a spreadsheet would run begins with an apostrophe, which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter  # type: ignore[import-untyped]

from ledgerstone.directory.imports import COLUMNS, HEADINGS, FileRow
from ledgerstone.tenancy.refusals import Invalid

from .file_tables import refused_file, tables_of
from .schedule_layout import Table, cell_name
from .spreadsheet_text import as_written, harmless

MOST_ROWS = 20_000
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_LOOKS_AT = 30
_WIDTHS = {"name": 32, "address": 40, "postal_address": 40, "email": 32, "company": 32, "tags": 24}

_NAMES: Mapping[str, tuple[str, ...]] = {
    "companies": ("company name", "company", "legal name", "vendor name", "vendor"),
    "people": ("full name", "person", "contact name", "contact"),
}
# Headings that other systems write, beside our own.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "trading_name": ("trading as", "dba", "doing business as"),
    "country": ("country code",),
    "identifier": (
        "abn", "ein", "vat number", "vat no", "tax id", "tax number", "business no", "ird number",
        "bn", "company identifier",
    ),
    "registration_number": ("acn", "company number", "registration no", "nzbn", "company no"),
    "address": ("street address", "business address"),
    "phone": ("telephone", "phone number", "mobile", "business phone"),
    "email": ("email", "email address", "e mail address"),
    "website": ("web", "web address", "url"),
    "tags": ("tag", "trades", "trade"),
    "is_active": ("is active", "status", "in use"),
    "company": ("company name", "employer", "vendor", "works for"),
    "company_identifier": ("company abn", "company number", "abn", "company ein"),
    "job_title": ("title", "position", "role"),
    "messages": ("messages", "send messages"),
    "is_insurance_manager": ("manages insurance",),
}  # fmt: skip


def read_directory(content: bytes, filename: str, kind: str) -> list[FileRow]:
    """The rows of a file of companies or people, with their numbers in the file.

    Invalid, at the field ``file``, where it is no table or names no column ``Name``. A cell that
    cannot be read is a fault of its row alone.
    """
    for table in tables_of(content, filename, most_rows=MOST_ROWS):
        for number, cells in enumerate(table.cells[:_LOOKS_AT]):
            columns = _columns(cells, kind)
            if columns is not None:
                return _rows(table, number + 1, columns, filename)
    raise _no_headings(kind)


def directory_template(kind: str, form: str) -> bytes:
    """A file with the headings that ``read_directory`` knows, and nothing else."""
    title = "Companies" if kind == "companies" else "People"
    return directory_table(title, _keys_and_headings(kind), [], form)


def directory_table(
    title: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[str]],
    form: str,
) -> bytes:
    """Rows of text under headings, as ``csv`` or ``xlsx``. A column is its key and its heading."""
    if form == "csv":
        return _csv([heading for _, heading in columns], rows)
    return _workbook(title, columns, rows)


def _keys_and_headings(kind: str) -> list[tuple[str, str]]:
    return [(key, HEADINGS[key]) for key in COLUMNS[kind]]


def _csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with its mark, which is how Excel knows it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([[harmless(text) for text in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def _workbook(
    title: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]]
) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "constant_memory": False})
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    for place, (key, heading) in enumerate(columns):
        sheet.set_column(place, place, _WIDTHS.get(key, 18), text)
        sheet.write_string(0, place, heading, head)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value:
                sheet.write_string(number, place, value, text)
    sheet.freeze_panes(1, 0)
    book.close()
    return written.getvalue()


def _columns(cells: Sequence[str], kind: str) -> dict[str, int] | None:
    """Which column holds what, where the row is one of headings: it names ``Name``."""
    at: dict[str, int] = {}
    for place, text in enumerate(cells):
        name = _plain(text)
        if name:
            at.setdefault(name, place)
    columns: dict[str, int] = {}
    for key in COLUMNS[kind]:
        also = _NAMES[kind] if key == "name" else _ALSO.get(key, ())
        names = (_plain(HEADINGS[key]), *also)
        found = next((at[name] for name in names if name in at), None)
        if found is not None and found not in columns.values():
            columns[key] = found
    return columns if "name" in columns else None


def _plain(text: str) -> str:
    return _NOT_IN_NAMES.sub(" ", text.lower()).strip()


def _rows(table: Table, first: int, columns: Mapping[str, int], filename: str) -> list[FileRow]:
    """The rows below the headings that hold anything."""
    rows = []
    for number in range(first, len(table.cells)):
        cells = table.cells[number]
        texts = {
            key: as_written(cells[place]).strip()
            for key, place in columns.items()
            if place < len(cells)
        }
        fault = _fault(table, number, columns)
        if fault or any(texts.values()):
            rows.append(FileRow(number + 1, texts, fault))
    if not rows:
        raise refused_file("There are no rows below the headings.")
    if len(rows) > MOST_ROWS:
        raise refused_file(f"{filename} has more than {MOST_ROWS:,} rows. Divide it.")
    return rows


def _fault(table: Table, number: int, columns: Mapping[str, int]) -> str:
    """What is wrong with the first cell of a row that cannot be read."""
    for place in columns.values():
        if (number, place) in table.faults:
            return f"Cell {cell_name(number, place)} {table.faults[number, place]}."
    return ""


def _no_headings(kind: str) -> Invalid:
    named = ", ".join(HEADINGS[key] for key in COLUMNS[kind][:4])
    return refused_file(
        f"No heading row was found. Name the columns in one row, such as {named}. The template "
        "has them all."
    )
