"""The statement of retention of a contract, and of a project in both directions; also as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ledgerstone.claims.retention.retention_statement import (
    AHEAD,
    ContractStatement,
    ProjectStatement,
    may_see,
    of_contract,
    of_project,
)
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT, Contract
from ledgerstone.documents.spreadsheets.list_files import Cell, list_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.projects import policy as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.contracts.retention.retention_rows import security_rows
from ledgerstone.web.entrance import enter_contract, enter_project, words
from ledgerstone.web.requests import ActorRequest, view
from ledgerstone.web.retention.statement_rows import (
    contract_cells,
    contract_headings,
    contract_pairs,
    project_cells,
    project_headings,
    sides,
    statement_rows,
)

_KINDS = (HEAD_CONTRACT, SUBCONTRACT)


@view
@require_safe
def contract_statement(request: ActorRequest, contract_id: int) -> HttpResponse:
    """What is held under a contract, claim by claim, what is due, and what stands in its place."""
    found, told = _of_contract(request, contract_id)
    terms, formats = words(request)
    today = clock.today(found.project.time_zone)
    context = contract_frame(request, found, "general") | {
        "told": told,
        "pairs": contract_pairs(told),
        "rows": statement_rows(told, terms, formats),
        "securities": security_rows(told.securities, today),
        "days_ahead": AHEAD,
        "exports": _exports("web:retention_statement_file", found.pk),
        "nothing_title": f"No {terms.retention} yet",
        "nothing_text": f"Each certified {terms.claim_short} is listed here with what it held "
        "back and what it released.",
    }
    return render(request, "retention/contract.html", context)


@view
@require_safe
def contract_statement_file(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The same as a spreadsheet."""
    found, told = _of_contract(request, contract_id)
    terms, formats = words(request)
    return _file(
        request,
        f"{found.number} {terms.retention}",
        contract_headings(terms),
        contract_cells(told, terms, formats),
    )


@view
@require_safe
def project_statement(request: ActorRequest, project_id: int) -> HttpResponse:
    """What is held on a project in both directions, and what is left between them."""
    found, told = _of_project(request, project_id)
    terms, _formats = words(request)
    seen = _seen(request, found)
    context: dict[str, Any] = {
        "told": told,
        "sides": [side for side, is_seen in zip(sides(told, terms), seen, strict=True) if is_seen],
        "shows_net": all(seen),
        "days_ahead": AHEAD,
        "exports": _exports("web:project_retention_file", found.pk),
        "list_href": reverse(_tool(request, found), args=[found.pk]),
    }
    return render(request, "retention/project.html", context)


@view
@require_safe
def project_statement_file(request: ActorRequest, project_id: int) -> HttpResponse:
    """The same as a spreadsheet."""
    found, told = _of_project(request, project_id)
    terms, _formats = words(request)
    seen = _seen(request, found)
    return _file(
        request,
        f"{found.number} {terms.retention}",
        project_headings(terms),
        project_cells(told, terms, seen),
    )


def _of_contract(request: ActorRequest, contract_id: int) -> tuple[Contract, ContractStatement]:
    found = enter_contract(request, contract_id)
    if not may_see(request.actor, found):
        raise NotThere
    today = clock.today(found.project.time_zone)
    return found, of_contract(request.actor, found, today)


def _of_project(request: ActorRequest, project_id: int) -> tuple[Project, ProjectStatement]:
    """The project, for whoever sees one of its lists of contracts; not for contacts of one."""
    found = enter_project(request, project_id)
    if not any(_seen(request, found)):
        raise NotThere
    request.tool = _tool(request, found)
    return found, of_project(request.actor, found.pk, clock.today(found.time_zone))


def _seen(request: ActorRequest, project: Project) -> tuple[bool, bool]:
    """Whether the person sees contracts above, and contracts below."""
    above, below = (contracts.may_see_tool(request.actor, project.pk, kind) for kind in _KINDS)
    return above, below


def _tool(request: ActorRequest, project: Project) -> str:
    if projects.may_see_claims_tool(request.actor, project.pk):
        return "web:claims_tool"
    return "web:commitment_list" if _seen(request, project)[1] else "web:head_contract_list"


def _exports(name: str, pk: int) -> list[tuple[str, str]]:
    address = reverse(name, args=[pk])
    return [
        (label, f"{address}?form={form}")
        for form, label in (("xlsx", "Excel workbook"), ("csv", "CSV file"))
    ]


def _file(
    request: ActorRequest,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> HttpResponse:
    form = request.GET.get("form", "")
    form = form if form in FORMS else "xlsx"
    answer = HttpResponse(list_file(name, headings, rows, form), content_type=FORMS[form])
    answer["Content-Disposition"] = (
        content_disposition_header(True, f"{name}.{form}") or "attachment"
    )
    return answer
