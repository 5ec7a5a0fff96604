"""What every report is: a table with totals, a chart of it, and the figures that count most.

Pages, spreadsheets and printed pages draw the same one, so none of them can say something else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.core.rounding import ZERO

TEXT, NAME, MONEY, COUNT, DAY, SHARE = "text", "name", "money", "count", "day", "share"
Cell = str | Decimal | int | dt.date | None
Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """Of amounts and counts there is a sum, unless ``sums`` is off; of others there is none.

    A page leaves a ``spare`` column out while there is nothing in it; files have them all.
    """

    key: str
    heading: str
    kind: str = MONEY
    sums: bool = True
    spare: bool = False

    @property
    def is_figure(self) -> bool:
        return self.kind in (MONEY, COUNT, SHARE)

    @property
    def has_sum(self) -> bool:
        return self.sums and self.kind in (MONEY, COUNT)


@dataclass(frozen=True, slots=True)
class Row:
    """A row, with the record that it tells of: the kind of it and its id."""

    cells: Cells
    of: tuple[str, int] | None = None
    is_quiet: bool = False  # it is said beside the others, such as what has no day yet


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the totals are the sums of the rows unless a report says them."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Cells = field(default_factory=dict)

    @property
    def shown(self) -> list[Column]:
        """The columns that have something to say."""
        return [
            column
            for column in self.columns
            if not column.spare or any(row.cells.get(column.key) for row in self.rows)
        ]


def amount(cell: Cell) -> Decimal:
    """What a cell comes to; nothing where it is no amount."""
    return cell if isinstance(cell, Decimal) else ZERO


def amounts(rows: Iterable[Row], key: str) -> list[Decimal | None]:
    """One column of the rows, as a chart draws it."""
    return [amount(row.cells.get(key)) for row in rows]


def summed(
    columns: Sequence[Column], rows: Iterable[Row], label: str = "Total", **said: Cell
) -> Table:
    """A table whose totals are the sums of its rows. ``said`` are totals that are no sums."""
    listed = list(rows)
    totals: dict[str, Cell] = {columns[0].key: label}
    for column in columns:
        if column.has_sum:
            cells = [row.cells.get(column.key) for row in listed]
            known = [cell for cell in cells if isinstance(cell, Decimal | int)]
            nil: Decimal | int = 0 if column.kind == COUNT else ZERO
            totals[column.key] = sum(known, nil)
    return Table(columns, listed, totals | said)


def running(rows: Iterable[Row], key: str, of: Callable[[Cells], Decimal]) -> list[Row]:
    """The rows with what all of them up to each come to."""
    reached, found = ZERO, []
    for row in rows:
        reached += of(row.cells)
        found.append(Row({**row.cells, key: reached}, row.of, row.is_quiet))
    return found


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart. ``tone`` names it; what has one ``stack`` stands on each other."""

    name: str
    tone: str
    values: Sequence[Decimal | None]
    shape: str = "bar"
    stack: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Amounts by category: upright, or lying where the categories are names.

    ``today`` is the place of the category that today lies in.
    """

    categories: Sequence[str]
    series: Sequence[Series]
    is_lying: bool = False
    today: int | None = None

    @property
    def is_empty(self) -> bool:
        return not any(value for one in self.series for value in one.values)


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure that stands above the table, and what is said of it."""

    label: str
    value: Cell
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is drawn. ``notes`` say what is counted and what is not."""

    key: str
    title: str
    table: Table
    chart: Chart
    headlines: Sequence[Headline]
    notes: Sequence[str]
    currency: str
    summary: str = ""  # the chart in a sentence, for who does not see it
    behind: Table | None = None  # the table of the chart, where that is another one
