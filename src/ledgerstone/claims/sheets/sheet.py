"""A claim as a page or a document shows it: its cover, its lines, and what to ask about.

A ``SheetLine`` is a view over three tuples (the stored row, the line as valued, the line as it
stood before this claim), so that a sheet of a thousand lines costs little to build and every
further figure is worked out only where it is asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledgerstone.core import Cover, Position, ValuedLine
from ledgerstone.core.rounding import ZERO, percent

from .line_rows import NOTHING, Entered, LineRow, Standing

__all__ = [
    "NOTHING",
    "ClaimSheet",
    "Entered",
    "LineRow",
    "SheetLine",
    "SheetWarning",
    "Standing",
    "exceeds",
]


class SheetLine(NamedTuple):
    """A line of the sheet. Amounts are to date unless named otherwise."""

    row: LineRow
    valued: ValuedLine
    before: Standing
    assessed_quantity: Decimal | None = None

    # What it is.
    @property
    def line_id(self) -> int:
        return self.row.line_id

    @property
    def item(self) -> str:
        return self.row.item

    @property
    def description(self) -> str:
        return self.row.description

    @property
    def section(self) -> str:
        return self.row.section

    @property
    def budget_code(self) -> str | None:
        return self.row.budget_code

    @property
    def variation(self) -> str | None:
        """The number of its variation; None on a line of the contract itself."""
        return self.row.variation

    @property
    def variation_title(self) -> str | None:
        return self.row.variation_title

    @property
    def counts(self) -> bool:
        """Whether its scheduled value is part of the contract sum."""
        return self.row.counts

    @property
    def is_unit(self) -> bool:
        return self.row.unit_price is not None

    @property
    def unit(self) -> str:
        return self.row.unit

    @property
    def quantity(self) -> Decimal | None:
        """The contract quantity."""
        return self.row.quantity

    @property
    def unit_price(self) -> Decimal | None:
        return self.row.unit_price

    @property
    def scheduled_value(self) -> Decimal:
        """As it counts and prints: zero while its variation is not approved."""
        return self.valued.scheduled_value

    @property
    def own_value(self) -> Decimal:
        return self.row.scheduled_value

    # Where it stood.
    @property
    def work_previous(self) -> Decimal:
        return self.valued.work_previous

    @property
    def materials_previous(self) -> Decimal:
        return self.before.at.stored

    @property
    def completed_previous(self) -> Decimal:
        return self.before.at.work + self.before.at.stored

    @property
    def quantity_previous(self) -> Decimal | None:
        return self.before.quantity

    @property
    def stored_quantity_previous(self) -> Decimal | None:
        return self.before.stored_quantity

    @property
    def retention_previous(self) -> Decimal:
        return self.before.at.retention

    # As claimed.
    @property
    def claimed_entry(self) -> Entered:
        return self.row.claimed_entry

    @property
    def claimed_work(self) -> Decimal:
        return self.row.claimed_work

    @property
    def claimed_materials(self) -> Decimal:
        return self.row.claimed_materials

    @property
    def claimed(self) -> Decimal:
        return self.row.claimed_work + self.row.claimed_materials

    @property
    def claimed_work_this_period(self) -> Decimal:
        return self.row.claimed_work - self.before.work

    @property
    def claimed_movement(self) -> Decimal:
        return self.claimed - self.completed_previous

    @property
    def claimed_percent(self) -> Decimal:
        return percent(self.claimed, self.own_value)

    @property
    def claimed_quantity(self) -> Decimal | None:
        """The quantity to date; None where nothing is measured."""
        entry = self.row.claimed_entry
        if entry.figure is None or not entry.mode.startswith("quantity"):
            return self.before.quantity
        if entry.mode == "quantity_to_date":
            return entry.figure
        before = self.before.quantity
        return entry.figure if before is None else before + entry.figure

    # As assessed: the result where a certificate is issued.
    @property
    def assessed_entry(self) -> Entered:
        return self.row.assessed_entry

    @property
    def is_assessed(self) -> bool:
        return not self.row.assessed_entry.is_empty

    @property
    def assessed(self) -> Decimal:
        return self.valued.completed_and_stored

    @property
    def assessed_work(self) -> Decimal:
        return self.work_to_date

    @property
    def assessed_materials(self) -> Decimal:
        return self.valued.materials_stored

    @property
    def difference(self) -> Decimal:
        """Assessed less claimed."""
        return self.valued.completed_and_stored - self.claimed

    @property
    def work_this_period(self) -> Decimal:
        return self.valued.work_this_period

    @property
    def work_to_date(self) -> Decimal:
        return self.valued.work_previous + self.valued.work_this_period

    @property
    def materials_stored(self) -> Decimal:
        return self.valued.materials_stored

    @property
    def completed_and_stored(self) -> Decimal:
        return self.valued.completed_and_stored

    @property
    def percent(self) -> Decimal:
        return self.valued.percent

    @property
    def balance_to_finish(self) -> Decimal:
        return self.valued.balance_to_finish

    @property
    def retention(self) -> Decimal:
        return self.valued.retention

    @property
    def retention_this_period(self) -> Decimal:
        return self.valued.retention - self.before.at.retention

    @property
    def movement_this_period(self) -> Decimal:
        return self.valued.movement_this_period

    # Why, and what to ask about.
    @property
    def reason_code(self) -> str:
        return self.row.reason_code

    @property
    def reason(self) -> str:
        return self.row.reason

    @property
    def has_reason(self) -> bool:
        return bool(self.row.reason_code and self.row.reason.strip())

    @property
    def is_cut(self) -> bool:
        """Whether anything on it is assessed below what was claimed, or held beyond it."""
        row, valued = self.row, self.valued
        if self.work_to_date < row.claimed_work or valued.materials_stored < row.claimed_materials:
            return True
        answer = row.assessed_entry
        if answer.released is not None and answer.released < (row.claimed_released or ZERO):
            return True
        if answer.adjustment is None:
            return False
        asked = row.claimed_adjustment
        return answer.adjustment > (self.before.adjustment if asked is None else asked)

    @property
    def goes_back(self) -> bool:
        """Whether it falls below what was certified before; a credit, whether it rises above."""
        moved = self.valued.movement_this_period
        return moved > 0 if self.row.scheduled_value < 0 else moved < 0

    def asks_reason(self, *, upstream: bool) -> bool:
        """Whether it is cut, or falls back, without a reason. What we ourselves claim lower from
        the owner says why below, by its sources."""
        return (self.is_cut or (self.goes_back and not upstream)) and not self.has_reason

    @property
    def is_over_billed(self) -> bool:
        return self.counts and exceeds(self.assessed, self.own_value)

    @property
    def is_prefilled(self) -> bool:
        return self.row.is_prefilled

    @property
    def changed_in(self) -> int:
        return self.row.changed_in


def exceeds(earned: Decimal, value: Decimal) -> bool:
    """Whether a line earned more than its value, or the other sign."""
    return not (0 <= earned <= value or value <= earned <= 0)


@dataclass(frozen=True, slots=True)
class SheetWarning:
    """Something a careful person would ask about. ``line_id`` None: the whole claim."""

    line_id: int | None
    item: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ClaimSheet:
    """A claim valued: live while it is undecided, from its certificate once there is one.

    ``cover`` is by the assessed figures (the claimed ones where nothing is assessed);
    ``claimed_cover`` by the claimed ones alone. ``after`` is None on a sheet from a certificate.
    """

    claim_id: int
    number: int
    version: int
    status: str
    saved_at: dt.datetime
    is_upstream: bool
    is_certified: bool
    cover: Cover
    claimed_cover: Cover
    lines: tuple[SheetLine, ...]
    warnings: tuple[SheetWarning, ...] = ()
    previous_certificate_id: int | None = None
    previous_claim_number: int | None = None
    after: Position | None = None
    cover_is_cut: bool = False
    cover_has_reason: bool = False
    _by_id: dict[int, SheetLine] = field(default_factory=dict, repr=False, compare=False)

    def line(self, line_id: int) -> SheetLine:
        """One line; KeyError where it is not on the sheet."""
        if not self._by_id:
            self._by_id.update((line.row.line_id, line) for line in self.lines)
        return self._by_id[line_id]

    def __iter__(self) -> Iterator[SheetLine]:
        return iter(self.lines)

    @property
    def differs(self) -> bool:
        """Whether assessed and claimed differ anywhere: approved as noted is then proposed."""
        if self.cover_is_cut or self.cover != self.claimed_cover:
            return True
        return any(line.difference for line in self.lines)

    @property
    def proposed_decision(self) -> str:
        return "approved_as_noted" if self.differs else "approved"

    @property
    def lines_needing_reason(self) -> tuple[SheetLine, ...]:
        upstream = self.is_upstream
        return tuple(line for line in self.lines if line.asks_reason(upstream=upstream))

    @property
    def cover_needs_reason(self) -> bool:
        """Whether a release is refused, or more deducted than claimed, without a reason."""
        return self.cover_is_cut and not self.cover_has_reason

    @property
    def claimed_this_period(self) -> Decimal:
        rows, stood = [line.row for line in self.lines], [line.before.at for line in self.lines]
        claimed = sum([row.claimed_work for row in rows], ZERO)
        claimed += sum([row.claimed_materials for row in rows], ZERO)
        certified = sum([at.work for at in stood], ZERO) + sum([at.stored for at in stood], ZERO)
        return claimed - certified

    @property
    def assessed_this_period(self) -> Decimal:
        return sum([line.valued.movement_this_period for line in self.lines], ZERO)
