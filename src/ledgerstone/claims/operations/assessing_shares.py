"""Assessing many lines at a share of what was claimed, and answering a claim with nil."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from ledgerstone import core
from ledgerstone.claims.events import ReasonsGiven
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.edits import Column, SavedCells
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.sheets.sheet import NOTHING, Entered, LineRow
from ledgerstone.claims.sheets.typed import with_entry
from ledgerstone.claims.sheets.valuation import before_figures, claimed_figures
from ledgerstone.core.rounding import HUNDRED, ZERO, to_places
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

from .assessment import change_assessment, indices, note_assessed, reason_text, saving_of


def assess_share_of_claimed(
    *,
    actor: Actor,
    claim_id: int,
    line_ids: Sequence[int] | None = None,
    percent: str,
    since: int,
) -> SavedCells:
    """Assess lines (all: None) at a percentage, from 0 to 100, of what was claimed this period.

    What was certified before is not in question; stored materials are assessed alike. Releases and
    adjustments of retention stay as they are.
    """
    with transaction.atomic():
        saving = saving_of(actor, claim_id)
        share = _share(percent, words(saving.claim.contract.project)[1])
        for index in indices(saving, line_ids):
            _assess(saving, index, share)
        note_assessed(saving)
        said = f"assessed at {one_line(percent).rstrip('%')}% of what was claimed lines"
        return saving.finish(since, summary=said)


def assess_at_nil(*, actor: Actor, claim_id: int, code: str, text: str, since: int) -> Claim:
    """Assess every line where it was certified before and refuse every release, with one reason.

    The claim can then be answered: nothing of what it claims is due.
    """
    kept = reason_text(code, text, "reason")
    if not kept:
        sentence = "Say why nothing is due."
        raise Invalid(sentence, fields={"reason": sentence})
    with transaction.atomic():
        saving = saving_of(actor, claim_id)
        for index in range(len(saving.inputs.rows)):
            _assess(saving, index, ZERO)
            _refuse_release(saving, index)
            row = saving.inputs.rows[index]
            if row.assessed_entry != NOTHING:
                saving.replace(index, row._replace(reason_code=code, reason=kept), "reason")
        note_assessed(saving)
        saved = saving.finish(since, summary="assessed at nil lines", event=ReasonsGiven)
        claim = saved.claim
        if claim.release_share is None and claim.release_amount is None:
            return claim
        return change_assessment(
            actor=actor,
            claim_id=claim_id,
            expected_version=saved.version,
            release_amount=ZERO,
            reason_code=code,
            reason=kept,
        )


def _share(typed: str, formats: Formats) -> Decimal:
    """What was typed as a fraction: 80 and 80% are the same."""
    sentence = "Type a percentage from 0 to 100."
    try:
        figure = parse_figure(typed, formats.locale)
    except FigureError as refused:
        raise Invalid(str(refused), fields={"percent": str(refused)}) from None
    if figure is None:
        raise Invalid(sentence, fields={"percent": sentence})
    share = figure.fraction if figure.kind == "percent" else figure.value / HUNDRED
    if not 0 <= share <= 1:
        raise Invalid(sentence, fields={"percent": sentence})
    return share


def _assess(saving: Saving, index: int, share: Decimal) -> None:
    """Assess a line at a share of what it claims beyond what was certified."""
    row = saving.inputs.rows[index]
    claimed = claimed_figures(saving.inputs, index)
    before = before_figures(saving.inputs.standings[index])
    entry = row.assessed_entry._replace(mode="", figure=None, stored=None)
    if share != 1:
        entry = _work(entry, row, claimed, before, share)
        entry = _stored(entry, row, claimed, before, share)
    changed = with_entry(row, entry, assessed=True)
    if entry == NOTHING:
        changed = changed._replace(reason_code="", reason="")
    saving.replace(index, changed, Column.ASSESSED)


def _work(
    entry: Entered, row: LineRow, claimed: core.entering.Figures, before: core.entering.Figures,
    share: Decimal,
) -> Entered:  # fmt: skip
    if row.unit_price is not None:
        stood, now = before.quantity or ZERO, claimed.quantity
        if now is None or now == stood:
            return entry
        figure = to_places(3, stood + share * (now - stood))
        return entry._replace(mode=core.EntryMode.QUANTITY_TO_DATE.value, figure=figure)
    if claimed.work == before.work:
        return entry
    figure = to_places(2, before.work + share * (claimed.work - before.work))
    return entry._replace(mode=core.EntryMode.WORK_TO_DATE.value, figure=figure)


def _stored(
    entry: Entered, row: LineRow, claimed: core.entering.Figures, before: core.entering.Figures,
    share: Decimal,
) -> Entered:  # fmt: skip
    if row.unit_price is not None:
        stood, now = before.stored_quantity or ZERO, claimed.stored_quantity or ZERO
        places = 3
    else:
        stood, now, places = before.stored, claimed.stored, 2
    if now == stood:
        return entry
    return entry._replace(stored=to_places(places, stood + share * (now - stood)))


def _refuse_release(saving: Saving, index: int) -> None:
    row = saving.inputs.rows[index]
    if row.claimed_released:
        entry = row.assessed_entry._replace(released=ZERO)
        saving.replace(index, with_entry(row, entry, assessed=True), Column.ASSESSED)
