"""What a new claim starts from: its lines where they were certified, or as last claimed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ledgerstone import core
from ledgerstone.core.entering import Figures
from ledgerstone.core.rounding import ZERO
from ledgerstone.tenancy import planned

from .models import Claim
from .sheets.rows import NOTHING_SAID, UNSAVED, asks_rows, read_previous, read_said
from .sheets.sheet import Entered, LineRow, Standing
from .sheets.valuation import Inputs, asks_surroundings, claimed_figures, inputs_of, laid_on

# Where what a claim says on a line begins in a ``LineRow``.
_SAID = LineRow._fields.index("claim_line_id")
_CAME_TO = """
SELECT line_id, claimed_work, claimed_materials, claimed_retention_adjustment
  FROM claims_claimline WHERE claim_id = %(claim)s AND account_id + 0 = %(account)s
"""


class Last(NamedTuple):
    """The last claim of a contract that was handed in, by id, and whether it is certified."""

    id: int
    is_certified: bool


def begin(
    claim: Claim, last: Last | None, *, offering: frozenset[str] = frozenset()
) -> tuple[Inputs, list[int]]:
    """What a new claim, without lines yet, is valued from while nothing is entered on it; and the
    places of the lines on which the last claim says more, or less, than its certificate."""
    contract = claim.account_id, claim.contract_id
    asks: list[planned.Asked] = [*asks_surroundings(claim), asks_rows(*contract, UNSAVED)[0]]
    if last is not None:
        asks.append((_CAME_TO, {"account": claim.account_id, "claim": last.id}))
    around, terms, lines, *came_to = planned.several(*asks)
    inputs = inputs_of(claim, around, terms, lines, [], offering=offering, with_codes=False)
    if last is None or claim.type == core.ClaimType.RETENTION_RELEASE:
        return inputs, []
    return inputs, _places_beyond(came_to[0], inputs, is_certified=last.is_certified)


def enter_beyond(last: Claim, inputs: Inputs, places: Sequence[int]) -> None:
    """Enter on a new claim what the last submitted one claimed on the lines at these places.

    Figures to date stay what they were: amounts, and quantities of unit lines. A release is of
    the claim that asks for it and is not asked for again.
    """
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
            inputs.rows[place] = _said(inputs.rows[place], entry)
            came_to = claimed_figures(inputs, place)
            inputs.rows[place] = inputs.rows[place]._replace(
                claimed_work=came_to.work, claimed_materials=came_to.stored
            )


def _places_beyond(
    found: Sequence[tuple[Any, ...]], inputs: Inputs, *, is_certified: bool
) -> list[int]:
    """The lines that were claimed beyond where they stand, and those that the last claim did not
    have; by what they were worked out to when they were claimed.

    A line that its certificate brought as far or farther stands there, as where the certificate
    comes later (``rebasing``): nobody claims to give back what was certified beyond the claim.
    A claim to the owner counts on from what we claimed, as what is carried to it does.
    """
    stands = is_certified and not inputs.claim.is_upstream
    came_to = {line_id: figures for line_id, *figures in found}
    moves = inputs.claim.move_stored_to_work
    places: list[int] = []
    for place, (row, at) in enumerate(zip(inputs.rows, inputs.standings, strict=True)):
        said = came_to.get(row.line_id)
        if said is not None:
            work, stored, adjustment = said
            if moves:
                work, stored = work + stored, ZERO
            if stands and reaches(row, at.work + at.stored, work + stored):
                continue
            if work == at.work and stored == at.stored and (is_certified or adjustment is None):
                continue
        places.append(place)
    return places


def reaches(row: LineRow, certified: Decimal, claimed: Decimal) -> bool:
    """Whether what is certified on a line is as much as what is claimed on it, or more."""
    return certified <= claimed if row.scheduled_value < 0 else certified >= claimed


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


def _said(row: LineRow, entry: Entered) -> LineRow:
    return row._replace(
        claimed_mode=entry.mode,
        claimed_figure=entry.figure,
        claimed_stored=entry.stored,
        claimed_adjustment=entry.adjustment,
    )
