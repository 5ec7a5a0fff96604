"""Whose turn it is in a row of a period's claims, by when, and in which order rows come for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledgerstone.access.actions import Action as Right
from ledgerstone.claims import policy
from ledgerstone.claims.answering_time import answer_due
from ledgerstone.claims.models import DRAFT, REVISE_AND_RESUBMIT, WITHDRAWN, Claim
from ledgerstone.claims.transitions import Action, State, Turn, next_step
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import PURCHASE_ORDER, Contract
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    UNDER_REVIEW,
    may_review,
)
from ledgerstone.payments.due import payment_due_on
from ledgerstone.payments.paid_states import state_of_claim
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms

from .period_states import (
    ACCEPTED,
    CERTIFIED,
    DECLINED,
    ELSEWHERE,
    INVITED,
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
)

if TYPE_CHECKING:
    from .period_rows import Desk, Found

# With whoever claims, as long as the period is open; a draft or a returned claim also after it.
_AWAITED = frozenset({NOT_INVITED, INVITED, ACCEPTED, NO_CLAIM})
_UNSENT = frozenset({DRAFT, REVISE_AND_RESUBMIT, ELSEWHERE})


@dataclass(frozen=True, slots=True)
class RowTurn:
    """Whose turn it is, in a row: you or somebody named, and what or by when.

    ``contacts``: it is theirs, the claim contacts of the row's commitment.
    """

    you: bool
    who: str
    what: str
    late: bool = False
    contacts: bool = False


def is_waiting(state: str, period: BillingPeriod) -> bool:
    """Whether a claim is still awaited, so that it is late once its due date is over."""
    return state in _UNSENT or (state in _AWAITED and period.status == BillingPeriod.OPEN)


def turn_of(desk: Desk, found: Found, state: str, why_not_invited: str) -> RowTurn | None:
    """Whose turn it is; None where nothing more is awaited."""
    contract, claim = found.contract, found.claim
    if state == NOT_CLAIMED or (claim is not None and claim.status == WITHDRAWN):
        return None
    if claim is not None:
        return _of_claim(desk, found, claim)
    if state == NOT_APPROVED:
        return RowTurn(True, "", f"approve the {desk.terms[contract.kind]}")
    if state == NO_CONTACT:
        may = contracts.may_name_contacts(desk.actor, contract)
        return RowTurn(may, "" if may else "Administrators", "name a contact")
    if state == SCHEDULE_AWAITED:
        return _of_schedule(desk, contract)
    if state == ELSEWHERE and found.elsewhere is not None:
        return _elsewhere(desk, contract, found.elsewhere)
    return _of_invitation(desk, found, state, why_not_invited)


def _elsewhere(desk: Desk, contract: Contract, claim: Claim) -> RowTurn:
    month = desk.formats.month(claim.period_end)
    words = f"finish {desk.terms.claim_short} {claim.number} of {month}"
    upstream = contract.is_upstream
    return RowTurn(upstream, claimant_of(contract, desk.terms), words, contacts=not upstream)


def _of_invitation(desk: Desk, found: Found, state: str, why_not: str) -> RowTurn:
    contract, invitation = found.contract, found.at.invitation
    if contract.is_upstream:
        return _by_due_date(desk, found, yours=True)
    if state == DECLINED and invitation is not None and invitation.answered_at is not None:
        day = desk.formats.short_day(desk.formats.local(invitation.answered_at).date())
        reason = f": {invitation.decline_reason}" if invitation.decline_reason else ""
        return RowTurn(False, "", f"declined {day}{reason}")
    if state == NOT_INVITED:
        if why_not:
            return RowTurn(False, "", why_not)
        may = contracts.may(desk.actor, contract, Right.INVITE)
        return RowTurn(may, "" if may else "Administrators", "invite")
    return _by_due_date(desk, found, yours=False)


def _of_schedule(desk: Desk, contract: Contract) -> RowTurn:
    status = contract.subcontractor_schedule_status
    if status == UNDER_REVIEW:
        yours = may_review(desk.actor, contract)
        return RowTurn(yours, "" if yours else "Administrators", "review the schedule")
    what = "break down the schedule" if status == "draft" else "revise the schedule"
    return RowTurn(False, claimant_of(contract, desk.terms), what, contacts=True)


def _of_claim(desk: Desk, found: Found, claim: Claim) -> RowTurn | None:
    action, turn = next_step(State.of(claim))
    if turn is Turn.CLAIMANT:
        return _by_due_date(desk, found, yours=False)
    if turn is Turn.ADMINISTRATOR:
        if action is Action.ISSUE:
            return _by_due_date(desk, found, yours=True, what="issue it ")
        yours = action is not None and policy.may(desk.actor, claim, action)
        return _to_be_reviewed(desk, claim, yours=yours)
    if turn is Turn.OWNER:
        what = "certificate" if claim.is_upstream else "approval"
        return RowTurn(False, desk.terms.owner.capitalised, what)
    return _to_be_paid(desk, found, claim)


def _to_be_reviewed(desk: Desk, claim: Claim, *, yours: bool) -> RowTurn:
    """By when the law of the place has the claim answered; where it says nothing, since when."""
    who = "" if yours else "Administrators"
    due = answer_due(claim)
    if due is not None:
        words = f"review by {desk.formats.short_day(due.on)}"
        return RowTurn(yours, who, words, late=due.is_over)
    if claim.submitted_at is None:
        return RowTurn(yours, who, "review")
    received = desk.formats.local(claim.submitted_at).date()
    return RowTurn(yours, who, f"review, since {desk.formats.short_day(received)}")


def _to_be_paid(desk: Desk, found: Found, claim: Claim) -> RowTurn | None:
    if claim.certificate is None:
        return None
    payable = claim.certificate.payable
    if state_of_claim(claim, found.paid) in {PAID, OVERPAID}:
        return None
    due = payment_due_on(claim)
    if due is None:
        return None
    left = f"{desk.formats.money(payable - found.paid)} " if found.paid else ""
    return RowTurn(
        False, "", f"{left}to be paid by {desk.formats.short_day(due)}", late=due < desk.today
    )


def _by_due_date(desk: Desk, found: Found, *, yours: bool, what: str = "") -> RowTurn:
    due, contract = found.at.due, found.contract
    late = due < desk.today
    words = f"{what}by {desk.formats.short_day(due)}"
    if yours:
        return RowTurn(True, "", words, late=late)
    theirs = not contract.is_upstream
    return RowTurn(False, claimant_of(contract, desk.terms), words, late=late, contacts=theirs)


def claimant_of(contract: Contract, terms: Terms) -> str:
    """Who claims on a commitment; the company has a column of its own."""
    is_order = contract.kind == PURCHASE_ORDER
    return (terms.supplier if is_order else terms.subcontractor).capitalised


# The order of "your turn first": what waits for you, then what waits for others, then the rest.
_RANKS: dict[str, int] = {
    "under_review": 0, "pending_owner_approval": 4, "revise_and_resubmit": 2, "draft": 3,
    NOT_APPROVED: 1, NO_CONTACT: 1, SCHEDULE_AWAITED: 2, ELSEWHERE: 3, NO_CLAIM: 3, ISSUED: 4,
    NOT_INVITED: 3, ACCEPTED: 3, INVITED: 3, DECLINED: 5,
    "approved_as_noted": 6, "approved": 6, CERTIFIED: 6, PARTLY_PAID: 6, PAID: 7,
    "withdrawn": 8, NOT_CLAIMED: 9,
}  # fmt: skip


def rank_of(claim: Claim | None, state: str, turn: RowTurn | None, number: str) -> tuple[int, str]:
    """Where a row comes when what waits for you is first, and what was handed in first of that."""
    rank = _RANKS[state]
    if turn is not None and turn.you and rank > 1:
        rank = 1
    waits = claim is not None and rank == 0 and claim.submitted_at is not None
    received = claim.submitted_at.isoformat() if waits and claim and claim.submitted_at else ""
    return rank, f"{received}{number}"
