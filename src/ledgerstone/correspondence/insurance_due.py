"""Which policies are told today, and to whom: the daily notice of ending insurance as it stands.

A policy is told at 07:00 where it is: in its project's time zone, or in the account's where it is
for everything. A person gets one mail a day. It goes at the first of these hours, with every policy
that concerns them on that day, those of places where it is not yet seven included; so nobody is
told twice of one, and nothing waits. What could not go at seven goes later on the same day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ledgerstone.directory import insurance_queries
from ledgerstone.directory.insurance import is_told
from ledgerstone.directory.models import InsurancePolicy, Person
from ledgerstone.tenancy.models import Account

from .insurance_recipients import Recipient, Role, recipients
from .models import InsuranceNotice

SEVEN = dt.time(7)


@dataclass(slots=True)
class Telling:
    """What one person is told on a day; ``why_not`` where they cannot be told anything."""

    person: Person
    day: dt.date
    policies: list[InsurancePolicy] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    why_not: str = ""
    is_due: bool = False

    def add(self, policy: InsurancePolicy, told: Recipient, is_due: bool) -> None:
        """One more policy that concerns the person. Being reached for any is being reached."""
        if not told.is_reached and self.policies and not self.why_not:
            return
        if told.is_reached and self.why_not:
            self.policies, self.roles, self.is_due, self.why_not = [], [], False, ""
        self.why_not = told.why_not
        self.policies.append(policy)
        self.roles += [role for role in told.roles if role not in self.roles]
        self.is_due = self.is_due or is_due


def zone_of(policy: InsurancePolicy, account: Account) -> ZoneInfo:
    """Where a policy's day is: at its project, else where the account is."""
    project = policy.project
    return ZoneInfo(account.time_zone if project is None else project.time_zone)


def due(account: Account, now: dt.datetime) -> list[Telling]:
    """Whom to tell what, now, on each day that it is somewhere at seven or later. Three queries."""
    around = [now.date() + dt.timedelta(days=days) for days in (-1, 0, 1)]
    policies = insurance_queries.ending(account.pk, around)
    days = {
        local.date()
        for policy in policies
        if (local := now.astimezone(zone_of(policy, account))).time() >= SEVEN
        and is_told(policy, local.date())
    }
    if not days:
        return []
    concerned = recipients(account.pk, policies)
    return [
        telling
        for day in sorted(days)
        for telling in _tellings(account, policies, concerned, day, now)
        if telling.is_due
    ]


def telling_of(account: Account, notice: InsuranceNotice, now: dt.datetime) -> Telling | None:
    """What a notice comes to as the records stand now; None where nothing of it is left."""
    policies = insurance_queries.ending(account.pk, [notice.day], notice.policies)
    concerned = recipients(account.pk, policies)
    found = _tellings(account, policies, concerned, notice.day, now)
    return next((one for one in found if one.person.pk == notice.person_id), None)


def is_over(telling: Telling, account: Account, now: dt.datetime) -> bool:
    """Whether the day of a telling is over wherever its policies are."""
    zones = {zone_of(policy, account) for policy in telling.policies}
    return all(now.astimezone(zone).date() > telling.day for zone in zones)


def _tellings(
    account: Account,
    policies: Sequence[InsurancePolicy],
    concerned: Mapping[int, list[Recipient]],
    day: dt.date,
    now: dt.datetime,
) -> Iterator[Telling]:
    found: dict[int, Telling] = {}
    for policy in policies:
        if not is_told(policy, day):
            continue
        local = now.astimezone(zone_of(policy, account))
        is_due = local.date() == day and local.time() >= SEVEN
        for told in concerned.get(policy.pk, []):
            telling = found.setdefault(told.person.pk, Telling(told.person, day))
            telling.add(policy, told, is_due)
    yield from found.values()
