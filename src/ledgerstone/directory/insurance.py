"""What a policy is worth on a day, when its end is told, and both in words. Pure.

The status of a policy follows from its dates and papers on the day asked, unless somebody stated
one. The first line that applies decides:

    stated by hand                                     as stated
    exempt                                             compliant
    expires before the day                             expired
    takes effect after the day                         not compliant, in progress
    has an end not yet reached, papers received        compliant
    has an end not yet reached, papers not received    compliant, in progress
    no end known, but a start or papers                undecided
    nothing known                                      not registered

A policy covers its last day. One whose start is unknown is taken to have begun. One that has not
begun covers nothing yet, with papers or without. "Not compliant" is a judgement, which no date
makes: it is only ever stated.

Of a company, the policies of one type and scope stand together, and the best of them counts: who
renewed is not expired because the old record is still there. The worst of these is the company's.

The end of a policy is told from 14 days before until 60 days after it, both included, where its
record asks for that and is not exempt.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

STATUSES = {
    "compliant": "Compliant",
    "compliant_in_progress": "Compliant, in progress",
    "expired": "Expired",
    "non_compliant": "Not compliant",
    "non_compliant_in_progress": "Not compliant, in progress",
    "undecided": "Undecided",
    "unregistered": "Not registered",
}

# From what asks for an act to what asks for none.
WORST_FIRST = (
    "expired",
    "non_compliant",
    "non_compliant_in_progress",
    "unregistered",
    "undecided",
    "compliant_in_progress",
    "compliant",
)

TOLD_BEFORE = dt.timedelta(days=14)
TOLD_AFTER = dt.timedelta(days=60)


class Papers(Protocol):
    """What a status is read from; a policy's record has all of it."""

    @property
    def is_exempt(self) -> bool: ...
    @property
    def information_received(self) -> bool: ...
    @property
    def notifies_of_expiry(self) -> bool: ...
    @property
    def effective_date(self) -> dt.date | None: ...
    @property
    def expiration_date(self) -> dt.date | None: ...
    @property
    def stated_status(self) -> str: ...


class Kept(Papers, Protocol):
    """A policy among others of its company."""

    @property
    def kind(self) -> str: ...
    @property
    def project_id(self) -> int | None: ...


def derived(policy: Papers, day: dt.date) -> str:
    """The status that dates and papers make, whatever is stated."""
    end, start = policy.expiration_date, policy.effective_date
    if policy.is_exempt:
        return "compliant"
    if end is not None and end < day:
        return "expired"
    if start is not None and start > day:
        return "non_compliant_in_progress"
    if end is not None:
        return "compliant" if policy.information_received else "compliant_in_progress"
    if start is not None or policy.information_received:
        return "undecided"
    return "unregistered"


def status(policy: Papers, day: dt.date) -> str:
    """The status of a policy on a day: stated by hand, else derived."""
    return policy.stated_status or derived(policy, day)


def is_told(policy: Papers, day: dt.date) -> bool:
    """Whether people are told of the end of this policy on a day."""
    end = policy.expiration_date
    if end is None or policy.is_exempt or not policy.notifies_of_expiry:
        return False
    return end - TOLD_BEFORE <= day <= end + TOLD_AFTER


def told_span(end: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day on which the end of a policy is told."""
    return end - TOLD_BEFORE, end + TOLD_AFTER


def is_ending(policy: Papers, day: dt.date) -> bool:
    """Whether the policy covers the day and ends within the days in which its end is told."""
    end = policy.expiration_date
    return end is not None and not policy.is_exempt and end - TOLD_BEFORE <= day <= end


def until_end(end: dt.date, day: dt.date) -> str:
    """How far the end of a policy is from a day: "expires in 5 days"."""
    days = (end - day).days
    if days == 0:
        return "expires today"
    if days > 0:
        return "expires tomorrow" if days == 1 else f"expires in {days} days"
    return "expired yesterday" if days == -1 else f"expired {-days} days ago"


@dataclass(frozen=True, slots=True)
class Summary:
    """The insurance of a company on a day: one status, how many records, the next end."""

    status: str
    policies: int
    next_end: dt.date | None

    @property
    def word(self) -> str:
        return STATUSES[self.status]


NOTHING_KNOWN = Summary("unregistered", 0, None)


def summary(policies: Iterable[Kept], day: dt.date) -> Summary:
    """What the policies of a company come to on a day."""
    return summary_where((policy, day) for policy in policies)


def summary_where(dated: Iterable[tuple[Kept, dt.date]]) -> Summary:
    """As ``summary``, of policies each with the day that it is where the policy is."""
    best: dict[tuple[str, int | None], str] = {}
    ends: list[dt.date] = []
    count = 0
    for policy, day in dated:
        count += 1
        place = (policy.kind.casefold(), policy.project_id)
        best[place] = max(
            (best.get(place, WORST_FIRST[0]), status(policy, day)), key=WORST_FIRST.index
        )
        if policy.expiration_date is not None and policy.expiration_date >= day:
            ends.append(policy.expiration_date)
    if not best:
        return NOTHING_KNOWN
    return Summary(min(best.values(), key=WORST_FIRST.index), count, min(ends, default=None))
