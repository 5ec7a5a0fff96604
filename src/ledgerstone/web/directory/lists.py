"""The lists of the directory: searched as one types, filtered, in pages, and as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.directory import identifiers, listing, policy, queries
from ledgerstone.directory.exports import company_rows, people_rows
from ledgerstone.directory.imports import COLUMNS, HEADINGS
from ledgerstone.directory.insurance import Summary
from ledgerstone.directory.insurance_queries import summaries
from ledgerstone.directory.listing import ACTIVE, RETIRED, Asked, PeopleOf
from ledgerstone.directory.models import COMPANIES, PEOPLE, Company, Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.documents.spreadsheets.directory_files import directory_table
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.tenancy import clock
from ledgerstone.web.changes import page_asked
from ledgerstone.web.directory.frame import enter_directory, known_as
from ledgerstone.web.requests import ActorRequest, view

PAGE = 50
OFFERED = 20
_STATES = ((ACTIVE, "In use"), (RETIRED, "Out of use"), ("all", "All"))
_LIST = {COMPANIES: "web:company_list", PEOPLE: "web:person_list"}
_EXPORT = {COMPANIES: "web:company_export", PEOPLE: "web:person_export"}
_WORDS = {COMPANIES: ("company", "companies"), PEOPLE: ("person", "people")}


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company in the list."""

    company: Company
    number: str
    known_as: str
    people: PeopleOf
    insurance: Summary


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in the list, and why no mail reaches them."""

    person: Person
    unreachable: str


@view
@require_safe
def company_list(request: ActorRequest) -> HttpResponse:
    """The companies of the account."""
    enter_directory(request)
    page = _page(request, listing.find_companies(request.actor, _asked(request)))
    ids = [company.pk for company in page]
    people = listing.people_of(request.actor, ids)
    insured = summaries(request.actor, ids, clock.today(request.account.time_zone))
    rows = [
        CompanyRow(
            company,
            identifiers.printed(company.identifier, company.country),
            known_as(company),
            people.get(company.pk, PeopleOf()),
            insured[company.pk],
        )
        for company in page
    ]
    return _list(request, COMPANIES, page, rows)


@view
@require_safe
def person_list(request: ActorRequest) -> HttpResponse:
    """The people of all companies."""
    enter_directory(request)
    page = _page(request, listing.find_people(request.actor, _asked(request)))
    rows = [PersonRow(person, why_unreachable(person)) for person in page]
    return _list(request, PEOPLE, page, rows)


@view
@require_safe
def company_export(request: ActorRequest) -> HttpResponse:
    """The companies of the list as a file."""
    enter_directory(request)
    found = listing.find_companies(request.actor, _asked(request))
    return as_file(request, "Companies", COMPANIES, company_rows(found.iterator()))


@view
@require_safe
def person_export(request: ActorRequest) -> HttpResponse:
    """The people of the list as a file."""
    enter_directory(request)
    found = listing.find_people(request.actor, _asked(request))
    return as_file(request, "People", PEOPLE, people_rows(found.iterator()))


@view
@require_safe
def company_options(request: ActorRequest) -> HttpResponse:
    """Names of companies in use that have what was typed, for a field that offers them."""
    enter_directory(request)
    typed = request.GET.get("company", "")[:200]
    found = listing.find_companies(request.actor, Asked(words=typed)).only("id", "name")
    return render(request, "directory/_options.html", {"companies": found[:OFFERED]})


def company_called(request: ActorRequest, name: str) -> Company | None:
    """The company in use of this name in any case."""
    return queries.companies(request.actor).filter(name__iexact=" ".join(name.split())).first()


def as_file(
    request: ActorRequest, title: str, kind: str, rows: Iterable[list[str]]
) -> HttpResponse:
    """Rows in the columns of a kind as the file that the address asks for."""
    columns = [(key, HEADINGS[key]) for key in COLUMNS[kind]]
    return file_answer(request, title, directory_table(title, columns, rows, form_asked(request)))


def form_asked(request: ActorRequest) -> str:
    """``csv`` or ``xlsx``, as the address says."""
    form = request.GET.get("form", "")
    return form if form in FORMS else "xlsx"


def file_answer(request: ActorRequest, title: str, contents: bytes) -> HttpResponse:
    """A file to be kept, under a name that says what it is."""
    form = form_asked(request)
    answer = HttpResponse(contents, content_type=FORMS[form])
    name = title.lower().replace(" ", "-")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


def _asked(request: ActorRequest) -> Asked:
    """What the address asks for; what it cannot ask for is taken as not asked."""
    given = request.GET
    state = given.get("state", ACTIVE)
    return Asked(
        words=given.get("q", "").strip()[:200],
        state="" if state == "all" else state if state in listing.STATES else ACTIVE,
        tag=given.get("tag", "")[:40],
    )


def _page(request: ActorRequest, found: QuerySet[Any]) -> Page[Any]:
    return Paginator(found, PAGE).get_page(page_asked(request.GET.get("page")))


def _list(request: ActorRequest, kind: str, page: Page[Any], rows: list[Any]) -> HttpResponse:
    asked = _asked(request)
    total = page.paginator.count
    one, many = _WORDS[kind]
    context = {
        "kind": kind,
        "asked": asked,
        "rows": rows,
        "page": page,
        "total": total,
        "noun": one if total == 1 else many,
        "is_narrowed": bool(asked.words or asked.tag or asked.state != ACTIVE),
        "here": reverse(_LIST[kind]),
        **_switches(kind, asked),
        "tags": _tags(request, kind, asked),
        "exports": [
            (label, _address(_EXPORT[kind], asked, form=form))
            for form, label in (("xlsx", "Excel workbook"), ("csv", "CSV file"))
        ],
        "earlier": _address(_LIST[kind], asked, page=page.number - 1) if page.number > 1 else "",
        "later": _address(_LIST[kind], asked, page=page.number + 1) if page.has_next() else "",
        "may_edit_companies": policy.may_edit_companies(request.actor),
        "may_edit_people": policy.may_edit_people(request.actor),
    }
    partial = request.htmx and not request.htmx.boosted
    name = "companies" if kind == COMPANIES else "people"
    template = f"directory/_{name}_listed.html" if partial else f"directory/{name}.html"
    answer = render(request, template, context | {"is_partial": partial})
    answer["Vary"] = "HX-Request"
    return answer


def _switches(kind: str, asked: Asked) -> dict[str, Any]:
    """The ways between companies and people, and between those in use and out of it."""
    return {
        "tabs": [
            {"label": label, "href": _address(name, asked, keep=("q",)), "current": name == here}
            for label, name, here in (
                ("Companies", "web:company_list", _LIST[kind]),
                ("People", "web:person_list", _LIST[kind]),
            )
        ],
        "states": [
            {"label": label, "href": _address(_LIST[kind], asked, state=state),
             "current": (asked.state or "all") == state}
            for state, label in _STATES
        ],
    }  # fmt: skip


def _tags(request: ActorRequest, kind: str, asked: Asked) -> list[dict[str, Any]]:
    """The tags to choose from; the one that is chosen leads back to all."""
    found = listing.tags(request.actor)
    return [
        {
            "label": tag,
            "href": _address(_LIST[kind], asked, tag="" if tag == asked.tag else tag),
            "current": tag == asked.tag,
        }
        for tag in found
    ]


def _address(
    name: str, asked: Asked, keep: tuple[str, ...] = ("q", "state", "tag"), **changes: Any
) -> str:
    """An address with what is asked for and some of it otherwise."""
    given = {"q": asked.words, "state": asked.state or "all", "tag": asked.tag}
    if given["state"] == ACTIVE:
        given["state"] = ""
    query = {key: value for key, value in given.items() if key in keep} | changes
    if query.get("state") == ACTIVE:
        query["state"] = ""
    said = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse(name)}?{said}" if said else reverse(name)
