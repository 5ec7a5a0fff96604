"""What the daily notice of ending insurance says.

Its subject names what ends. Its first sentence asks the reader for one thing: insurance managers to
get and record the renewal, people of the company to send it. Then the policies, those for
everything first and then project by project, each with its company and its end. The way to the
records stands in the mail of whoever may open them; everybody else is told whom to write to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from ledgerstone.correspondence.kind import PERSON, Named, Writing
from ledgerstone.correspondence.letters.letter import (
    Block,
    Item,
    Letter,
    Listed,
    Paragraph,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import Mail
from ledgerstone.correspondence.planned.insurance_due import Telling, telling_kept
from ledgerstone.correspondence.planned.insurance_recipients import MANAGER
from ledgerstone.directory import insurance_queries
from ledgerstone.directory.insurance import until_end
from ledgerstone.directory.models import InsurancePolicy, Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account

NOTHING_LEFT = "Nothing is left to tell: the records have changed."
DAY_OVER = "The day was over before it could be sent."

_WHEN = (
    "This mail comes every morning from 14 days before a policy expires until 60 days after, "
    "and stops when its expiration date is updated."
)


@dataclass(frozen=True, slots=True)
class Ending:
    """A policy as the mail tells it. ``place`` is empty for one that is for everything; ``on`` is
    its last day as its place writes days, and ``when`` how far that is."""

    company: str
    kind: str
    provider: str
    number: str
    place: str
    end: dt.date
    on: str
    when: str
    is_over: bool


def recipients(mail: Mail) -> Sequence[Named]:
    """The one person whom a mail is for, as what they are told."""
    telling = telling_kept(mail.account, mail.facts)
    if telling is not None:
        because = f"you are {telling.words}"
        return [Named(telling.person, because, telling.asked_for)]
    found = Person.objects.filter(account_id=mail.account_id, pk=mail.facts[PERSON])
    return [Named(one, "") for one in found.select_related("company", "user")]


def letter(writing: Writing) -> Letter | str:
    """The mail to one person on one day, else why there is nothing to tell them."""
    account = writing.account
    telling = telling_kept(account, writing.mail.facts)
    if telling is None:
        return NOTHING_LEFT
    if telling.why_not:
        return telling.why_not
    if telling.is_over(clock.now()):
        return DAY_OVER
    return _insurance(
        account=account.name,
        endings=[ending_of(policy, telling.day) for policy in telling.policies],
        is_manager=MANAGER in telling.roles,
        roles=telling.words,
        ways=list(_ways(writing, telling)),
        managers=_managers(account),
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    day = dt.date(2026, 11, 27)
    invented = (
        ("Public liability", "QBE", "PL-2026-17", "", 3),
        ("Contract works", "Allianz", "CW-88214", "Harbour Library (HL-01)", -4),
    )
    endings = []
    for kind, provider, number, place, days in invented:
        end = day + dt.timedelta(days=days)
        on, when = formats.day(end), until_end(end, day)
        endings.append(Ending("Keel Steel", kind, provider, number, place, end, on, when, days < 0))
    return _insurance(
        account="Marlow Build",
        endings=endings,
        is_manager=True,
        roles="insurance manager",
        ways=[("Keel Steel", address("/"))],
        managers=(),
    )


def subject(endings: Sequence[Ending]) -> str:
    """What ends, and whose it is: "2 insurance policies of Keel Steel expire soon"."""
    companies = {ending.company for ending in endings}
    whose = companies.pop() if len(companies) == 1 else f"{len(companies)} companies"
    over = sum(ending.is_over for ending in endings)
    if len(endings) == 1:
        [one] = endings
        verb = "expired" if over else "expires"
        return f"{one.kind} of {whose} {verb} on {one.on}"
    what = f"{len(endings)} insurance policies of {whose}"
    if over == 0:
        return f"{what} expire soon"
    return f"{what} {'have expired' if over == len(endings) else 'expire soon or have expired'}"


def _insurance(
    *,
    account: str,
    endings: Sequence[Ending],
    is_manager: bool,
    roles: str,
    ways: Sequence[tuple[str, str]],
    managers: Sequence[str],
) -> Letter:
    return Letter(
        subject(endings),
        (
            Paragraph(_request(account, endings, is_manager)),
            *_groups(endings),
            _way(account, ways, managers),
            Small(f"You get this from {account} as {roles}. {_WHEN}"),
        ),
    )


def _request(account: str, endings: Sequence[Ending], is_manager: bool) -> str:
    what = subject(endings)
    coming = [ending for ending in endings if not ending.is_over]
    if len(endings) > 1 and coming:
        what = f"{what}, the next on {min(coming, key=lambda ending: ending.end).on}"
    renewal = "the renewal" if len(endings) == 1 else "the renewals"
    if is_manager:
        return f"{what}. Please get {renewal} and record what you get for {account}."
    return f"{what}. Please send {renewal} to {account}."


def _groups(endings: Sequence[Ending]) -> Iterator[Listed]:
    """The policies for everything, then each project's."""

    everything_first = sorted(endings, key=lambda ending: bool(ending.place))
    for name, group in groupby(everything_first, key=lambda ending: ending.place):
        yield Listed(
            f"For {name}:" if name else "For everything:",
            tuple(_item(ending) for ending in group),
        )


def _item(ending: Ending) -> Item:
    """A policy: whose it is and which, and under it when it ends; one that has ended is marked."""
    said = [f"{ending.company}: {ending.kind}", ending.provider, ending.number]
    when = ending.when.replace("expired", "EXPIRED")
    return Item(
        ", ".join(filter(None, said)), (f"{when}, on {ending.on}",), is_pressing=ending.is_over
    )


def _way(account: str, ways: Sequence[tuple[str, str]], managers: Sequence[str]) -> Block:
    if len(ways) == 1:
        return Way("View insurance", ways[0][1])
    if ways:
        return Listed("View insurance:", tuple(Item(name, url=url) for name, url in ways))
    return Paragraph(f"Write to {' or '.join(managers) or f'your contact at {account}'}.")


def ending_of(policy: InsurancePolicy, day: dt.date) -> Ending:
    """A policy as it is told on a day."""
    project, end = policy.project, policy.expiration_date
    assert end is not None  # noqa: S101 - only policies with an end are told
    region = DEFAULT_TERMINOLOGY if project is None else project.terminology
    return Ending(
        company=policy.company.name,
        kind=policy.kind,
        provider=policy.provider,
        number=policy.policy_number,
        place="" if project is None else f"{project.name} ({project.number})",
        end=end,
        on=Formats(locale=region, currency="").day(end),
        when=until_end(end, day),
        is_over=end < day,
    )


def _ways(writing: Writing, telling: Telling) -> Iterator[tuple[str, str]]:
    """The companies of the policies whose insurance the reader may open on a page, and the page."""
    if writing.reader.actor is None:
        return
    wanted = {policy.company_id for policy in telling.policies}
    seen = insurance_queries.visible_companies(writing.reader.actor).filter(pk__in=wanted)
    for company in seen.order_by("name", "id"):
        yield company.name, address(reverse("web:company_insurance", args=[company.pk]))


def _managers(account: Account) -> list[str]:
    """Whom of the account to write to, with their addresses."""
    managers = Person.objects.filter(account_id=account.pk, is_insurance_manager=True)
    return [
        f"{person.name} <{person.email}>"
        for person in managers.select_related("company").order_by("name", "id")
        if not why_unreachable(person)
    ]
