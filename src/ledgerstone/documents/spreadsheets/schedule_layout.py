"""Finds the columns of a schedule of values in a table that somebody else laid out.

The heading row is the first that names a description and a value (or a quantity and a unit price),
in any order and in the forms below; what stands above it is left out. Without one, a table of three
columns is item, description, value, and one of two columns is description, value.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

# Names in the order of preference: a table may have a column "Value" and one "Total".
NAMES: dict[str, tuple[str, ...]] = {
    "item": (
        "item", "item no", "item number", "item #", "line item", "line", "line no", "line number",
        "line #", "no", "number", "#", "ref", "reference", "item ref",
    ),
    "description": (
        "description", "description of work", "description of works", "work description",
        "item description", "line description", "description of item", "scope of work", "scope",
        "particulars", "details", "title", "work",
    ),
    "scheduled_value": (
        "scheduled value", "schedule value", "scheduled amount", "contract value",
        "contract amount", "value", "amount", "total value", "total amount", "line total",
        "contract sum", "sum", "total", "total price", "extended amount", "extension", "price",
    ),
    "budget_code": (
        "budget code", "cost code", "wbs code", "wbs", "account code", "trade code", "code",
    ),
    "section": (
        "section", "group", "heading", "division", "category", "trade", "phase", "bill", "part",
    ),
    "quantity": ("quantity", "qty", "contract quantity", "contract qty", "scheduled quantity"),
    "unit": ("unit", "units", "uom", "u o m", "unit of measure", "unit of measurement"),
    "unit_price": ("unit price", "unit rate", "rate", "unit cost", "price per unit", "unit value"),
}  # fmt: skip

_NO_HEADINGS = (
    "No heading row was found. Name the columns in one row, such as Item, Description and "
    "Scheduled value."
)
_LOOKS_AT = 60
_ERRORS = re.compile(r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9#]+")


@dataclass(slots=True)
class Table:
    """Cells as text, and what is wrong with some of them by their row and column from 0.

    ``name`` is that of the sheet, where it comes from a workbook; ``days`` are the days that some
    of its cells hold, which are faults to whoever asks for texts and figures.
    """

    cells: Sequence[Sequence[str]]
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    name: str = ""
    days: dict[tuple[int, int], dt.date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the lines begin, and which column holds what. ``named``: by a heading row."""

    first_row: int
    columns: dict[str, int]
    named: bool


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell: row 13, column 2 is C14."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def find_layout(table: Table) -> Layout | None:
    """Where the schedule is in the table; None where that cannot be told."""
    for number, row in enumerate(table.cells[:_LOOKS_AT]):
        columns = _named_columns(row)
        if columns is not None:
            return Layout(number + 1, columns, named=True)
    return _by_place(table)


def rows_of(table: Table, layout: Layout | None, *, are_numbered: bool) -> list[RawRow]:
    """The rows below the headings; cells that cannot be read are refused by their names.

    ``are_numbered``: rows keep the number that they have in the table.
    """
    if layout is None:
        raise Invalid(_NO_HEADINGS, fields={"file": _NO_HEADINGS})
    _refuse_faults(table, layout)
    rows = []
    for number in range(layout.first_row, len(table.cells)):
        cells = table.cells[number]
        texts = {
            name: cells[column] if column < len(cells) else ""
            for name, column in layout.columns.items()
        }
        rows.append(RawRow(**texts, source_row=number + 1 if are_numbered else None))
    return rows


def _named_columns(row: Sequence[str]) -> dict[str, int] | None:
    """The columns by their headings, where the row is one of headings."""
    at: dict[str, int] = {}
    for column, text in enumerate(row):
        name = _NOT_IN_NAMES.sub(" ", _IN_BRACKETS.sub(" ", text.lower())).strip()
        if name:
            at.setdefault(name, column)
    columns: dict[str, int] = {}
    for target, names in NAMES.items():
        found = next((at[name] for name in names if name in at), None)
        if found is not None:
            columns[target] = found
    if "description" not in columns:
        _describe_by_item(columns, at)
    is_priced = "scheduled_value" in columns or {"quantity", "unit_price"} <= columns.keys()
    return columns if "description" in columns and is_priced else None


def _describe_by_item(columns: dict[str, int], at: dict[str, int]) -> None:
    """Where nothing is called a description, the column "Item" is one, beside a number or not."""
    if "item" not in at:
        return
    columns["description"] = at["item"]
    number = next((at[name] for name in NAMES["item"] if name in at and name != "item"), None)
    if number is None:
        columns.pop("item", None)
    else:
        columns["item"] = number


def _by_place(table: Table) -> Layout | None:
    """Two or three columns, the last of them figures."""
    used = sorted({c for row in table.cells for c, text in enumerate(row) if text.strip()})
    if len(used) not in (2, 3):
        return None
    values = [row[used[-1]] for row in table.cells if used[-1] < len(row)]
    filled = [text for text in values if text.strip()]
    if 2 * sum(_is_figure(text) for text in filled) < len(filled):
        return None
    names = ("item", "description", "scheduled_value")[-len(used) :]
    return Layout(0, dict(zip(names, used, strict=True)), named=False)


def _is_figure(text: str) -> bool:
    try:
        return parse_figure(text, "en") is not None
    except FigureError:
        return False


def _refuse_faults(table: Table, layout: Layout) -> None:
    """Refuse cells with errors, dates and the like in the columns that count."""
    used = set(layout.columns.values())
    found = {
        place: sentence
        for place, sentence in table.faults.items()
        if place[0] >= layout.first_row and place[1] in used
    }
    for number in range(layout.first_row, len(table.cells)):
        for column, text in enumerate(table.cells[number]):
            if text[:1] == "#" and column in used and _ERRORS.fullmatch(one_line(text)):
                found[number, column] = f"holds the error {one_line(text)}"
    if not found:
        return
    named = [f"Cell {cell_name(*place)} {sentence}." for place, sentence in sorted(found.items())]
    more = f" {len(named) - 5} more cells are like that." if len(named) > 5 else ""
    message = f"{' '.join(named[:5])}{more} Correct this and choose the file again."
    raise Invalid(message, fields={"file": message})
