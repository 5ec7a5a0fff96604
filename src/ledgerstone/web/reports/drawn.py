"""A report's tables as a page draws them: figures written, rows that lead somewhere, and the chart
as its script reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.reports.tables import (
    COUNT,
    DAY,
    MONEY,
    NAME,
    SHARE,
    Cell,
    Chart,
    Column,
    Row,
    Table,
)

Link = Callable[[tuple[str, int]], str]


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell: what it says, its classes, and where it leads."""

    text: str
    classes: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row: its first cell names it."""

    head: DrawnCell
    cells: Sequence[DrawnCell]
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table with its heads and its foot, which is None where nothing is summed."""

    heads: Sequence[DrawnCell]
    rows: Sequence[DrawnRow]
    foot: DrawnRow | None


def drawn(table: Table, formats: Formats, link: Link) -> DrawnTable:
    """The table with its figures written."""
    columns = table.shown
    return DrawnTable(
        heads=[DrawnCell(column.heading, _classes(column)) for column in columns],
        rows=[_row(columns, row, formats, link) for row in table.rows],
        foot=_row(columns, Row(table.totals), formats, link) if table.totals else None,
    )


def _row(columns: Sequence[Column], row: Row, formats: Formats, link: Link) -> DrawnRow:
    first, *others = columns
    head = DrawnCell(
        written(row.cells.get(first.key), first.kind, formats),
        _classes(first),
        "" if row.of is None else link(row.of),
    )
    return DrawnRow(head, [_cell(column, row, formats) for column in others], row.is_quiet)


def _cell(column: Column, row: Row, formats: Formats) -> DrawnCell:
    if column.key not in row.cells:
        return DrawnCell("", _classes(column))
    cell = row.cells[column.key]
    return DrawnCell(
        written(cell, column.kind, formats), f"{_classes(column)} {_sign(cell)}".strip()
    )


def _classes(column: Column) -> str:
    if column.kind == COUNT:
        return "num count"
    return "num" if column.is_figure else "words" if column.kind == NAME else ""


def _sign(cell: Cell) -> str:
    if not isinstance(cell, Decimal | int):
        return ""
    return "is-zero" if cell == 0 else "is-negative" if cell < 0 else ""


def written(cell: Cell, kind: str, formats: Formats) -> str:
    """A cell as people read it; what is not known is a dash, and no text is nothing."""
    if cell is None:
        return NO_FIGURE
    if kind == MONEY and isinstance(cell, Decimal):
        return formats.money(cell)
    if kind == SHARE and isinstance(cell, Decimal):
        return formats.page_percent(cell * 100)
    if kind == DAY and isinstance(cell, dt.date):
        return formats.day(cell)
    if kind == COUNT and isinstance(cell, int):
        return f"{cell:,}"
    return str(cell)


def chart_drawn(chart: Chart, formats: Formats, summary: str) -> Mapping[str, Any]:
    """The chart as ``frontend/charts/charts.ts`` reads it: figures for the picture, words for
    people."""
    return {
        "categories": list(chart.categories),
        "isLying": chart.is_lying,
        "today": chart.today,
        "summary": summary,
        "currency": formats.currency,
        "locale": formats.locale,
        "series": [
            {
                "name": one.name,
                "tone": one.tone,
                "shape": one.shape,
                "stack": one.stack,
                "values": [None if value is None else float(value) for value in one.values],
                "words": [formats.money(value) for value in one.values],
            }
            for one in chart.series
        ],
    }
