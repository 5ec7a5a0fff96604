"""What a sheet is made of: columns and entries before it is planned, rows and pages after.

All lengths are in points unless they are said to be in em.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

RowKind = Literal["heading", "line", "more", "subtotal", "brought", "carried", "total"]
Figures = tuple[Decimal, ...]
# Gives the printed figures of a row that sums others, one per figure column.
Totals = Callable[[Figures], list[str]]

FULL_SIZE = 8.6
ROW_HEIGHT = 16.8
NEXT_LINE = 10.8
HEADING_HEIGHT = 17.6
AFTER = 2.0
# A figure always keeps this distance from what stands to its left.
LEAST_GAP = 4.0
# A measured line may be this much narrower than its column, for what kerning does not explain.
SAFETY = 0.985


@dataclass(frozen=True, slots=True)
class Column:
    """A column of texts with its narrowest and widest width at full size, or one of figures.

    `before` is the blank on its left, more where a text follows a figure.
    """

    heading: str
    text: bool = False
    narrowest: float = 0.0
    widest: float = 0.0
    before: float = 2.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to print: its texts, its printed figures, and the exact ones that are summed."""

    texts: tuple[str, ...]
    printed: list[str]
    summed: Figures
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to plan. `label_column` is the text column in which subtotals say what they are."""

    columns: tuple[Column, ...]
    entries: Sequence[Entry]
    totals: Totals
    label_column: int
    subtotal: str
    carried: str
    brought: str
    total: str
    continued: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page leaves for a sheet, in points."""

    width: float
    height: float


@dataclass(slots=True)
class Row:
    """A row as it will be set: its cells in column order, each a figure or the lines of a text.

    The page may not end after one to `keep`; an `open` one goes on in the next, without a rule.
    """

    kind: RowKind
    height: float
    cells: list[str | list[str]]
    summed: Figures | None = None
    group: str | None = None
    keep: bool = False
    open: bool = False


@dataclass(slots=True)
class Page:
    """The rows of one page, first and last of them what was brought and what is carried."""

    number: int
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """The type size, the column widths in points, and the heads broken into lines."""

    size: float
    widths: tuple[float, ...]
    heads: tuple[list[str], ...]

    @property
    def scale(self) -> float:
        """How much smaller than full size this sheet is set."""
        return self.size / FULL_SIZE

    @property
    def head_height(self) -> float:
        """The height of the row of heads."""
        lines = max(2, *(len(head) for head in self.heads))
        return (6.1 + lines * NEXT_LINE) * self.scale


def padding(column: Column) -> float:
    """Return the blank at both sides of a cell."""
    return column.before + AFTER + (0.0 if column.text else LEAST_GAP)


def nothing(sheet: Sheet) -> Figures:
    """Return the sum of no entries."""
    return tuple(Decimal(0) for _ in sheet.entries[0].summed) if sheet.entries else ()


def added(one: Figures, other: Figures) -> Figures:
    """Add figures column by column."""
    return tuple(a + b for a, b in zip(one, other, strict=True))
