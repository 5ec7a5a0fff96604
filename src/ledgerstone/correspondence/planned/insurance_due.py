"""Which policies are told on a day, to whom and when: the daily notice of ending insurance.

A policy is told at 07:00 where it is: in its project's time zone, or in the account's where it is
for everything. A person gets one mail a day. It goes at the first of these hours, with every policy
that concerns them on that day, those of places where it is not yet seven included; so nobody is
told twice of one, and nothing waits. What could not go at seven goes later on the same day.

The worker and the page of what is planned both read ``_tellings``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from ledgerstone.correspondence.kind import PERSON
from ledgerstone.directory import insurance_queries
from ledgerstone.directory.insurance import is_told
from ledgerstone.directory.models import InsurancePolicy, Person
from ledgerstone.tenancy.models import Account

from .insurance_recipients import Recipient, Role, recipients
from .mornings import SEVEN

_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Telling:
    """What one person is told on a day; ``why_not`` where they cannot be told anything, and
    ``asked_for`` the company for which they would be."""

    person: Person
    day: dt.date
    account: Account
    policies: list[InsurancePolicy] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    why_not: str = ""
    asked_for: int | None = None

    def add(self, policy: InsurancePolicy, told: Recipient) -> None:
        """One more policy that concerns the person. Being reached for any is being reached."""
        if not told.is_reached and self.policies and not self.why_not:
            return
        if told.is_reached and self.why_not:
            self.policies, self.roles = [], []
        self.why_not, self.asked_for = told.why_not, told.asked_for
        self.policies.append(policy)
        self.roles += [role for role in told.roles if role not in self.roles]

    @property
    def words(self) -> str:
        """As what they are told: "insurance manager and claim contact of SC-03"."""
        words = [role.words for role in self.roles]
        return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))

    @property
    def facts(self) -> dict[str, Any]:
        """What its mail keeps of it, for ``telling_kept``."""
        return {
            PERSON: self.person.pk,
            "day": self.day.isoformat(),
            "policies": [policy.pk for policy in self.policies],
        }

    @property
    def at(self) -> dt.datetime:
        """When it goes: at the first seven of the day among the places of its policies."""
        return min(dt.datetime.combine(self.day, SEVEN, zone) for zone in self._zones)

    def is_due(self, now: dt.datetime) -> bool:
        """Whether it is seven or later somewhere, and still the day there."""
        local = (now.astimezone(zone) for zone in self._zones)
        return any(one.date() == self.day and one.time() >= SEVEN for one in local)

    def is_over(self, now: dt.datetime) -> bool:
        """Whether the day is over wherever its policies are."""
        return all(now.astimezone(zone).date() > self.day for zone in self._zones)

    @property
    def _zones(self) -> list[ZoneInfo]:
        return [zone_of(policy, self.account) for policy in self.policies]


def zone_of(policy: InsurancePolicy, account: Account) -> ZoneInfo:
    """Where a policy's day is: at its project, else where the account is."""
    project = policy.project
    return ZoneInfo(account.time_zone if project is None else project.time_zone)


def due(account: Account, now: dt.datetime) -> list[Telling]:
    """Whom to tell what, now, on each day that it is somewhere at seven or later. Three queries."""
    around = [now.date() + days * _DAY for days in (-1, 0, 1)]
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
        for telling in _tellings(account, policies, concerned, day)
        if telling.is_due(now)
    ]


def coming(account: Account, now: dt.datetime, until: dt.datetime) -> list[Telling]:
    """Who would be told what after now, until a later moment, as the records stand, in the order
    in which it goes. Three queries."""
    first, last = now.date() - _DAY, until.date() + _DAY
    days = [first + number * _DAY for number in range((last - first).days + 1)]
    policies = insurance_queries.ending(account.pk, days)
    concerned = recipients(account.pk, policies)
    found = [
        telling
        for day in days
        for telling in _tellings(account, policies, concerned, day)
        if now < telling.at <= until
    ]
    return sorted(found, key=lambda telling: telling.at)


def telling_kept(account: Account, facts: Mapping[str, Any]) -> Telling | None:
    """What the ``facts`` of a mail come to as the records stand now; None where nothing of it is
    left."""
    day = dt.date.fromisoformat(facts["day"])
    policies = insurance_queries.ending(account.pk, [day], facts["policies"])
    concerned = recipients(account.pk, policies)
    found = _tellings(account, policies, concerned, day)
    return next((one for one in found if one.person.pk == facts[PERSON]), None)


def _tellings(
    account: Account,
    policies: Sequence[InsurancePolicy],
    concerned: Mapping[int, list[Recipient]],
    day: dt.date,
) -> Iterator[Telling]:
    """What each person concerned is told on a day."""
    found: dict[int, Telling] = {}
    for policy in policies:
        if not is_told(policy, day):
            continue
        for told in concerned.get(policy.pk, []):
            telling = found.setdefault(told.person.pk, Telling(told.person, day, account))
            telling.add(policy, told)
    yield from found.values()
