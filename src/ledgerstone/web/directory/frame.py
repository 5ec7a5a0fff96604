"""What stands around the pages of the company directory: words, rights, ways, tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse

from ledgerstone.directory import policy
from ledgerstone.directory.models import Company, Person
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.requests import ActorRequest

TOOL = "web:company_list"
TITLE = "Company directory"

_TABS = (
    ("general", "General", "web:company"),
    ("people", "People", "web:company_people"),
    ("insurance", "Insurance", "web:company_insurance"),
    ("contracts", "Contracts", "web:company_contracts"),
    ("history", "Change history", "web:company_history"),
)


def enter_directory(request: ActorRequest) -> None:
    """Mark the page as one of the directory; refused as not there for those who may not see it."""
    if not policy.may_see(request.actor):
        raise NotThere
    request.tool = TOOL


def enter_to_edit(request: ActorRequest, is_allowed: bool) -> None:
    """As ``enter_directory``, for a page that changes something."""
    enter_directory(request)
    if not is_allowed:
        raise NotAllowed("Ask an administrator of the directory to do this.")


def account_words(request: ActorRequest) -> tuple[Terms, Formats]:
    """The words and formats of pages outside projects, at the account's own time."""
    terms = catalogue(DEFAULT_TERMINOLOGY)
    return terms, Formats(DEFAULT_TERMINOLOGY, "AUD", request.account.time_zone)


def crumbs(*ways: tuple[str, str]) -> list[dict[str, str]]:
    """From the directory to the page; the last is the page itself."""
    return [
        {"label": label, "href": href}
        for label, href in ((TITLE, reverse("web:company_list")), *ways)
    ]


def company_frame(
    request: ActorRequest, company: Company, tab: str, **counts: int
) -> dict[str, Any]:
    """What a page of a company stands in: crumbs, tabs, and what may be done to it.

    For ``directory/_company.html``; ``counts`` stand behind tabs by their names.
    """
    enter_directory(request)
    actor = request.actor
    is_merged = company.merged_into_id is not None
    return {
        "company": company,
        "known_as": known_as(company),
        "crumbs": crumbs((company.name, reverse("web:company", args=[company.pk]))),
        "tabs": _tabs(company, tab, counts),
        "may_edit": policy.may_edit_companies(actor) and not is_merged,
        "may_add_people": policy.may_edit_people(actor) and company.is_active,
        "may_merge": policy.may_merge(actor) and company.is_active,
    }


def known_as(company: Company) -> str:
    """The trading name, where the name does not say it already."""
    trading = company.trading_name
    return "" if trading.casefold() in company.name.casefold() else trading


def person_frame(request: ActorRequest, person: Person, tab: str) -> dict[str, Any]:
    """What a page of a person stands in."""
    enter_directory(request)
    company = person.company
    return {
        "person": person,
        "crumbs": crumbs(
            (company.name, reverse("web:company_people", args=[company.pk])), (person.name, "")
        ),
        "tabs": [
            {"label": label, "href": reverse(name, args=[person.pk]), "current": key == tab}
            for key, label, name in (
                ("general", "General", "web:person"),
                ("history", "Change history", "web:person_history"),
            )
        ],
        "may_edit": policy.may_edit_people(request.actor),
    }


def _tabs(company: Company, tab: str, counts: dict[str, int]) -> Sequence[dict[str, Any]]:
    tabs = []
    for key, label, name in _TABS:
        try:
            href = reverse(name, args=[company.pk])
        except NoReverseMatch:  # the page is not part of this installation
            continue
        tabs.append({"label": label, "href": href, "count": counts.get(key), "current": key == tab})
    return tabs
