"""Starting the claims of many commitments for one period, as one act.

Each claim is what ``start_claim`` would have made of it: the same lines from the same figures. What
is read is read for each contract by its keys; what is written is written for many at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction

from ledgerstone.access.actions import Action as Right
from ledgerstone.claims import policy
from ledgerstone.claims.acts import refused_in_place, tell, why_unfinished
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.claimable import why_not_claimable
from ledgerstone.claims.events import ClaimStarted
from ledgerstone.claims.inviting.self_starting import usual_types
from ledgerstone.claims.locking import lock_contracts, share_period
from ledgerstone.claims.many import Outcome, Refused
from ledgerstone.claims.models import OPEN_STATUSES, WITHDRAWN, Claim
from ledgerstone.claims.sheets.on_claims import offered
from ledgerstone.claims.sheets.sheet import LineRow
from ledgerstone.claims.sheets.writing import figures_to_list, insert_lines_of_many
from ledgerstone.claims.starting import Last, begin, enter_beyond
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import Contract, Opening
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock, planned
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows, update_rows
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere

# So many claims are valued before their lines are written: what is held in memory stays small.
_AT_ONCE = 50

_FIRST_LINES = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_work, claimed_materials, assessed_mode,
   reason_code, reason, is_prefilled, changed_in)
SELECT line.account_id, started.claim_id, line.id, '', 0, 0, '', '', '', false, 1
  FROM unnest(%s::bigint[], %s::bigint[]) AS started (claim_id, contract_id)
  JOIN contracts_scheduleline line
    ON line.contract_id = started.contract_id AND line.account_id + 0 = %s
 WHERE line.is_on_claims
   AND (line.variation_id IS NULL OR line.variation_id IN
        (SELECT id FROM contracts_variation
          WHERE account_id = %s AND contract_id = started.contract_id AND status = ANY (%s)))
"""
# What each contract's other claims mean for the next one.
_CLAIMS = """
SELECT contract_id, max(number), max(id) FILTER (WHERE status = ANY (%s)),
       (array_agg(id ORDER BY number DESC)
          FILTER (WHERE submitted_at IS NOT NULL AND status <> %s))[1],
       max(number) FILTER (WHERE period_id = %s AND status <> %s)
  FROM claims_claim WHERE account_id = %s AND contract_id = ANY (%s) GROUP BY contract_id
"""


class _Others(NamedTuple):
    """Of a contract's claims: the last number; by id the one that is with the claimant, and the
    last one handed in; the number of the last one of the period. ``elsewhere``: the last number of
    a contract that was claimed on elsewhere."""

    number: int = 0
    waiting: int | None = None
    submitted: int | None = None
    of_period: int | None = None
    elsewhere: int | None = None

    @property
    def last_number(self) -> int:
        """Here or elsewhere."""
        return self.number if self.elsewhere is None else max(self.number, self.elsewhere)


@dataclass(slots=True)
class _Started:
    """A claim that was made and has no lines yet; the last claim, of which they may start."""

    claim: Claim
    last: Claim | None
    is_opened: bool


def start_claims(
    *,
    actor: Actor,
    project_id: int,
    period_id: int,
    contract_ids: Sequence[int] | None = None,
) -> Outcome:
    """Start a claim for a period on each of these contracts, else on every commitment of the
    project that has none in the period.

    For administrators, as ``start_claim`` is for a period that is not open. One claim of a contract
    for a period: another one is started by itself. NotThere where a contract cannot be seen.
    """
    with transaction.atomic():
        period = _period(actor, project_id, period_id)
        wanted = _wanted(actor, project_id, contract_ids)
        found = _locked(actor, wanted, period.project)
        share_period(actor.account_id, period.pk)
        others = _others(actor.account_id, wanted, period)
        outcome = Outcome()
        eligible: list[Contract] = []
        waiting = _claims([one.waiting for one in others.values()])
        for contract in found:
            other = others[contract.pk]
            if contract_ids is None and other.of_period is not None:
                continue
            why = _why_not(actor, contract, other, waiting)
            if why:
                outcome.refused.append(Refused(contract.pk, contract.number, why))
            else:
                eligible.append(contract)
        last = _claims([others[contract.pk].submitted for contract in eligible])
        for group in _groups(eligible):
            _write(actor, _make(actor, period, group, others, last), outcome)
        return outcome


def _period(actor: Actor, project_id: int, period_id: int) -> BillingPeriod:
    project = projects.get_project(actor, project_id)
    period = projects.get_period(actor, period_id)
    if period.project_id != project.pk:
        raise NotThere
    period.project = project
    return period


def _wanted(actor: Actor, project_id: int, contract_ids: Sequence[int] | None) -> list[int]:
    """The contracts that were chosen, all of them there; else the commitments that may be."""
    seen = contracts.visible_to(actor).filter(project_id=project_id)
    if contract_ids is not None:
        wanted = sorted(set(contract_ids))
        if seen.filter(pk__in=wanted).count() != len(wanted):
            raise NotThere
        return wanted
    may = visibility.with_right(actor, Right.START_CLAIM_LATE)
    commitments = seen.filter(may, kind__in=contracts.COMMITMENTS).exclude(status="void")
    wanted = sorted(commitments.values_list("pk", flat=True))
    if not wanted and seen.filter(kind__in=contracts.COMMITMENTS).exists():
        raise NotAllowed("Ask an administrator of the project to do this.")
    return wanted


def _locked(actor: Actor, wanted: list[int], project: Project) -> list[Contract]:
    """The contracts by number, locked, as they are behind the lock."""
    lock_contracts(actor.account_id, wanted)
    found = Contract.objects.filter(account_id=actor.account_id, pk__in=wanted)
    listed = list(found.order_by("number", "id"))
    for contract in listed:
        contract.project = project
    return listed


def _others(account_id: int, wanted: list[int], period: BillingPeriod) -> dict[int, _Others]:
    given: list[Any] = [list(OPEN_STATUSES), WITHDRAWN, period.pk, WITHDRAWN, account_id, wanted]
    opened = Opening.objects.filter(account_id=account_id, contract_id__in=wanted)
    elsewhere = dict(opened.values_list("contract_id", "last_number"))
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, given)
        found = {contract_id: _Others(*rest) for contract_id, *rest in cursor.fetchall()}
    nothing = _Others()
    return {key: found.get(key, nothing)._replace(elsewhere=elsewhere.get(key)) for key in wanted}


def _claims(ids: Iterable[int | None]) -> dict[int, Claim]:
    return Claim.objects.in_bulk([one for one in ids if one is not None])


def _why_not(actor: Actor, contract: Contract, other: _Others, waiting: dict[int, Claim]) -> str:
    """Why no claim is started on a contract; empty where one is."""
    if not policy.may_start(actor, contract) or not policy.may_choose_period(actor, contract):
        return not_allowed(actor, contract).message
    terms, _ = projects.words(contract.project)
    why_not = why_not_claimable(contract, terms, is_administrator=True)
    if why_not:
        return why_not
    if other.waiting is not None:
        return why_unfinished(waiting[other.waiting], terms)
    if other.of_period is not None:
        return (
            f"{terms.claim_short.capitalised} {other.of_period} of this {terms.billing_period} is "
            "there already. Start another one from its page."
        )
    return ""


def _groups(found: Sequence[Contract]) -> Iterator[list[Contract]]:
    given = iter(found)
    while group := list(islice(given, _AT_ONCE)):
        yield group


def _make(
    actor: Actor,
    period: BillingPeriod,
    group: list[Contract],
    others: dict[int, _Others],
    last: dict[int, Claim],
) -> list[_Started]:
    """The claims of these contracts, without lines. Three statements."""
    now, types = clock.now(), usual_types(period, group)
    rows = [
        {
            "account_id": contract.account_id,
            "contract_id": contract.pk,
            "type": types[contract.pk],
            "is_upstream": contract.is_upstream,
            "period_id": period.pk,
            "number": others[contract.pk].last_number + 1,
            "period_start": period.start,
            "period_end": period.end,
            "billing_date": period.billing_date,
            "move_stored_to_work": contract.move_stored_to_work,
            "created_by_id": actor.signed_by,
            "created_at": now,
            "saved_at": now,
        }
        for contract in group
    ]
    made = []
    for contract, row, key in zip(group, rows, insert_rows(Claim, rows), strict=True):
        claim = Claim(pk=key, **row)
        claim.contract = contract
        other = others[contract.pk]
        before = None if other.submitted is None else last[other.submitted]
        made.append(_Started(claim, before, other.elsewhere is not None))
    return made


def _write(actor: Actor, made: list[_Started], outcome: Outcome) -> None:
    """Give claims their lines and tell the history; those that cannot be valued are not started."""
    first = [one for one in made if one.last is None and not one.is_opened]
    later = [one for one in made if one.last is not None or one.is_opened]
    refused = _write_later(later, outcome)
    _write_first([one.claim for one in first])
    with planned.together():
        for one in made:
            claim = one.claim
            if claim.pk in refused:
                continue
            outcome.done.append(claim.pk)
            tell(
                ClaimStarted,
                actor,
                claim,
                f"started claim {claim.number}",
                number=claim.number,
                period=[claim.period_start.isoformat(), claim.period_end.isoformat()],
            )


def _write_first(claims: list[Claim]) -> None:
    """Lines on which nothing was claimed yet: those of the schedule, in one statement for each
    choice of variations."""
    by_offer: dict[frozenset[str], list[Claim]] = {}
    for claim in claims:
        by_offer.setdefault(offered(claim.contract), []).append(claim)
    for offering, of_offer in by_offer.items():
        account = of_offer[0].account_id
        keys = [one.pk for one in of_offer], [one.contract_id for one in of_offer]
        with connection.cursor() as cursor:
            cursor.execute(_FIRST_LINES, [*keys, account, account, sorted(offering)])


def _write_later(made: list[_Started], outcome: Outcome) -> set[int]:
    """Lines where they were certified, but those that were claimed further since."""
    lines: list[tuple[int, list[LineRow]]] = []
    figures = []
    refused: set[int] = set()
    for one in made:
        claim = one.claim
        before = one.last
        last = None if before is None else Last(before.pk, before.certificate_id is not None)
        inputs, places = begin(claim, last, offering=offered(claim.contract))
        if before is not None:
            enter_beyond(before, inputs, places)
        try:
            with refused_in_place(inputs):
                listed = figures_to_list(inputs)
        except Invalid as refusal:
            refused.add(claim.pk)
            named = claim.contract.number
            outcome.refused.append(Refused(claim.contract_id, named, refusal.message))
            continue
        lines.append((claim.pk, inputs.rows))
        figures.append({"account_id": claim.account_id, "id": claim.pk, **listed})
    if lines:
        insert_lines_of_many(made[0].claim.account_id, lines)
    update_rows(Claim, figures)
    if refused:
        Claim.objects.filter(account_id=made[0].claim.account_id, pk__in=refused).delete()
    return refused
