"""Who is told that a policy ends, and when: what its page says before it happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledgerstone.correspondence.insurance_due import zone_of
from ledgerstone.correspondence.insurance_recipients import Recipient, recipients
from ledgerstone.directory.insurance import is_told, told_span
from ledgerstone.directory.models import InsurancePolicy
from ledgerstone.tenancy.models import Account


@dataclass(frozen=True, slots=True)
class Told:
    """When people are told of the end of a policy, or why nobody is; and who is told of it."""

    first: dt.date | None
    last: dt.date | None
    is_now: bool
    is_past: bool
    place: str
    why_nobody: str
    recipients: Sequence[Recipient]

    @property
    def reached(self) -> int:
        return sum(one.is_reached for one in self.recipients)

    @property
    def excluded(self) -> int:
        return len(self.recipients) - self.reached


def told(policy: InsurancePolicy, account: Account, day: dt.date) -> Told:
    """The notices of a policy as they would go out. Two queries."""
    end = policy.expiration_date
    first, last = told_span(end) if end is not None else (None, None)
    return Told(
        first=first,
        last=last,
        is_now=is_told(policy, day),
        is_past=last is not None and last < day,
        place=_place(zone_of(policy, account).key),
        why_nobody=_why_nobody(policy),
        recipients=recipients(account.pk, [policy])[policy.pk],
    )


def _why_nobody(policy: InsurancePolicy) -> str:
    if policy.expiration_date is None:
        return "Nobody is told: the expiration date is not known."
    if policy.is_exempt:
        return "Nobody is told: the company is exempt."
    if not policy.notifies_of_expiry:
        return "Nobody is told: \u201cSend expiration notification\u201d is not ticked."
    if not policy.company.is_active:
        return f"Nobody is told: {policy.company.name} is no longer in use."
    return ""


def _place(zone: str) -> str:
    """A time zone as people say it: Sydney, New York, UTC."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")
