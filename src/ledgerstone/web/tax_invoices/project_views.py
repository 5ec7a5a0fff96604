"""The tax invoices of a project: making many at once, the register, and the register as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from ledgerstone.contracts import policy
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.documents.invoices import invoice_register, invoicing
from ledgerstone.documents.invoices.invoice_words import called
from ledgerstone.documents.models import TaxInvoice
from ledgerstone.documents.spreadsheets.list_files import Cell, list_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.projects.models import Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.directory.lists import form_asked
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

PAGE = 200


@view
@require_http_methods(["GET", "POST"])
def project_tax_invoices(request: ActorRequest, project_id: int) -> HttpResponse:
    """The claims without one, of which many may be ticked, and all that were made."""
    project = _entered(request, project_id)
    if request.method == "POST":
        return act_once(request, lambda: _make(request, project))
    terms, _formats = words(request)
    to_make = invoice_register.to_make_of_project(request.actor, project)
    pages = Paginator(invoice_register.of_project(request.actor, project), PAGE)
    page = pages.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "ready": [one for one in to_make if not one.why_not],
        "waiting": [one for one in to_make if one.why_not],
        "page": page,
        "rows": [{"invoice": one, "word": called(one, terms)} for one in page],
        "found": pages.count,
        "exports": _exports(project),
        "empty_title": f"No {terms.tax_invoice.plural} yet",
        "empty_text": f"One is made for each certified {terms.claim_short} that bears "
        f"{terms.tax}, with the next number of its series.",
    }
    return shown(request, "tax_invoices/project.html", context)


@view
@require_safe
def register_file(request: ActorRequest, project_id: int) -> HttpResponse:
    """The register as a spreadsheet, for the ledger."""
    project = _entered(request, project_id)
    terms, _formats = words(request)
    form = form_asked(request)
    name = f"{project.number} {terms.tax_invoice.plural}"
    rows = _cells(invoice_register.of_project(request.actor, project), terms)
    answer = HttpResponse(list_file(name, _headings(terms), rows, form), content_type=FORMS[form])
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{name}.{form}") or "attachment"
    )
    return answer


def _entered(request: ActorRequest, project_id: int) -> Project:
    """The project, for whoever sees one of its lists of contracts; not for contacts of one."""
    project = enter_project(request, project_id)
    kinds = (HEAD_CONTRACT, SUBCONTRACT)
    if not any(policy.may_see_tool(request.actor, project.pk, kind) for kind in kinds):
        raise NotThere
    request.tool = "web:payment_list"
    return project


def _make(request: ActorRequest, project: Project) -> Done:
    """Make those that were ticked: each a claim and the certificate that stood on the page."""
    ticked: dict[int, int] = {}
    for value in request.POST.getlist("claim"):
        claim, _, certificate = value.partition(".")
        if not is_whole(claim) or not is_whole(certificate):
            raise Invalid("Reload the page and try again.")
        ticked[int(claim)] = int(certificate)
    made = invoicing.issue_tax_invoices(
        actor=request.actor, project_id=project.pk, certificates=ticked
    )
    terms, _formats = words(request)
    if len(made) == 1:
        said = f"{called(made[0], terms).capitalised} {made[0].number} is made."
    else:
        said = f"{len(made)} {terms.tax_invoice.plural} are made."
    return Done(reverse("web:project_tax_invoices", args=[project.pk]), said)


def _headings(terms: Terms) -> list[str]:
    return [
        "Number", "Kind", "Issued", "Takes back", "Seller", "Seller’s number", "Buyer",
        "Buyer’s number", "Contract", terms.claim_short.capitalised, "Certificate", "Currency",
        f"Before {terms.tax}", str(terms.tax), "Total",
    ]  # fmt: skip


def _cells(found: list[TaxInvoice], terms: Terms) -> Iterator[list[Cell]]:
    """One row each, by what it says, in the order in which they were made."""
    for one in reversed(found):
        kept = one.printed
        yield [
            one.number,
            called(one, terms).capitalised,
            one.issued_on,
            one.corrects.number if one.corrects is not None else None,
            kept["seller"]["name"],
            kept["seller"].get("number"),
            kept["buyer"]["name"],
            kept["buyer"].get("number"),
            one.contract.number,
            str(kept["claim"]),
            kept["certificate"],
            kept["currency"],
            one.net,
            one.tax,
            one.total,
        ]


def _exports(project: Project) -> list[tuple[str, str]]:
    address = reverse("web:tax_invoice_register", args=[project.pk])
    return [
        (label, f"{address}?form={form}")
        for form, label in (("xlsx", "Excel workbook"), ("csv", "CSV file"))
    ]
