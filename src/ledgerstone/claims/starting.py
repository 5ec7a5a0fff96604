"""What a new claim starts from: the lines that were claimed further than they were certified."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone import core
from ledgerstone.core.entering import standing

from .models import Claim
from .rows import read_previous
from .sheet import Entered, LineRow
from .valuation import NOT_CERTIFIED_YET, claimed_figures, load


@dataclass(frozen=True, slots=True)
class StartedLine:
    """A line that starts ahead of its certificate: its entry, and what it comes to."""

    line_id: int
    entry: Entered
    work: Decimal
    materials: Decimal


@dataclass(frozen=True, slots=True)
class Started:
    """The certificate that a new claim stands on, and the lines that start ahead of it."""

    certificate_id: int | None
    lines: tuple[StartedLine, ...] = ()


def last_claimed(last: Claim | None, claim: Claim) -> Started:
    """Where ``claim`` starts, given the last submitted claim of its contract."""
    if last is None:
        return Started(None)
    previous = read_previous(claim.account_id, claim.contract_id, claim.number)
    if claim.type == core.ClaimType.RETENTION_RELEASE:
        return Started(previous.certificate_id)
    inputs = load(last)
    known, move = previous.position.lines, claim.move_stored_to_work
    is_certified = last.certificate_id is not None
    found: list[StartedLine] = []
    for index, row in enumerate(inputs.rows):
        at = standing(known.get(row.item, NOT_CERTIFIED_YET), move)
        if (
            is_certified
            and row.claimed_work + row.claimed_materials == at.work + at.stored
            and (move or row.claimed_work == at.work)
        ):
            continue
        was = claimed_figures(inputs, index)
        work, stored, quantity, stored_quantity = was[:4]
        if move:
            work, stored = work + stored, Decimal("0.00")
            if stored_quantity is not None:
                quantity = stored_quantity + (quantity or 0)
                stored_quantity = Decimal(0)
        entry = _entry(row, quantity, stored_quantity, work, stored, at.work, at.stored)
        if not is_certified and was.adjustment != at.adjustment:
            entry = entry._replace(adjustment=was.adjustment)
        if not entry.is_empty:
            found.append(StartedLine(row.line_id, entry, work, stored))
    return Started(previous.certificate_id, tuple(found))


def _entry(
    row: LineRow,
    quantity: Decimal | None,
    stored_quantity: Decimal | None,
    work: Decimal,
    stored: Decimal,
    work_before: Decimal,
    stored_before: Decimal,
) -> Entered:
    entry = Entered()
    is_unit = row.unit_price is not None
    if work != work_before:
        if is_unit:
            entry = entry._replace(
                mode=core.EntryMode.QUANTITY_TO_DATE.value, figure=quantity or Decimal(0)
            )
        else:
            entry = entry._replace(mode=core.EntryMode.WORK_TO_DATE.value, figure=work)
    if stored != stored_before:
        entry = entry._replace(stored=(stored_quantity or Decimal(0)) if is_unit else stored)
    return entry
