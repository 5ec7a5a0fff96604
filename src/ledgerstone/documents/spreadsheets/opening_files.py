"""Reads where each line stood elsewhere from a spreadsheet, by the items of the schedule of values.

The heading row is the first that names an item and completed work; other columns are left alone, so
that the last continuation sheet can be chosen as it is. What cannot be taken is named by its cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.contracts.opening import LARGEST_AMOUNT, LARGEST_QUANTITY, StoodLine
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

from .file_tables import refused_file, tables_of, text_tables
from .schedule_layout import NAMES as SCHEDULE_NAMES
from .schedule_layout import Table, cell_name

MOST_ROWS = 20_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "item": SCHEDULE_NAMES["item"],
    "work": (
        "work completed to date", "work to date", "work completed", "completed work",
        "work previous", "previous work", "work done", "work in place", "completed to date",
        "from previous application", "previous applications", "previously certified", "work",
        "completed", "certified to date", "total to date",
    ),
    "materials": (
        "materials stored", "stored materials", "materials presently stored", "material stored",
        "stored", "materials", "materials on site",
    ),
    "quantity": (
        "quantity to date", "quantity completed", "quantity previous", "previous quantity",
        "qty to date", "measured quantity",
    ),
}  # fmt: skip
_FIGURES = {
    "work": (2, LARGEST_AMOUNT),
    "materials": (2, LARGEST_AMOUNT),
    "quantity": (3, LARGEST_QUANTITY),
}
_LOOKS_AT = 60
_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9#]+")
_TOTAL = re.compile(r".*\btotals?\b.*", re.IGNORECASE)
_NO_HEADINGS = (
    "No heading row was found. Name the columns in one row: Item and Work to date, and where there "
    "are any, Materials stored and Quantity to date."
)


@dataclass(slots=True)
class ReadOpening:
    """Lines by item, and what could not be taken, each with its cell."""

    lines: dict[str, StoodLine] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_opening(content: bytes, filename: str, items: Sequence[str], locale: str) -> ReadOpening:
    """What a file says of these items. Invalid, at ``file``, where it is no such table."""
    return _read(tables_of(content, filename, most_rows=MOST_ROWS), items, locale)


def read_pasted_opening(text: str, items: Sequence[str], locale: str) -> ReadOpening:
    """As ``read_opening``, of a table pasted from a spreadsheet with its headings."""
    return _read(text_tables(text, most_rows=MOST_ROWS), items, locale)


def _read(tables: Sequence[Table], items: Sequence[str], locale: str) -> ReadOpening:
    for table in tables:
        for number, row in enumerate(table.cells[:_LOOKS_AT]):
            columns = _columns(row)
            if columns is not None:
                return _rows(table, number + 1, columns, items, locale)
    raise refused_file(_NO_HEADINGS)


def _columns(row: Sequence[str]) -> dict[str, int] | None:
    at: dict[str, int] = {}
    for column, text in enumerate(row):
        at.setdefault(_NOT_IN_NAMES.sub(" ", text.lower()).strip(), column)
    found: dict[str, int] = {}
    for target, names in COLUMNS.items():
        place = next((at[name] for name in names if name in at), None)
        if place is not None and place not in found.values():
            found[target] = place
    return found if {"item", "work"} <= found.keys() else None


def _rows(
    table: Table, first: int, columns: Mapping[str, int], items: Sequence[str], locale: str
) -> ReadOpening:
    read = ReadOpening()
    known = {one_line(item).casefold(): item for item in items}
    for number in range(first, len(table.cells)):
        cells = [one_line(text) for text in table.cells[number]]
        given = {
            name: cells[column] if column < len(cells) else "" for name, column in columns.items()
        }
        faults = [
            f"Cell {cell_name(number, column)} {_fault(table, number, column, given[name])}."
            for name, column in columns.items()
            if _fault(table, number, column, given[name])
        ]
        read.problems += faults
        if faults or not any(given[name] for name in _FIGURES if name in given):
            continue
        if not given["item"] and any(_TOTAL.fullmatch(text) for text in cells):
            continue
        _row(read, number, columns, given, known, locale)
    if not read.lines and not read.problems:
        raise Invalid(
            "There are no figures below the headings.",
            fields={"file": "There are no figures below the headings."},
        )
    return read


def _fault(table: Table, number: int, column: int, text: str) -> str:
    fault = table.faults.get((number, column), "")
    return fault or (f"holds the error {text}" if _ERROR.fullmatch(text) else "")


def _row(
    read: ReadOpening,
    number: int,
    columns: Mapping[str, int],
    given: Mapping[str, str],
    known: Mapping[str, str],
    locale: str,
) -> None:
    place = cell_name(number, columns["item"])
    item = known.get(given["item"].casefold())
    if not given["item"]:
        read.problems.append(f"Cell {place}: there is no item, so the line cannot be found.")
        return
    if item is None:
        read.problems.append(f"Cell {place}: the contract has no line {given['item']}.")
        return
    if item in read.lines:
        read.problems.append(f"Cell {place}: line {item} is in the file twice.")
        return
    figures: dict[str, Decimal | None] = {}
    for name in _FIGURES:
        if name in columns:
            try:
                figures[name] = figure_of(name, given[name], locale)
            except ValueError as wrong:
                read.problems.append(f"Cell {cell_name(number, columns[name])}: {wrong}")
                return
    work, materials = figures.get("work"), figures.get("materials")
    read.lines[item] = StoodLine(
        ZERO if work is None else work,
        ZERO if materials is None else materials,
        figures.get("quantity"),
    )


def figure_of(name: str, text: str, locale: str) -> Decimal | None:
    """A figure as typed; ValueError says what would be accepted."""
    places, largest = _FIGURES[name]
    try:
        parsed = parse_figure(text, locale)
    except FigureError:
        raise ValueError(f"“{text[:40]}” is not a figure.") from None
    if parsed is None:
        return None
    if parsed.kind == "percent":
        raise ValueError(f"{text[:40]} is a percentage. Give it in figures to date.")
    if parsed.value != round(parsed.value, places):
        raise ValueError(f"{text[:40]} has more than {places} decimals.")
    if abs(parsed.value) > largest:
        raise ValueError(f"{text[:40]} is too large.")
    return parsed.value
