"""A line as it comes from the database: what the schedule says, what the claim says on it, and
where it stood before."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from ledgerstone.core import LinePosition


class Entered(NamedTuple):
    """One side of a line as entered; an empty mode and None say that nothing was."""

    mode: str = ""
    figure: Decimal | None = None
    stored: Decimal | None = None  # a quantity on unit lines
    adjustment: Decimal | None = None
    released: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        return self == NOTHING


NOTHING = Entered()


class LineRow(NamedTuple):
    """A schedule line with what the claim says on it, as read from the database."""

    line_id: int
    item: str
    description: str
    section: str
    budget_code: str | None
    variation: str | None
    variation_title: str | None
    counts: bool
    scheduled_value: Decimal
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    retention_work: Decimal | None
    retention_materials: Decimal | None
    exempt: bool
    tax_rate: Decimal | None
    claim_line_id: int | None
    claimed_mode: str
    claimed_figure: Decimal | None
    claimed_stored: Decimal | None
    claimed_adjustment: Decimal | None
    claimed_released: Decimal | None
    claimed_work: Decimal
    claimed_materials: Decimal
    assessed_mode: str
    assessed_figure: Decimal | None
    assessed_stored: Decimal | None
    assessed_adjustment: Decimal | None
    assessed_released: Decimal | None
    assessed_work: Decimal | None
    assessed_materials: Decimal | None
    reason_code: str
    reason: str
    is_prefilled: bool
    changed_in: int
    changed_by_id: int | None

    @property
    def claimed_entry(self) -> Entered:
        return Entered._make(self[17:22])

    @property
    def assessed_entry(self) -> Entered:
        return Entered._make(self[24:29])


class Standing(NamedTuple):
    """A line as it stands before this claim: at the last certificate, stored material joined to
    work where the claim moves it."""

    work: Decimal
    stored: Decimal
    quantity: Decimal | None
    stored_quantity: Decimal | None
    adjustment: Decimal
    at: LinePosition
