"""Where the contracts of many projects stand in their open periods, counted as each tool does.

Everything is read for all projects at once; which state a contract is in is for the room of the
tool to say, so the sums here are the sums of the strips there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ledgerstone.claims import listing
from ledgerstone.claims.inviting import invitations
from ledgerstone.claims.inviting.due import longer_due_dates
from ledgerstone.claims.inviting.invitation_round import Standing
from ledgerstone.claims.listing import PeriodRow
from ledgerstone.contracts.contacts import of_contracts
from ledgerstone.payments.queries import paid_on_claims
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.periods.period_rows import Found, state_of, told_apart
from ledgerstone.web.claims.periods.period_turns import is_waiting

from .projects import Held


@dataclass(slots=True)
class Counted:
    """The contracts of a project by state, commitments and head contracts apart, and how many of
    the commitments' claims are awaited beyond their due date."""

    below: Counter[str] = field(default_factory=Counter)
    above: Counter[str] = field(default_factory=Counter)
    late: int = 0


def counted(actor: Actor, held: Sequence[Held]) -> dict[int, Counted]:
    """By project, for those with an open period. Nine queries, however many there are."""
    open_in = {one.project.pk: one for one in held if one.period is not None}
    periods = [one.period for one in open_in.values() if one.period is not None]
    if not periods:
        return {}
    every = listing.of_periods(actor, periods)
    counts = {pk: Counted() for pk in open_in}
    for found in _read(actor, periods, told_apart(every)):
        project_id = found.contract.project_id
        here, counts_here = open_in[project_id], counts[project_id]
        state = state_of(found)
        if found.contract.is_upstream:
            counts_here.above[state] += 1
            continue
        counts_here.below[state] += 1
        if here.period is not None and is_waiting(state, here.period) and found.at.due < here.today:
            counts_here.late += 1
    return counts


def _read(
    actor: Actor, periods: Sequence[BillingPeriod], listed: Sequence[PeriodRow]
) -> Iterable[Found]:
    """The rows with their due dates, invitations, contacts and payments."""
    by_project = {period.project_id: period for period in periods}
    by_id = {period.pk: period for period in periods}
    unique = {row.contract.pk: row.contract for row in listed}
    longer = longer_due_dates(actor.account_id, by_id)
    invited = invitations.of_periods(actor.account_id, by_id, unique)
    people = of_contracts(actor, unique.values())
    paid = paid_on_claims([row.claim for row in listed if row.claim and row.claim.certificate_id])
    for row in listed:
        contract, claim = row.contract, row.claim
        period = by_project[contract.project_id]
        place = (contract.pk, period.pk)
        yield Found(
            row=row,
            at=Standing(
                contract=contract,
                due=longer.get(place, period.due_date),
                contacts=people[contract.pk],
                may_claim=True,  # of no concern to where it stands
                claim=claim,
                invitation=invited.get(place),
            ),
            paid=paid.get(claim.pk) if claim is not None else None,
        )
