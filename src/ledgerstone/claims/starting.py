"""What a new claim starts from: its lines where they were certified, or as last claimed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.core.entering import Figures
from ledgerstone.core.rounding import ZERO

from .models import Claim
from .rows import NOTHING_SAID, read_previous, read_said
from .sheet import Entered, LineRow, Standing
from .valuation import Inputs, claimed_figures

# Where what a claim says on a line begins in a ``LineRow``, and where in that its claimed
# adjustment and its claimed figures are.
_SAID = LineRow._fields.index("claim_line_id")
_ADJUSTMENT = LineRow._fields.index("claimed_adjustment") - _SAID
_FIGURES = slice(
    LineRow._fields.index("claimed_work") - _SAID,
    LineRow._fields.index("claimed_materials") - _SAID + 1,
)


def start_from(last: Claim, inputs: Inputs) -> None:
    """Enter on a new claim what the last submitted one claimed beyond the certificate.

    Figures to date stay what they were: amounts, and quantities of unit lines. A release is of
    the claim that asks for it and is not asked for again.
    """
    claim = inputs.claim
    inputs.rows = [LineRow._make((*row[:-2], 1, None)) for row in inputs.rows]
    if claim.type == core.ClaimType.RETENTION_RELEASE:
        return
    is_certified = last.certificate_id is not None
    said = read_said(last.account_id, last.pk)
    places = _places_beyond(inputs, said, is_certified=is_certified)
    if not places:
        return
    before = _as_last_claimed(last, inputs, said, places)
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


def _places_beyond(
    inputs: Inputs, said: Mapping[int, tuple[Any, ...]], *, is_certified: bool
) -> list[int]:
    """The lines on which more, or less, was claimed than is certified, and those that the last
    claim did not have; by what they were worked out to when they were claimed."""
    moves = inputs.claim.move_stored_to_work
    places: list[int] = []
    for place, (row, at) in enumerate(zip(inputs.rows, inputs.standings, strict=True)):
        last = said.get(row.line_id)
        if last is not None and (is_certified or last[_ADJUSTMENT] is None):
            work, stored = last[_FIGURES]
            if moves:
                work, stored = work + stored, ZERO
            if work == at.work and stored == at.stored:
                continue
        places.append(place)
    return places


def _as_last_claimed(
    last: Claim, inputs: Inputs, said: Mapping[int, tuple[Any, ...]], places: Sequence[int]
) -> Inputs:
    """These lines of the last claim, as they stood before it and were claimed in it."""
    rows = [
        LineRow._make((*row[:_SAID], *said.get(row.line_id, NOTHING_SAID)))
        for row in (inputs.rows[place] for place in places)
    ]
    previous = read_previous(last.account_id, last.contract_id, last.number)
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
