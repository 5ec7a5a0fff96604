"""The owner's answer to a claim as a spreadsheet: reads one, and writes the form to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ledgerstone.claims.sheets.answers import MOST_ROWS, AnswerRow
from ledgerstone.claims.sheets.sheet import ClaimSheet

from .file_tables import refused_file, tables_of
from .list_files import list_file
from .schedule_layout import Table, cell_name
from .spreadsheet_text import as_written

HEADINGS: Mapping[str, str] = {
    "item": "Item",
    "to_date": "Certified to date",
    "this_period": "Certified this period",
    "reason": "Reason",
    "kind": "Kind of reason",
}
# Headings that others write, beside our own.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "item": ("item no", "item number", "line", "line item", "line no", "no", "ref"),
    "to_date": (
        "approved to date", "assessed to date", "certified", "certified amount",
        "total certified", "amount certified to date", "approved amount",
    ),
    "this_period": (
        "approved this period", "assessed this period", "this period", "certified this month",
        "amount certified this period",
    ),
    "reason": ("reasons", "comment", "comments", "remarks", "why", "notes"),
    "kind": ("reason code", "reason kind", "type of reason"),
}  # fmt: skip
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_LOOKS_AT = 30


def read_answer(content: bytes, filename: str) -> list[AnswerRow]:
    """The rows of an answer. Invalid, at the field ``file``, where it is no table or names neither
    what is certified to date nor in this period."""
    for table in tables_of(content, filename, most_rows=MOST_ROWS):
        for number, cells in enumerate(table.cells[:_LOOKS_AT]):
            columns = _columns(cells)
            if columns is not None:
                return _rows(table, number + 1, columns)
    raise refused_file(
        "No heading row was found. Name the columns in one row: Item, Certified to date or "
        "Certified this period, and Reason. The template has them all."
    )


def answer_template(sheet: ClaimSheet, form: str) -> bytes:
    """The lines of a claim with what is claimed, to fill in what is certified."""
    headings = ["Item", "Description", "Claimed to date", *list(HEADINGS.values())[1:]]
    rows = [
        [line.item, line.description, line.claimed, None, None, None, None] for line in sheet.lines
    ]
    return list_file("Answer", headings, rows, form)


def _columns(cells: Sequence[str]) -> dict[str, int] | None:
    at: dict[str, int] = {}
    for place, text in enumerate(cells):
        name = _plain(text)
        if name:
            at.setdefault(name, place)
    columns: dict[str, int] = {}
    for key, heading in HEADINGS.items():
        names = (_plain(heading), *_ALSO[key])
        found = next((at[name] for name in names if name in at), None)
        if found is not None and found not in columns.values():
            columns[key] = found
    has_figure = "to_date" in columns or "this_period" in columns
    return columns if "item" in columns and has_figure else None


def _plain(text: str) -> str:
    return _NOT_IN_NAMES.sub(" ", text.lower()).strip()


def _rows(table: Table, first: int, columns: Mapping[str, int]) -> list[AnswerRow]:
    """The rows below the headings that say anything; one that names a line alone says nothing."""
    rows: list[AnswerRow] = []
    for number in range(first, len(table.cells)):
        cells = table.cells[number]
        texts = {
            key: as_written(cells[place]).strip()
            for key, place in columns.items()
            if place < len(cells)
        }
        fault = _fault(table, number, columns)
        if fault or any(text for key, text in texts.items() if key != "item"):
            rows.append(AnswerRow(number + 1, **({"item": ""} | texts), fault=fault))
    if not rows:
        raise refused_file("There are no answers below the headings.")
    return rows


def _fault(table: Table, number: int, columns: Mapping[str, int]) -> str:
    for place in columns.values():
        if (number, place) in table.faults:
            return f"Cell {cell_name(number, place)} {table.faults[number, place]}."
    return ""
