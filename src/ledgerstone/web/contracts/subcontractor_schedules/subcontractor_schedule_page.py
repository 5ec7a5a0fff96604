"""What the pages of the subcontractor's schedule say: its status, whose turn it is, its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    APPROVED,
    DRAFT,
    REVISE,
    UNDER_REVIEW,
    Breakdown,
    may_fill,
    may_review,
    why_not_fillable,
)
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.head import Status

_STATUSES = {
    DRAFT: Status("them", "Draft"),
    UNDER_REVIEW: Status("you", "Under review"),
    REVISE: Status("problem", "Returned"),
    APPROVED: Status("done", "Approved"),
}
STATUS_CHOICES = [(value, status.word) for value, status in _STATUSES.items()]
# So many lines are named in a sentence.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the schedule stands for the person who looks at it."""

    status: Status
    turn: str
    may_fill: bool  # now
    may_submit: bool
    may_review: bool
    may_decide: bool  # it waits for the reviewer's answer
    missing: str
    why_not: str


def standing(actor: Actor, contract: Contract, schedule: Breakdown, terms: Terms) -> Standing:
    """Where it stands. No query."""
    status = contract.subcontractor_schedule_status
    reviews = may_review(actor, contract)
    why_not = why_not_fillable(actor, contract, terms)
    fills = not why_not
    is_open = status in {DRAFT, REVISE}
    return Standing(
        status=_STATUSES[status],
        turn=_turn(actor, contract, terms, is_yours=reviews if status == UNDER_REVIEW else fills),
        may_fill=fills,
        may_submit=fills and is_open and schedule.is_complete,
        may_review=reviews,
        may_decide=reviews and status == UNDER_REVIEW,
        missing="",
        why_not=why_not if is_open and not may_fill(actor, contract) else "",
    )


def _turn(actor: Actor, contract: Contract, terms: Terms, *, is_yours: bool) -> str:
    """Whose turn it is, in a sentence."""
    status = contract.subcontractor_schedule_status
    contact = contract.pk in actor.contact_of
    if status == APPROVED:
        return f"{terms.claim.plural_capitalised} list its lines."
    if status == UNDER_REVIEW:
        who = "It is your turn: review it." if is_yours else "It waits to be reviewed."
        return f"{who} {_until(terms)}"
    if contact and is_yours:
        who = "It is your turn: break each line down until nothing is left to allocate."
    else:
        who = f"The {terms.subcontractor} breaks each line down."
    return f"{who} {_until(terms)}"


def _until(terms: Terms) -> str:
    return f"{terms.claim.plural_capitalised} can be made once it is approved."


def missing_words(schedule: Breakdown, formats: Formats) -> str:
    """What is missing before it can be submitted; empty where nothing is."""
    if not schedule.parts:
        return "There are no lines to break down yet."
    missing = schedule.missing
    if not missing:
        return ""
    named = [f"line {part.line.item} {_left(part.remaining, formats)}" for part in missing[:_NAMED]]
    more = len(missing) - _NAMED
    also = f", and {more} more" if more > 0 else ""
    return f"Still to allocate: {', '.join(named)}{also}."


def _left(remaining: Decimal, formats: Formats) -> str:
    return formats.money(remaining)


def told_after_saving(schedule: Breakdown, formats: Formats) -> tuple[str, Sequence[str]]:
    """What is said once a draft is saved: that it is, and what is still missing."""
    missing = missing_words(schedule, formats)
    if missing:
        return "Saved as a draft.", [missing]
    return "Saved. Every line is fully allocated; it can be submitted.", []
