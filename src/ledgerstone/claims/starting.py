"""What a new claim starts from: its lines where they were certified, or as last claimed."""

from __future__ import annotations

from decimal import Decimal

from ledgerstone import core
from ledgerstone.core.entering import Figures
from ledgerstone.core.rounding import ZERO

from .models import Claim
from .sheet import Entered, LineRow, Standing
from .valuation import Inputs, claimed_figures, load


def start_from(last: Claim, inputs: Inputs) -> None:
    """Enter on a new claim what the last submitted one claimed beyond the certificate.

    Figures to date stay what they were: amounts, and quantities of unit lines. A release is of
    the claim that asks for it and is not asked for again.
    """
    claim = inputs.claim
    inputs.rows = [row._replace(changed_in=1) for row in inputs.rows]
    if claim.type == core.ClaimType.RETENTION_RELEASE:
        return
    is_certified = last.certificate_id is not None
    before = load(last)
    places = {row.line_id: index for index, row in enumerate(inputs.rows)}
    for index, row in enumerate(before.rows):
        place = places.get(row.line_id)
        if place is None:
            continue
        at = inputs.standings[place]
        was = claimed_figures(before, index)
        if claim.move_stored_to_work:
            was = _moved(was)
        entry = _entry(row, was, at)
        if not is_certified and was.adjustment != at.adjustment:
            entry = entry._replace(adjustment=was.adjustment)
        if not entry.is_empty:
            inputs.rows[place] = _started(inputs.rows[place], entry, was)


def _moved(was: Figures) -> Figures:
    """Stored material is installed by the time the claim starts."""
    quantity, moved = was.quantity, was.stored_quantity
    if moved is not None:
        quantity = moved if quantity is None else quantity + moved
    return was._replace(
        work=was.work + was.stored,
        stored=ZERO,
        quantity=quantity,
        stored_quantity=None if moved is None else ZERO,
    )


def _entry(row: LineRow, was: Figures, at: Standing) -> Entered:
    entry = Entered()
    is_unit = row.unit_price is not None
    if was.work != at.work:
        mode, figure = core.EntryMode.WORK_TO_DATE, was.work
        if is_unit:
            mode, figure = core.EntryMode.QUANTITY_TO_DATE, was.quantity or Decimal(0)
        entry = entry._replace(mode=mode.value, figure=figure)
    if was.stored != at.stored:
        stored = (was.stored_quantity or Decimal(0)) if is_unit else was.stored
        entry = entry._replace(stored=stored)
    return entry


def _started(row: LineRow, entry: Entered, was: Figures) -> LineRow:
    return row._replace(
        claimed_mode=entry.mode,
        claimed_figure=entry.figure,
        claimed_stored=entry.stored,
        claimed_adjustment=entry.adjustment,
        claimed_work=was.work,
        claimed_materials=was.stored,
    )
