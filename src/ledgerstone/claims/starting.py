"""What a new claim starts from: its lines where they were certified, or as last claimed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledgerstone import core
from ledgerstone.core.entering import Figures
from ledgerstone.core.rounding import ZERO
from ledgerstone.tenancy import planned

from .models import Claim
from .rows import NOTHING_SAID, read_previous, read_said
from .sheet import Entered, LineRow, Standing
from .valuation import Inputs, claimed_figures, laid_on

# Where what a claim says on a line begins in a ``LineRow``.
_SAID = LineRow._fields.index("claim_line_id")
_CAME_TO = """
SELECT line_id, claimed_work, claimed_materials, claimed_retention_adjustment
  FROM claims_claimline WHERE claim_id = %(claim)s AND account_id + 0 = %(account)s
"""


def start_from(last: Claim, inputs: Inputs) -> None:
    """Enter on a new claim what the last submitted one claimed beyond the certificate.

    Figures to date stay what they were: amounts, and quantities of unit lines. A release is of
    the claim that asks for it and is not asked for again.
    """
    is_certified = last.certificate_id is not None
    places = places_beyond(last.pk, inputs, is_certified=is_certified)
    enter_beyond(last, inputs, places)


def enter_beyond(last: Claim, inputs: Inputs, places: Sequence[int]) -> None:
    """Enter on untouched lines at these places what the last submitted claim claimed on them."""
    if not places:
        return
    claim, is_certified = inputs.claim, last.certificate_id is not None
    before = _as_last_claimed(last, inputs, places)
    for index, place in enumerate(places):
        row, at = before.rows[index], inputs.standings[place]
        was = claimed_figures(before, index)
        if claim.move_stored_to_work:
            was = _moved(was)
        entry = _entry(row, was, at)
        if not is_certified and was.adjustment != at.adjustment:
            entry = entry._replace(adjustment=was.adjustment)
        if not entry.is_empty:
            inputs.rows[place] = _started(inputs.rows[place], entry, was)


def places_beyond(last_id: int, inputs: Inputs, *, is_certified: bool) -> list[int]:
    """The lines on which more, or less, was claimed than is certified, and those that the last
    claim did not have; by what they were worked out to when they were claimed.

    None on a claim that is for a release only. ``is_certified``: whether the last claim is.
    """
    claim = inputs.claim
    if claim.type == core.ClaimType.RETENTION_RELEASE:
        return []
    found_on = planned.rows(_CAME_TO, {"account": claim.account_id, "claim": last_id})
    came_to = {line_id: figures for line_id, *figures in found_on}
    moves = claim.move_stored_to_work
    places: list[int] = []
    for place, (row, at) in enumerate(zip(inputs.rows, inputs.standings, strict=True)):
        found = came_to.get(row.line_id)
        if found is not None:
            work, stored, adjustment = found
            if moves:
                work, stored = work + stored, ZERO
            if work == at.work and stored == at.stored and (is_certified or adjustment is None):
                continue
        places.append(place)
    return places


def _as_last_claimed(last: Claim, inputs: Inputs, places: Sequence[int]) -> Inputs:
    """These lines of the last claim, as they stood before it and were claimed in it."""
    said = read_said(last.account_id, last.pk)
    rows = [
        LineRow._make((*row[:_SAID], *said.get(row.line_id, NOTHING_SAID)))
        for row in (inputs.rows[place] for place in places)
    ]
    previous = read_previous(last.account_id, last.contract_id, last.number)
    previous = laid_on(previous, inputs.terms, inputs.rows)
    return Inputs(last, inputs.terms, rows, previous)


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
