"""Who is told that a policy ends, and when: what its page says before it happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ledgerstone.contracts import queries as contracts
from ledgerstone.correspondence.planned.insurance_due import zone_of
from ledgerstone.correspondence.planned.insurance_recipients import Recipient, recipients
from ledgerstone.directory.insurance import is_told, told_span
from ledgerstone.directory.models import InsurancePolicy, Person
from ledgerstone.directory.policy import may_keep_insurance, may_see
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account

PRIVATE = "claim contact of a private contract"


@dataclass(frozen=True, slots=True)
class ToldPerson:
    """Somebody who is told, or is not reached, and as what, as far as the reader may know."""

    person: Person
    roles: Sequence[str]
    why_not: str


@dataclass(frozen=True, slots=True)
class Told:
    """When people are told of the end of a policy, or why nobody is; and who is told of it."""

    first: dt.date | None
    last: dt.date | None
    is_now: bool
    is_past: bool
    place: str
    why_nobody: str
    people: Sequence[ToldPerson]

    @property
    def reached(self) -> int:
        return sum(not one.why_not for one in self.people)

    @property
    def excluded(self) -> int:
        return len(self.people) - self.reached


def told(actor: Actor, policy: InsurancePolicy, account: Account, day: dt.date) -> Told | None:
    """The notices of a policy as they would go out, for who may know the people. Three queries."""
    if not (may_see(actor) or may_keep_insurance(actor, policy.project_id)):
        return None
    end = policy.expiration_date
    first, last = told_span(end) if end is not None else (None, None)
    return Told(
        first=first,
        last=last,
        is_now=is_told(policy, day),
        is_past=last is not None and last < day,
        place=_place(zone_of(policy, account).key),
        why_nobody=_why_nobody(policy),
        people=_people(actor, recipients(account.pk, [policy])[policy.pk]),
    )


def _people(actor: Actor, found: Sequence[Recipient]) -> list[ToldPerson]:
    """Contracts that the reader may not see are not named."""
    named = {role.contract_id for one in found for role in one.roles if role.contract_id}
    seen = set(contracts.visible_to(actor).filter(pk__in=named).values_list("pk", flat=True))
    return [
        ToldPerson(
            one.person,
            list(
                dict.fromkeys(
                    role.words if role.contract_id in {None, *seen} else PRIVATE
                    for role in one.roles
                )
            ),
            one.why_not,
        )
        for one in found
    ]


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
