"""The rows of the page of a period's claims: each contract with its claim, and where it stands.

All is read for every row at once, by the same few queries however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.access.actions import Action as Right
from ledgerstone.claims import listing, policy
from ledgerstone.claims.inviting import invitations
from ledgerstone.claims.inviting.due import due_dates
from ledgerstone.claims.inviting.invitation_round import Standing, why_not_invited, why_not_reminded
from ledgerstone.claims.listing import PeriodRow
from ledgerstone.claims.models import (
    DRAFT,
    UNDER_REVIEW,
    WITHDRAWN,
    Claim,
    Invitation,
)
from ledgerstone.claims.told import is_kept_back
from ledgerstone.claims.transitions import Action
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.contacts import Contact, of_contracts, settings_of_project
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    UNDER_REVIEW as SCHEDULE_UNDER_REVIEW,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import is_awaited
from ledgerstone.payments.paid_states import state_of_claim
from ledgerstone.payments.queries import paid_on_claims
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account
from ledgerstone.web.claims.head import Status

from .period_states import (
    CERTIFIED,
    ELSEWHERE,
    ISSUED,
    NO_CLAIM,
    NO_CONTACT,
    NOT_APPROVED,
    NOT_CLAIMED,
    NOT_INVITED,
    OVERPAID,
    PAID,
    PARTLY_PAID,
    SCHEDULE_AWAITED,
    UNPAID,
    status_in,
)
from .period_turns import RowTurn, is_waiting, rank_of, turn_of

_UNCLAIMABLE = frozenset({NOT_APPROVED, NOT_CLAIMED, SCHEDULE_AWAITED})
_BEFORE_APPROVAL = frozenset(
    {"draft", "out_for_bid", "out_for_signature", "processing", "submitted"}
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at which period in which words."""

    actor: Actor
    account: Account
    project: Project
    period: BillingPeriod
    terms: Terms
    formats: Formats
    today: dt.date


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of a contract and one of its claims."""

    row: PeriodRow
    at: Standing
    paid: Decimal | None  # of the claim; None where nothing was

    @property
    def contract(self) -> Contract:
        return self.row.contract

    @property
    def claim(self) -> Claim | None:
        return self.row.claim

    @property
    def elsewhere(self) -> Claim | None:
        return self.row.elsewhere


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A commitment or head contract in the period, with one of its claims where it has any."""

    contract: Contract
    claim: Claim | None
    state: str
    status: Status
    contract_sum: Decimal
    claimed: Decimal | None
    assessed: Decimal | None
    payable: Decimal | None
    paid: Decimal | None
    payment: str
    certified_to_date: Decimal
    turn: RowTurn | None
    rank: tuple[int, str]
    due: dt.date
    is_late: bool
    submitted: dt.date | None
    starts: int | None = None  # the number of the claim that could be started here
    elsewhere: Claim | None = None
    invitation: Invitation | None = None
    why_not_invited: str = ""
    note: str = ""
    contacts: Sequence[Contact] = ()
    may_name: bool = False
    allows: frozenset[str] = field(default_factory=frozenset)  # the bulk acts

    @property
    def is_cut(self) -> bool:
        """Whether it is assessed below what was claimed."""
        return (
            self.claimed is not None and self.assessed is not None and self.assessed < self.claimed
        )

    @property
    def is_received(self) -> bool:
        return self.claim is not None and self.claim.status not in {DRAFT, WITHDRAWN}

    @property
    def is_expected(self) -> bool:
        """Whether a claim is or was awaited on it."""
        return self.state not in {NOT_APPROVED, NOT_CLAIMED}

    @property
    def key(self) -> str:
        """What its tick box says of it: contract, claim and the claim's version."""
        claim = self.claim
        return f"{self.contract.pk}.{claim.pk}.{claim.version}" if claim else f"{self.contract.pk}"

    @property
    def searched(self) -> str:
        """What a search looks through, but for what was said beside the claim."""
        words = [self.contract.number, self.contract.title, self.contract.company.name]
        words += [one.person.name for one in self.contacts]
        if self.claim is not None:
            words += [f"#{self.claim.number}", self.claim.reference, self.claim.comments]
        return " ".join(words).casefold()


def tool_rows(desk: Desk, *, upstream: bool | None = None) -> tuple[list[ToolRow], list[ToolRow]]:
    """The rows of commitments, and those of head contracts: one for each contract, and one more
    for each further claim of it that stands. ``upstream`` limits it to one direction."""
    listed = told_apart(listing.of_period(desk.actor, desk.period, upstream=upstream))
    rows = [_row(desk, found) for found in _read(desk, listed)]
    below = [row for row in rows if not row.contract.is_upstream]
    return below, [row for row in rows if row.contract.is_upstream]


def told_apart(every: Sequence[PeriodRow]) -> list[PeriodRow]:
    """One row for each contract, and one more for each further claim of it that stands."""
    standing = {row.contract.pk for row in every if row.claim and row.claim.status != WITHDRAWN}
    latest = {row.contract.pk: row for row in every}  # a contract's claims come by number
    return [
        row
        for row in every
        if row.claim is None
        or row.claim.status != WITHDRAWN
        or (row.contract.pk not in standing and latest[row.contract.pk] is row)
    ]


def state_of(found: Found) -> str:
    """Where a contract with one of its claims stands in the period, as the counts have it."""
    return _state(found, _payment(found))


def _read(desk: Desk, listed: Sequence[PeriodRow]) -> list[Found]:
    """Everything beside the contracts and their claims."""
    period, unique = desk.period, {row.contract.pk: row.contract for row in listed}
    claims = {row.contract.pk: row.claim for row in listed if _stands(row.claim)}
    due, invited = due_dates(period, unique), invitations.of_period(period, unique)
    people = of_contracts(desk.actor, unique.values())
    settings = projects.invoicing_settings(desk.actor, desk.project.pk)
    may_claim = settings_of_project(desk.account, settings).may_claim.holds
    standings = {
        pk: Standing(
            contract=one,
            due=due[pk],
            contacts=people[pk],
            may_claim=may_claim if one.contacts_may_claim is None else one.contacts_may_claim,
            claim=claims.get(pk),
            invitation=invited.get(pk),
        )
        for pk, one in unique.items()
    }
    paid = paid_on_claims([row.claim for row in listed if row.claim and row.claim.certificate_id])
    return [
        Found(
            row=row,
            at=standings[row.contract.pk],
            paid=paid.get(row.claim.pk) if row.claim is not None else None,
        )
        for row in listed
    ]


def _stands(claim: Claim | None) -> bool:
    return claim is not None and claim.status != WITHDRAWN


def _row(desk: Desk, found: Found) -> ToolRow:
    claim, contract, row = found.claim, found.contract, found.row
    payment = _payment(found)
    state = _state(found, payment)
    counts = claim is not None and claim.status not in {DRAFT, WITHDRAWN}
    answered = counts and claim is not None and _is_answered(desk.actor, claim)
    why = "" if contract.is_upstream else why_not_invited(found.at, desk.period)
    allows = _allowed(desk, found, state, why) | _payable(desk, found, payment)
    turn = turn_of(desk, found, state, why)
    late = is_waiting(state, desk.period) and found.at.due < desk.today
    return ToolRow(
        contract=contract,
        claim=claim,
        state=state,
        status=status_in(claim, state, desk.terms, head=contract.is_upstream),
        contract_sum=row.contract_sum,
        claimed=claim.claimed_this_period if claim is not None and counts else None,
        assessed=claim.assessed_this_period if claim is not None and answered else None,
        payable=_payable_on(claim) if counts else None,
        paid=found.paid,
        payment=payment,
        certified_to_date=row.certified_to_date,
        turn=turn,
        rank=rank_of(claim, state, turn, contract.number),
        due=found.at.due,
        is_late=late,
        submitted=_submitted(desk, claim),
        starts=(row.last_claim_number or 0) + 1 if "start" in allows else None,
        elsewhere=found.elsewhere,
        invitation=found.at.invitation,
        why_not_invited=why,
        note=row.why_not if state in _UNCLAIMABLE else "",
        contacts=found.at.contacts,
        may_name=contracts.may_name_contacts(desk.actor, contract),
        allows=allows,
    )


def _payment(found: Found) -> str:
    """How far a claim is paid; empty where nothing is to be paid on it."""
    return "" if found.claim is None else state_of_claim(found.claim, found.paid)


def _state(found: Found, payment: str) -> str:
    claim = found.claim
    if payment in {PAID, PARTLY_PAID, OVERPAID}:
        return PAID if payment == OVERPAID else payment
    if claim is not None and claim.is_upstream and claim.status == "approved":
        return CERTIFIED if claim.certificate_id is not None else ISSUED
    if claim is not None:
        return claim.status
    if found.elsewhere is not None:
        return ELSEWHERE
    state = _before_claim(found)
    return NO_CONTACT if _awaits_contact(found, state) else state


def _before_claim(found: Found) -> str:
    """Where a contract stands on which nothing was started, contacts aside."""
    contract, invitation = found.contract, found.at.invitation
    if found.row.claimable:
        if contract.is_upstream:
            return NO_CLAIM
        return NOT_INVITED if invitation is None else invitation.status
    if contract.status in _BEFORE_APPROVAL:
        return NOT_APPROVED
    waits = contract.claims_enabled and contract.status not in {"void", "closed"}
    return SCHEDULE_AWAITED if waits and is_awaited(contract) else NOT_CLAIMED


def _awaits_contact(found: Found, state: str) -> bool:
    """Whether what comes next is for somebody of the company to do, and nobody is named."""
    if found.at.contacts or found.contract.is_upstream:
        return False
    if state == SCHEDULE_AWAITED:
        return found.contract.subcontractor_schedule_status != SCHEDULE_UNDER_REVIEW
    return state not in {NOT_APPROVED, NOT_CLAIMED}


def _is_answered(actor: Actor, claim: Claim) -> bool:
    """Whether there is an assessment to show: a decided one, or one in the making to whom it is
    told."""
    if is_kept_back(actor, claim):
        return False
    return claim.certificate_id is not None or claim.status == UNDER_REVIEW


def _payable_on(claim: Claim | None) -> Decimal | None:
    """What is to be paid on a claim, with tax: as certified, else as claimed."""
    if claim is None:
        return None
    return claim.claimed_payable if claim.certificate is None else claim.certificate.payable


def _submitted(desk: Desk, claim: Claim | None) -> dt.date | None:
    if claim is None or claim.submitted_at is None:
        return None
    return desk.formats.local(claim.submitted_at).date()


def _payable(desk: Desk, found: Found, payment: str) -> frozenset[str]:
    """Whether a payment may be recorded for what is open of the claim."""
    is_open = payment in {UNPAID, PARTLY_PAID} and found.contract.payments_enabled
    may = is_open and contracts.may(desk.actor, found.contract, Right.RECORD_PAYMENT)
    return frozenset({"pay"}) if may else frozenset()


def _allowed(desk: Desk, found: Found, state: str, why: str) -> frozenset[str]:
    """The acts on many rows that this one would not refuse, as far as the page can tell."""
    actor, contract, claim = desk.actor, found.contract, found.claim
    allowed = set()
    if not contract.is_upstream and contracts.may(actor, contract, Right.INVITE):
        if not why:
            allowed.add("invite")
        if found.at.invitation is not None and not why_not_reminded(found.at, desk.period):
            allowed.add("remind")
    if (
        not _stands(claim)
        and found.elsewhere is None
        and found.row.claimable
        and desk.period.status == BillingPeriod.OPEN
        and policy.may_start(actor, contract)
    ):
        allowed.add("start")
    if claim is not None and claim.status == UNDER_REVIEW and not claim.is_upstream:
        is_clean = claim.assessed_this_period == claim.claimed_this_period
        if is_clean and policy.may(actor, claim, Action.APPROVE):
            allowed.add("approve")
    if claim is not None and _stands(claim) and contracts.may(actor, contract, Right.DECIDE_CLAIM):
        allowed.add("status")
    return frozenset(allowed)
