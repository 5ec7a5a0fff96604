"""Policies as pages show them: a status with its word, and their end in words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ledgerstone.directory import insurance
from ledgerstone.directory.models import Company, InsurancePolicy
from ledgerstone.directory.policy import may_keep_insurance
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account

FAMILIES = {
    "compliant": "done",
    "compliant_in_progress": "them",
    "expired": "problem",
    "non_compliant": "problem",
    "non_compliant_in_progress": "you",
    "undecided": "neutral",
    "unregistered": "neutral",
}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy on a day. ``end`` says in words when it ends, where that is soon or was."""

    policy: InsurancePolicy
    status: str
    derived: str
    end: str
    is_over: bool
    may_keep: bool

    @property
    def word(self) -> str:
        return insurance.STATUSES[self.status]

    @property
    def family(self) -> str:
        return FAMILIES[self.status]

    @property
    def by_dates(self) -> str:
        """What dates and papers would say, where somebody stated another status."""
        return "" if self.derived == self.status else insurance.STATUSES[self.derived]

    @property
    def paper_count(self) -> int:
        return len(self.policy.attachments.all())


def day_of(policy: InsurancePolicy, account: Account) -> dt.date:
    """Today, where the policy is."""
    project = policy.project
    return clock.today(account.time_zone if project is None else project.time_zone)


def row(policy: InsurancePolicy, actor: Actor, account: Account) -> PolicyRow:
    """A policy as it stands today."""
    day = day_of(policy, account)
    end = policy.expiration_date
    is_over = end is not None and end < day and not policy.is_exempt
    near = is_over or insurance.is_ending(policy, day)
    return PolicyRow(
        policy=policy,
        status=insurance.status(policy, day),
        derived=insurance.derived(policy, day),
        end=insurance.until_end(end, day) if near and end is not None else "",
        is_over=is_over,
        may_keep=may_keep_insurance(actor, policy.project_id),
    )


@dataclass(frozen=True, slots=True)
class CompanyRows:
    """A company of a project with its policies there; none is a status too."""

    company: Company
    rows: Sequence[PolicyRow]

    @property
    def statuses(self) -> list[str]:
        return [one.status for one in self.rows] or ["unregistered"]


def of_status(companies: Iterable[CompanyRows], status: str) -> list[CompanyRows]:
    """The companies and policies of one status; all of them without one."""
    if status not in insurance.STATUSES:
        return list(companies)
    kept = (
        CompanyRows(one.company, [row for row in one.rows if row.status == status])
        for one in companies
        if status in one.statuses
    )
    return list(kept)


def counts(companies: Sequence[CompanyRows], chosen: str) -> list[dict[str, Any]]:
    """The strip of counts: every status that is there, each a filter; they sum to all."""
    found = Counter(status for one in companies for status in one.statuses)
    items = [{"count": found.total(), "word": "All", "href": "?", "current": not chosen}]
    items += [
        {
            "count": found[status],
            "word": insurance.STATUSES[status],
            "family": FAMILIES[status],
            "href": f"?{urlencode({'status': status})}",
            "current": status == chosen,
        }
        for status in insurance.WORST_FIRST
        if found[status] or status == chosen
    ]
    return [{"title": "Status", "items": items}]
