"""The payments of a project: what is to be paid or received by when, and what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.documents.spreadsheets.list_files import list_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.payments import queries as payments
from ledgerstone.payments.importing.staging import may_import
from ledgerstone.payments.models import Payment
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, shown, view

from .rows import ClaimRow, claim_row, payment_row

PAGE = 200
OPEN, MADE = "open", "made"
IN, OUT = "in", "out"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    shows: str = OPEN
    way: str = ""
    words: str = ""

    def address(self, **changes: Any) -> str:
        said = {"show": self.shows, "way": self.way, "q": self.words} | changes
        said["show"] = "" if said["show"] == OPEN else said["show"]
        query = {name: value for name, value in said.items() if value}
        return f"?{urlencode(query)}"


@view
@require_safe
def payment_list(request: ActorRequest, project_id: int) -> HttpResponse:
    """What is still open, by when it is due; with ``?show=made`` what was paid and received."""
    project = enter_project(request, project_id)
    request.tool = "web:payment_list"
    asked = _asked(request.GET)
    terms, _formats = words(request)
    if request.GET.get("form") in FORMS:
        return _file(request, project, asked, terms)
    body = _made(request, project, asked) if asked.shows == MADE else _open(request, project, asked)
    context = {
        "asked": asked,
        "tabs": [
            {"label": label, "href": asked.address(show=key), "current": asked.shows == key}
            for key, label in ((OPEN, "To be paid"), (MADE, "Recorded"))
        ],
        "ways": [
            {"label": label, "href": asked.address(way=way), "current": way == asked.way}
            for way, label in (("", "Paid and received"), (OUT, "Paid"), (IN, "Received"))
        ],
        "exports": [
            (label, f"{asked.address()}&{urlencode({'form': form})}")
            for form, label in (("xlsx", "Excel workbook"), ("csv", "CSV file"))
        ],
        "may_record": may_import(request.actor, project.pk),
        "none_text": f"Certified {terms.claim_short.plural} stand here by when they are to be "
        "paid, until payments are recorded for all that is payable on them.",
        "none_made_text": f"What was paid under {terms.commitment.plural} and received under the "
        f"{terms.head_contract} stands here once it is recorded.",
    }
    return shown(request, "payments/list.html", context | body)


def _asked(given: QueryDict) -> Asked:
    way = given.get("way", "")
    return Asked(
        shows=MADE if given.get("show") == MADE else OPEN,
        way=way if way in (IN, OUT) else "",
        words=given.get("q", "").strip()[:200],
    )


def _open(request: ActorRequest, project: Project, asked: Asked) -> dict[str, Any]:
    rows = _open_rows(request, project, asked)
    sums = {way: Decimal(0) for way in (IN, OUT)}
    credit = Decimal(0)
    for row in rows:
        # As the portfolio has it: what goes the other way is told beside, and never netted.
        sums[_way(row)] += max(row.to_pay.open, Decimal(0))
        credit -= min(row.to_pay.open, Decimal(0))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "claims": list(page),
        "found": len(rows),
        **_pages(page, asked),
        "to_pay": sums[OUT],
        "to_receive": sums[IN],
        "credit": credit,
        "late": sum(1 for row in rows if row.is_late),
    }


def _open_rows(request: ActorRequest, project: Project, asked: Asked) -> list[ClaimRow]:
    terms, _formats = words(request)
    today = clock.today(project.time_zone)
    found = payments.open_claims(request.actor, project.pk)
    rows = [claim_row(one, today, terms) for one in found]
    return [row for row in rows if asked.way in ("", _way(row)) and _is_meant(row, asked.words)]


def _way(row: ClaimRow) -> str:
    return IN if row.to_pay.claim.is_upstream else OUT


def _is_meant(row: ClaimRow, typed: str) -> bool:
    contract = row.to_pay.claim.contract
    named = (contract.number, contract.title, contract.company.name, row.to_pay.claim.reference)
    text = " ".join(named).casefold()
    return all(word in text for word in typed.casefold().split())


def _made(request: ActorRequest, project: Project, asked: Asked) -> dict[str, Any]:
    terms, _formats = words(request)
    found = _recorded(request, project, asked)
    pages = Paginator(found, PAGE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "payments": [payment_row(one, terms) for one in page],
        "found": pages.count,
        **_pages(page, asked),
    }


def _pages(page: Page[Any], asked: Asked) -> dict[str, Any]:
    """The page that is shown, and the ways to those beside it."""
    return {
        "page": page,
        "earlier": asked.address(page=page.previous_page_number()) if page.has_previous() else "",
        "later": asked.address(page=page.next_page_number()) if page.has_next() else "",
    }


def _recorded(request: ActorRequest, project: Project, asked: Asked) -> QuerySet[Payment]:
    upstream = None if not asked.way else asked.way == IN
    found = payments.payments_of_project(request.actor, project.pk, upstream=upstream)
    for word in asked.words.split():
        found = found.filter(
            Q(number__icontains=word)
            | Q(reference__icontains=word)
            | Q(note__icontains=word)
            | Q(contract__number__icontains=word)
            | Q(contract__title__icontains=word)
            | Q(contract__company__name__icontains=word)
        )
    return found


def _file(request: ActorRequest, project: Project, asked: Asked, terms: Terms) -> HttpResponse:
    """The whole list as a file, as it is narrowed."""
    form = request.GET["form"]
    if asked.shows == MADE:
        heads, rows = _made_file(request, project, asked, terms)
    else:
        heads, rows = _open_file(request, project, asked, terms)
    answer = HttpResponse(list_file("Payments", heads, rows, form), content_type=FORMS[form])
    name = f"{project.number} payments {clock.today(project.time_zone)}".lower().replace(" ", "-")
    safe = "".join(mark for mark in name if mark.isalnum() or mark in "-_.")
    answer["Content-Disposition"] = f'attachment; filename="{safe}.{form}"'
    return answer


def _made_file(
    request: ActorRequest, project: Project, asked: Asked, terms: Terms
) -> tuple[list[str], list[Sequence[Any]]]:
    _terms, formats = words(request)
    heads = ["Contract", "Title", "Company", "Direction", "Day", "Number", "Method", "Reference"]
    heads += [terms.claim_short.plural_capitalised, "Amount", f"{terms.tax} in it", "Credit"]
    heads += ["Note", "Reversed", "Why it was reversed"]
    rows: list[Sequence[Any]] = []
    for one in _recorded(request, project, asked).iterator(chunk_size=2000):
        row, contract = payment_row(one, terms), one.contract
        claims = ", ".join(str(share.claim.number) for share in row.shares)
        rows.append(
            (
                contract.number, contract.title, contract.company.name,
                "Received" if contract.kind == HEAD_CONTRACT else "Paid",
                one.paid_on, one.number, row.method, one.reference, claims, one.amount, one.tax,
                Decimal(0) if row.is_reversed else one.credit, one.note,
                formats.local(one.reversed_at).date() if one.reversed_at else None,
                one.reversal_reason,
            )
        )  # fmt: skip
    return heads, rows


def _open_file(
    request: ActorRequest, project: Project, asked: Asked, terms: Terms
) -> tuple[list[str], list[Sequence[Any]]]:
    heads = ["Contract", "Title", "Company", "Direction", terms.claim_short.capitalised, "Due"]
    heads += ["Payable", "Paid", "Open", "State"]
    rows: list[Sequence[Any]] = []
    for row in _open_rows(request, project, asked):
        one, contract = row.to_pay, row.to_pay.claim.contract
        rows.append(
            (
                contract.number, contract.title, contract.company.name,
                "To be received" if one.claim.is_upstream else "To be paid",
                str(one.claim.number), one.due_on, one.payable, one.paid, one.open,
                row.status.word,
            )
        )  # fmt: skip
    return heads, rows
