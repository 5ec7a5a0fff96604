"""Sets later claims on other previous figures without changing what they claim to date.

A later claim that is not decided reads its previous figures from the last standing certificate.
When that one is issued, or withdrawn, an amount "of this period" would suddenly claim more or less
to date. So such entries are set anew, and a line on which nothing was entered keeps to what it
stood for, unless the new certificate brought it as far or farther: then it stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ledgerstone import core
from ledgerstone.claims.events import PreviousFiguresChanged
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, UNDER_REVIEW, Claim
from ledgerstone.claims.starting import reaches
from ledgerstone.core.entering import Figures
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .rows import Previous, read_previous
from .sheet import Entered, LineRow, Standing
from .valuation import Inputs, assessed_figures, claimed_figures, load, valued
from .writing import keep_figures, touch, with_figures, write_lines

_UNDECIDED = [DRAFT, REVISE_AND_RESUBMIT, UNDER_REVIEW]
_OF_THIS_PERIOD = {
    core.EntryMode.WORK_THIS_PERIOD,
    core.EntryMode.PERCENT_THIS_PERIOD,
    core.EntryMode.QUANTITY_THIS_PERIOD,
}


@dataclass(slots=True)
class Later:
    """A later claim as it was valued so far: its figures to date, claimed and assessed."""

    inputs: Inputs
    claimed: list[Figures]
    assessed: list[Figures]


def later_claims(claim: Claim) -> list[Later]:
    """The undecided claims after this one, read before its certificate is issued or withdrawn."""
    found = (
        Claim.objects.filter(
            account_id=claim.account_id, contract_id=claim.contract_id, number__gt=claim.number
        )
        .filter(certificate=None)
        .exclude(status="withdrawn")
        .select_related("contract", "contract__project")
        .order_by("number")
    )
    return [_as_it_stands(later) for later in found]


def _as_it_stands(claim: Claim) -> Later:
    inputs = load(claim)
    claimed = [claimed_figures(inputs, index) for index in range(len(inputs.rows))]
    assessed = [assessed_figures(inputs, index, figures) for index, figures in enumerate(claimed)]
    return Later(inputs, claimed, assessed)


def rebase(actor: Actor, later: list[Later], *, summary: str) -> None:
    """Set these claims on the last standing certificate as it is now, and tell their authors."""
    for found in later:
        claim = found.inputs.claim
        previous = read_previous(claim.account_id, claim.contract_id, claim.number)
        if previous.certificate_id != found.inputs.previous.certificate_id:
            _rebase(actor, found, previous, summary)


def _rebase(actor: Actor, found: Later, previous: Previous, summary: str) -> None:
    old = found.inputs
    claim = old.claim
    touch(claim)
    inputs = Inputs(
        claim, old.terms, list(old.rows), previous, old.deductions, old.submitted_deductions
    )
    keeps_work = claim.type != core.ClaimType.RETENTION_RELEASE
    changed: list[LineRow] = []
    for index, row in enumerate(old.rows):
        at, was = inputs.standings[index], old.standings[index]
        if at != was:
            inputs.rows[index] = _set_anew(row, found, index, at, keeps_work=keeps_work)
        figured = with_figures(inputs, index, version=claim.version, user_id=row.changed_by_id)
        inputs.rows[index] = figured if figured[17:34] != row[17:34] else row
        is_there = row.claim_line_id is not None or not inputs.rows[index].claimed_entry.is_empty
        if inputs.rows[index] is not row and is_there:
            changed.append(inputs.rows[index])
    sheet = valued(inputs)
    write_lines(claim, changed)
    keep_figures(claim, sheet)
    publish(
        PreviousFiguresChanged(
            actor=actor,
            project_id=claim.contract.project_id,
            contract_id=claim.contract_id,
            claim_id=claim.pk,
            summary=f"{summary}; the previous figures of claim {claim.number} changed",
            noted={"version": claim.version, "lines": len(changed)},
        )
    )


def _set_anew(row: LineRow, found: Later, index: int, at: Standing, *, keeps_work: bool) -> LineRow:
    claimed, answer = found.claimed[index], found.assessed[index]
    entry = row.claimed_entry
    if keeps_work:
        entry = _claimed_anew(row, entry, claimed, at)
    said = row.assessed_entry
    if said.mode in _OF_THIS_PERIOD:
        said = _of_this_period(said, row, answer, at)
    return row._replace(
        claimed_mode=entry.mode,
        claimed_figure=entry.figure,
        claimed_stored=entry.stored,
        assessed_mode=said.mode,
        assessed_figure=said.figure,
    )


def _claimed_anew(row: LineRow, entry: Entered, was: Figures, at: Standing) -> Entered:
    is_untouched = not entry.mode and entry.stored is None
    if is_untouched and reaches(row, at.work + at.stored, was.work + was.stored):
        return entry
    if entry.mode in _OF_THIS_PERIOD:
        entry = _of_this_period(entry, row, was, at)
    elif not entry.mode and at.work != was.work:
        entry = _to_date(entry, row, was)
    if entry.stored is None and at.stored != was.stored:
        entry = entry._replace(stored=_stored(row, was))
    return entry


def _stored(row: LineRow, was: Figures) -> Decimal | None:
    """An entry that comes to what was stored; None where no quantity says it."""
    if row.unit_price is None or not was.stored:
        return was.stored
    return was.stored_quantity


def _of_this_period(entry: Entered, row: LineRow, was: Figures, at: Standing) -> Entered:
    """An entry of this period that comes to the same to date."""
    if row.unit_price is not None and was.quantity is not None:
        figure = was.quantity if at.quantity is None else was.quantity - at.quantity
        return entry._replace(mode=core.EntryMode.QUANTITY_THIS_PERIOD.value, figure=figure)
    if at.work == was.work:
        return entry
    # A percentage of this period seldom comes to the same cent: it is kept as an amount.
    return entry._replace(mode=core.EntryMode.WORK_THIS_PERIOD.value, figure=was.work - at.work)


def _to_date(entry: Entered, row: LineRow, was: Figures) -> Entered:
    if row.unit_price is not None and was.quantity is not None:
        return entry._replace(mode=core.EntryMode.QUANTITY_TO_DATE.value, figure=was.quantity)
    return entry._replace(mode=core.EntryMode.WORK_TO_DATE.value, figure=was.work)
