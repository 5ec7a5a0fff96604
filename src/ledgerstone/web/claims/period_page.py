"""What stands around the rows of a period's claims: the period, the counts that filter, totals."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.http import urlencode

from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    DRAFT,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
)
from ledgerstone.core.rounding import ZERO
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.periods.due import days_sentence

from .period_rows import (
    CERTIFIED,
    ELSEWHERE,
    ISSUED,
    NO_CLAIM,
    NO_CONTACT,
    NOT_APPROVED,
    NOT_CLAIMED,
    SCHEDULE_AWAITED,
    SORTS,
    ToolRow,
)

# A due date so near is worth a colour.
_SOON = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked to show, and the addresses of the same page asked otherwise."""

    period_id: int | None = None
    status: str = ""
    sort: str = "turn"
    words: str = ""
    head: bool = False

    def address(self, **other: Any) -> str:
        """The page with some of it asked otherwise; what is usual is left out."""
        asked = {
            "period": self.period_id or "",
            "list": "head" if self.head else "",
            "status": self.status,
            "sort": "" if self.sort == "turn" else self.sort,
            "q": self.words,
        } | other
        return "?" + urlencode({name: value for name, value in asked.items() if value != ""})

    @property
    def hidden(self) -> dict[str, str]:
        """What a search form carries along."""
        kept = {
            "period": str(self.period_id or ""),
            "list": "head" if self.head else "",
            "status": self.status,
            "sort": "" if self.sort == "turn" else self.sort,
        }
        return {name: value for name, value in kept.items() if value}


@dataclass(frozen=True, slots=True)
class Count:
    """One count of the strip: a state, how it is said, and whether it is worth showing at none."""

    state: str
    word: str
    family: str
    always: bool = False


def _groups(terms: Terms, *, head: bool) -> list[tuple[str, list[Count]]]:
    """The states by who has to act, from left to right as a claim travels."""
    without = f"No {terms.claim_short} yet"
    with_claimant = [
        Count(NO_CLAIM, without, "neutral", True),
        Count(ELSEWHERE, "Earlier draft", "them"),
        Count(DRAFT, "Draft", "them", True),
        Count(REVISE_AND_RESUBMIT, "Returned", "problem", not head),
    ]
    travelled = _to_owner(terms, with_claimant) if head else _to_us(terms, with_claimant)
    to_set_up = [Count(NOT_APPROVED, "Not approved", "you")]
    if not head:
        to_set_up.insert(0, Count(NO_CONTACT, "No contact", "problem"))
        to_set_up.append(Count(SCHEDULE_AWAITED, "Schedule not approved", "you"))
    return [("To set up", to_set_up), *travelled, ("Ended", _ended(terms))]


def _to_owner(terms: Terms, with_claimant: list[Count]) -> list[tuple[str, list[Count]]]:
    """The way of our own claim."""
    return [
        ("With you", with_claimant),
        (f"With the {terms.owner}", [Count(ISSUED, "Issued", "them", True)]),
        ("Decided", [Count(CERTIFIED, "Certified", "done", True)]),
    ]


def _to_us(terms: Terms, with_claimant: list[Count]) -> list[tuple[str, list[Count]]]:
    """The way of a claim that is made to us."""
    pending = Count(PENDING_OWNER_APPROVAL, f"Pending {terms.owner} approval", "them")
    approved = Count(APPROVED, "Approved", "done", True)
    as_noted = Count(APPROVED_AS_NOTED, "Approved as noted", "done", True)
    return [
        (f"With the {terms.subcontractor}", with_claimant),
        ("With you", [Count(UNDER_REVIEW, "Under review", "you", True)]),
        (f"With the {terms.owner}", [pending]),
        ("Decided", [approved, as_noted]),
    ]


def _ended(terms: Terms) -> list[Count]:
    return [
        Count(WITHDRAWN, "Withdrawn", "neutral"),
        Count(NOT_CLAIMED, f"No {terms.claim_short.plural}", "neutral"),
    ]


def counts(rows: Sequence[ToolRow], asked: Asked, terms: Terms) -> list[dict[str, Any]]:
    """The strip: every state that has rows, and those that every period goes through."""
    found = Counter(row.state for row in rows)
    every = _item(len(rows), "All", "", asked.address(status=""), current=not asked.status)
    strip: list[dict[str, Any]] = [{"title": "Show", "items": [every]}]
    for title, states in _groups(terms, head=asked.head):
        items = [
            _item(
                found[one.state], one.word, one.family,
                asked.address(status="" if one.state == asked.status else one.state),
                current=one.state == asked.status,
            )
            for one in states
            if one.always or found[one.state] or one.state == asked.status
        ]  # fmt: skip
        if items:
            strip.append({"title": title, "items": items})
    return [{"title": group["title"], "items": _Items(group["items"])} for group in strip]


class _Items(list[dict[str, Any]]):
    """A list that templates find under ``items``, before the method of that name."""


def _item(count: int, word: str, family: str, href: str, *, current: bool) -> dict[str, Any]:
    return {"count": count, "word": word, "family": family, "href": href, "current": current}


def states(*, head: bool, terms: Terms) -> set[str]:
    """Every state that can be filtered by."""
    return {one.state for _, group in _groups(terms, head=head) for one in group}


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the rows shown; a contract with two claims has one contract sum."""

    contracts: int
    contract_sum: Decimal
    claimed: Decimal
    assessed: Decimal
    assessed_rows: int


def totals(rows: Sequence[ToolRow]) -> Totals:
    """The totals of the rows."""
    by_contract = {row.contract.pk: row.contract_sum for row in rows}
    return Totals(
        contracts=len(by_contract),
        contract_sum=sum(by_contract.values(), ZERO),
        claimed=sum((row.claimed for row in rows if row.claimed is not None), ZERO),
        assessed=sum((row.assessed for row in rows if row.assessed is not None), ZERO),
        assessed_rows=sum(1 for row in rows if row.assessed is not None),
    )


def period_name(period: BillingPeriod, formats: Formats) -> str:
    """A month by its name; any other span by its days."""
    following = period.end + dt.timedelta(days=1)
    if period.start.day == 1 and following.day == 1 and period.start.month == period.end.month:
        return formats.month(period.end)
    return formats.period(period.start, period.end)


def period_card(
    period: BillingPeriod, rows: Sequence[ToolRow], today: dt.date, formats: Formats
) -> dict[str, Any]:
    """The blocks of the period's card."""
    expected = {row.contract.pk for row in rows if row.is_expected}
    received = {row.contract.pk for row in rows if row.is_received}
    decided = sum(1 for row in rows if row.claim is not None and row.claim.certificate_id)
    reviewed = sum(1 for row in rows if row.state == UNDER_REVIEW)
    days = (period.due_date - today).days
    is_open = period.status == BillingPeriod.OPEN
    return {
        "name": period_name(period, formats),
        "is_open": is_open,
        "days": formats.period(period.start, period.end),
        "billing_date": period.billing_date,
        "due_date": period.due_date,
        "due_in": days_sentence(days),
        "due_family": _due_family(days, is_open=is_open, awaited=len(received) < len(expected)),
        "received": len(received),
        "expected": len(expected),
        "totals": totals(rows),
        "decided": decided,
        "reviewed": reviewed,
    }


def _due_family(days: int, *, is_open: bool, awaited: bool) -> str:
    if not is_open or not awaited or days > _SOON:
        return ""
    return "ls-problem" if days < 0 else "ls-you"


def sort_choices(asked: Asked) -> list[dict[str, Any]]:
    """The orders that the list can have."""
    return [
        {"label": label, "href": asked.address(sort="" if name == "turn" else name),
         "current": name == asked.sort}
        for name, (label, _) in SORTS.items()
    ]  # fmt: skip
