"""What the daily notice of ending insurance says.

Its subject names what ends. Its first sentence asks the reader for one thing: insurance managers to
get and record the renewal, people of the company to send it. Then the policies, those for
everything first and then project by project, each with its company and its end. The way to the
records stands in the mail of whoever may open them; everybody else is told whom to write to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from django.urls import reverse

from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory import insurance_queries
from ledgerstone.directory.insurance import until_end
from ledgerstone.directory.models import Company, InsurancePolicy, Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.models import Account

from .insurance_due import Telling
from .insurance_recipients import MANAGER
from .sending import Letter, address
from .wrapping import wrapped

# An account has no region of its own; its projects do.
_REGION = "en-AU"
_WHEN = (
    "This mail comes every morning from 14 days before a policy expires until 60 days after, "
    "and stops when its expiration date is updated."
)


def letter(account: Account, telling: Telling) -> Letter:
    """The mail to one person on one day. The account is in context."""
    seen = _seen(account, telling)
    paragraphs = [wrapped(_request(account, telling))]
    paragraphs += _groups(telling.policies, telling.day)
    paragraphs.append(
        "\n".join(_links(seen)) if seen else wrapped(_whom_to_write_to(account, telling))
    )
    words = [role.words for role in telling.roles]
    roles = " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
    paragraphs.append(wrapped(f"You get this from {account.name} as {roles}. {_WHEN}"))
    return Letter(subject(telling.policies, telling.day), tuple(paragraphs))


def subject(policies: Sequence[InsurancePolicy], day: dt.date) -> str:
    """What ends, and whose it is: "2 insurance policies of Keel Steel expire soon"."""
    companies = {policy.company.name for policy in policies}
    whose = companies.pop() if len(companies) == 1 else f"{len(companies)} companies"
    over = sum(_is_over(policy, day) for policy in policies)
    if len(policies) == 1:
        [one] = policies
        verb = "expired" if over else "expires"
        return f"{one.kind} of {whose} {verb} on {_end_of(one)}"
    what = f"{len(policies)} insurance policies of {whose}"
    if over == 0:
        return f"{what} expire soon"
    return f"{what} {'have expired' if over == len(policies) else 'expire soon or have expired'}"


def _request(account: Account, telling: Telling) -> str:
    policies = telling.policies
    what = subject(policies, telling.day)
    coming = [policy for policy in policies if not _is_over(policy, telling.day)]
    if len(policies) > 1 and coming:
        next_one = min(coming, key=lambda policy: policy.expiration_date or dt.date.max)
        what = f"{what}, the next on {_end_of(next_one)}"
    renewal = "the renewal" if len(policies) == 1 else "the renewals"
    if MANAGER in telling.roles:
        return f"{what}. Please get {renewal} and record what you get for {account.name}."
    return f"{what}. Please send {renewal} to {account.name}."


def _groups(policies: Sequence[InsurancePolicy], day: dt.date) -> Iterator[str]:
    """A paragraph for the policies for everything, and one for each project's."""

    def place(policy: InsurancePolicy) -> tuple[str, int]:
        project = policy.project
        return ("", 0) if project is None else (project.number, project.pk)

    for _, group in groupby(sorted(policies, key=place), key=place):
        these = list(group)
        project = these[0].project
        title = "For everything" if project is None else f"For {project.name} ({project.number})"
        yield "\n".join([wrapped(f"{title}:"), *(_line(policy, day) for policy in these)])


def _line(policy: InsurancePolicy, day: dt.date) -> str:
    """A policy: whose it is and which, and under it when it ends; one that has ended is marked."""
    said = [f"{policy.company.name}: {policy.kind}", policy.provider, policy.policy_number]
    which = wrapped(", ".join(filter(None, said)), "- ", "  ")
    if policy.expiration_date is None:
        return which
    when = until_end(policy.expiration_date, day).replace("expired", "EXPIRED")
    return f"{which}\n  {when}, on {_end_of(policy)}"


def _links(companies: Sequence[Company]) -> Iterator[str]:
    for company in companies:
        whose = f" of {company.name}" if len(companies) > 1 else ""
        yield wrapped(f"View insurance{whose}:")
        yield address(reverse("web:company_insurance", args=[company.pk]))


def _whom_to_write_to(account: Account, telling: Telling) -> str:
    managers = Person.objects.filter(
        account_id=account.pk, is_insurance_manager=True
    ).select_related("company")
    named = [
        f"{person.name} <{person.email}>"
        for person in managers.order_by("name", "id")
        if not why_unreachable(person)
    ]
    if not named:
        return f"Write to your contact at {account.name}."
    return f"Write to {' or '.join(named)}."


def _seen(account: Account, telling: Telling) -> list[Company]:
    """The companies of the policies whose insurance the reader may open on a page."""
    user = telling.person.user
    actor = None if user is None else actor_for(user, account)
    if actor is None:
        return []
    wanted = {policy.company_id for policy in telling.policies}
    return list(
        insurance_queries.visible_companies(actor).filter(pk__in=wanted).order_by("name", "id")
    )


def _is_over(policy: InsurancePolicy, day: dt.date) -> bool:
    return policy.expiration_date is not None and policy.expiration_date < day


def _end_of(policy: InsurancePolicy) -> str:
    """The day on which a policy ends, as its place writes days."""
    project = policy.project
    region = _REGION if project is None else project.terminology
    return Formats(locale=region, currency="").day(policy.expiration_date)
