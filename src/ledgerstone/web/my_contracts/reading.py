"""Reads the contracts of which somebody is claim contact, account by account.

At most fifteen queries an account, however many contracts there are in it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledgerstone.claims import queries as claims
from ledgerstone.claims.inviting import invitations
from ledgerstone.claims.inviting.due import longer_due_dates
from ledgerstone.claims.models import (
    OPEN_STATUSES,
    REVISE_AND_RESUBMIT,
    WITHDRAWN,
    Claim,
    ClaimLine,
    Invitation,
)
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import REVISE
from ledgerstone.payments import queries as payments
from ledgerstone.payments.queries import ContractMoney
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.tenancy import context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, Membership, User
from ledgerstone.web.contracts.figures import ContractFigures, figures_of
from ledgerstone.web.signing_in import two_step


@dataclass(frozen=True, slots=True)
class Held:
    """A contract as its contact holds it: where it stands, and what it comes to.

    ``waiting`` is the claim that is with the claimant, ``last`` the last one that stands;
    ``cuts`` are the lines of a returned claim that somebody gave a reason on, ``notes`` the lines
    of a returned subcontractor's schedule that somebody noted something on. ``due`` is the due date
    of the open period for this contract, ``due_of_waiting`` that of the waiting claim.
    ``invitation`` is that for the open period; ``usual_type`` what may be claimed without one,
    empty where nothing. ``money`` is what was paid with tax, and what is still to come when.
    """

    actor: Actor
    account: Account
    contract: Contract
    period: BillingPeriod | None
    waiting: Claim | None
    last: Claim | None
    cuts: int
    notes: int
    figures: ContractFigures
    due: dt.date | None = None
    due_of_waiting: dt.date | None = None
    invitation: Invitation | None = None
    usual_type: str = ""
    money: ContractMoney = field(default_factory=ContractMoney)


def held_by(user: User) -> list[Held]:
    """Every contract of which the person is claim contact, in every account of theirs.

    Not in those that ask for two-step sign-in before it is set up.
    """
    memberships = Membership.objects.filter(user=user.pk).select_related("account")
    accounts = two_step.open_to(
        user, [one.account for one in memberships.order_by("account__name", "account_id")]
    )
    found: list[Held] = []
    with context.accounts([account.pk for account in accounts]):
        for account in accounts:
            actor = actor_for(user, account)
            if actor is not None and actor.contact_of:
                found.extend(_of_account(actor, account))
    return found


def _of_account(actor: Actor, account: Account) -> Iterator[Held]:
    named = list(
        contracts.visible_to(actor)
        .filter(pk__in=actor.contact_of)
        .select_related("project", "company")
        .order_by("number", "id")
    )
    ids = [contract.pk for contract in named]
    periods = _open_periods(actor, {contract.project_id for contract in named})
    waiting, last = _claims(actor, ids)
    cuts = _cuts(actor, [one.pk for one in waiting.values() if one.status == REVISE_AND_RESUBMIT])
    notes = _notes(actor, named)
    figures = figures_of(actor, ids)
    asked = {one.pk: one for one in periods.values()}
    asked |= {one.period_id: one.period for one in waiting.values()}
    longer = longer_due_dates(actor.account_id, asked)
    invited = invitations.of_periods(actor.account_id, asked, ids)
    usual = _usual_types(actor, {contract.project_id for contract in named})
    money = payments.shown_to_contact(actor, ids)
    for contract in named:
        own, period = waiting.get(contract.pk), periods.get(contract.project_id)
        yield Held(
            actor=actor,
            account=account,
            contract=contract,
            period=period,
            waiting=own,
            last=last.get(contract.pk),
            cuts=cuts[own.pk] if own is not None else 0,
            notes=notes[contract.pk],
            figures=figures[contract.pk],
            due=_due(contract, period, longer),
            due_of_waiting=_due(contract, None if own is None else own.period, longer),
            invitation=None if period is None else invited.get((contract.pk, period.pk)),
            usual_type=usual[contract.project_id],
            money=money[contract.pk],
        )


def _due(
    contract: Contract, period: BillingPeriod | None, longer: Mapping[tuple[int, int], dt.date]
) -> dt.date | None:
    return None if period is None else longer.get((contract.pk, period.pk), period.due_date)


def _usual_types(actor: Actor, project_ids: set[int]) -> dict[int, str]:
    """What contacts of each project claim uninvited; empty: nothing."""
    found = InvoicingSettings.objects.filter(
        account_id=actor.account_id, project_id__in=project_ids
    )
    return dict(found.values_list("project_id", "default_claim_type"))


def _open_periods(actor: Actor, project_ids: set[int]) -> dict[int, BillingPeriod]:
    found = BillingPeriod.objects.filter(
        account_id=actor.account_id, project_id__in=project_ids, status=BillingPeriod.OPEN
    )
    return {period.project_id: period for period in found}


def _claims(actor: Actor, contract_ids: Sequence[int]) -> tuple[dict[int, Claim], dict[int, Claim]]:
    """Per contract the claim that is with the claimant, and the last one that was not withdrawn."""
    seen = claims.visible_to(actor).filter(contract_id__in=contract_ids)
    waiting = {one.contract_id: one for one in seen.filter(status__in=OPEN_STATUSES)}
    last = seen.exclude(status=WITHDRAWN).order_by("contract_id", "-number").distinct("contract_id")
    return waiting, {one.contract_id: one for one in last}


def _cuts(actor: Actor, claim_ids: Sequence[int]) -> Counter[int]:
    rows = ClaimLine.objects.filter(account_id=actor.account_id, claim_id__in=claim_ids)
    return Counter(rows.exclude(reason_code="").values_list("claim_id", flat=True))


def _notes(actor: Actor, named: Sequence[Contract]) -> Counter[int]:
    returned = [
        contract.pk
        for contract in named
        if contract.has_subcontractor_schedule and contract.subcontractor_schedule_status == REVISE
    ]
    rows = ScheduleLine.objects.filter(account_id=actor.account_id, contract_id__in=returned)
    return Counter(rows.exclude(review_note="").values_list("contract_id", flat=True))
