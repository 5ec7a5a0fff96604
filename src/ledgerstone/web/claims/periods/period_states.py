"""The states that a contract goes through in a period: their words, and who has to act in each.

A contract without a claim in the period has a state of its own, from what is missing to what its
contacts answered; one with a claim has that claim's; one whose claim was paid says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    DRAFT,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
    Claim,
)
from ledgerstone.payments import paid_states
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.head import Status, status_of

# Of a contract that has no claim in the period.
NOT_APPROVED, NO_CONTACT, SCHEDULE_AWAITED, ELSEWHERE, NOT_CLAIMED = (
    "not_approved", "no_contact", "schedule_awaited", "elsewhere", "not_claimed",
)  # fmt: skip
NOT_INVITED, INVITED, ACCEPTED, DECLINED = "not_invited", "invited", "accepted", "declined"
# A head contract to whose owner nothing was claimed in the period yet.
NO_CLAIM = "no_claim"
# An issued head contract claim is approved by its issuer; certified is what the owner says of it.
ISSUED, CERTIFIED = "issued", "certified"
PARTLY_PAID, PAID = paid_states.PARTLY_PAID, paid_states.PAID

# What is paid of a claim that is payable; empty where nothing is.
UNPAID, OVERPAID = paid_states.UNPAID, paid_states.OVERPAID
PAYMENTS = {
    UNPAID: "Not paid",
    PARTLY_PAID: "Partly paid",
    PAID: "Paid",
    OVERPAID: "Overpaid",
}


@dataclass(frozen=True, slots=True)
class Count:
    """One count of the strip: a state, how it is said, and whether it is worth showing at none."""

    state: str
    word: str
    family: str
    always: bool = False


Groups = list[tuple[str, list[Count]]]


def groups(terms: Terms, *, head: bool) -> Groups:
    """The states by who has to act, from left to right as a claim travels."""
    return _to_owner(terms) if head else _to_us(terms)


def _to_owner(terms: Terms) -> Groups:
    """The way of our own claim."""
    return [
        ("To set up", [Count(NOT_APPROVED, "Not approved", "you")]),
        (
            "With you",
            [
                Count(NO_CLAIM, f"No {terms.claim_short} yet", "neutral", True),
                Count(ELSEWHERE, "Earlier draft", "them"),
                Count(DRAFT, "Draft", "them", True),
                Count(REVISE_AND_RESUBMIT, "Returned", "problem"),
            ],
        ),
        (f"With the {terms.owner}", [Count(ISSUED, "Issued", "them", True)]),
        ("Decided", [Count(CERTIFIED, "Certified", "done", True), *_paid()]),
        ("Ended", _ended(terms)),
    ]


def _to_us(terms: Terms) -> Groups:
    """The way of a claim that is made to us."""
    return [
        (
            "To set up",
            [
                Count(NO_CONTACT, "No contact", "problem"),
                Count(NOT_APPROVED, "Not approved", "you"),
                Count(SCHEDULE_AWAITED, "Schedule not approved", "you"),
                Count(NOT_INVITED, "Not invited", "neutral", True),
            ],
        ),
        (
            f"With the {terms.subcontractor}",
            [
                Count(INVITED, "Invited", "them", True),
                Count(ACCEPTED, "Accepted", "them"),
                Count(DECLINED, "Declined", "neutral"),
                Count(ELSEWHERE, "Earlier draft", "them"),
                Count(DRAFT, "Draft", "them", True),
                Count(REVISE_AND_RESUBMIT, "Returned", "problem", True),
            ],
        ),
        ("With you", [Count(UNDER_REVIEW, "Under review", "you", True)]),
        (
            f"With the {terms.owner}",
            [Count(PENDING_OWNER_APPROVAL, f"Pending {terms.owner} approval", "them")],
        ),
        (
            "Decided",
            [
                Count(APPROVED_AS_NOTED, "Approved as noted", "done"),
                Count(APPROVED, "Approved", "done", True),
                *_paid(),
            ],
        ),
        ("Ended", _ended(terms)),
    ]


def _paid() -> list[Count]:
    return [
        Count(PARTLY_PAID, PAYMENTS[PARTLY_PAID], "done"),
        Count(PAID, PAYMENTS[PAID], "done", True),
    ]


def _ended(terms: Terms) -> list[Count]:
    return [
        Count(WITHDRAWN, "Withdrawn", "neutral"),
        Count(NOT_CLAIMED, f"No {terms.claim_short.plural}", "neutral"),
    ]


def states(terms: Terms, *, head: bool) -> dict[str, Count]:
    """Every state of a list, in the order of the strip."""
    return {one.state: one for _, group in groups(terms, head=head) for one in group}


# What the strip says in fewer words, below the name of its group.
SHORT = {APPROVED_AS_NOTED: "As noted"}


def status_in(claim: Claim | None, state: str, terms: Terms, *, head: bool) -> Status:
    """The pill of a row."""
    if claim is not None and state not in {PARTLY_PAID, PAID}:
        return status_of(claim, terms)
    found = states(terms, head=head)[state]
    return Status(found.family, found.word)
