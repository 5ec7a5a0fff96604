"""The tie between the claims to the owner and the claims under them: a page, and a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledgerstone.claims.tie.tie import HeadTie, TieLine, tie
from ledgerstone.documents.spreadsheets.list_files import Cell, list_file
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.tool.tool_tabs import OWNER, tool_tabs
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, shown, view

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@view
@require_safe
def tie_page(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every head contract line with what was claimed, certified and carried below it."""
    project = enter_project(request, project_id)
    request.tool = "web:claims_tool"
    terms, _formats = words(request)
    heads = tie(request.actor, project)
    here = reverse("web:head_claims_tie", args=[project.pk])
    asked = request.GET.get("contract", "")
    shown_head = next((one for one in heads if str(one.contract.pk) == asked), None)
    if shown_head is None and heads:
        shown_head = heads[0]
    context: dict[str, Any] = {
        "tabs": tool_tabs(request.actor, project, terms, OWNER),
        "heads": [
            {
                "label": one.contract.number,
                "href": f"{here}?contract={one.contract.pk}",
                "current": one is shown_head,
            }
            for one in heads
        ],
        "head": shown_head,
        "lines": [] if shown_head is None else _shown(shown_head),
        "file": reverse("web:head_claims_tie_file", args=[project.pk]),
    }
    return shown(request, "head_claims/tie.html", context)


def _shown(head: HeadTie) -> list[TieLine]:
    """All lines; what has no line comes last, where there is anything."""
    apart = [head.apart] if head.apart.has_figures else []
    return [*head.lines, *apart]


@view
@require_safe
def tie_file(request: ActorRequest, project_id: int) -> HttpResponse:
    """The tie of all head contracts as a workbook or a CSV file."""
    project = enter_project(request, project_id)
    terms, _formats = words(request)
    heads = tie(request.actor, project)
    form = request.GET.get("form", "")
    form = form if form in FORMS else "xlsx"
    rows = [_cells(one.contract.number, line, terms) for one in heads for line in _shown(one)]
    answer = HttpResponse(list_file("Tie", _headings(terms), rows, form), content_type=FORMS[form])
    safe = "".join(mark for mark in project.number if mark.isalnum() or mark in "-_.")
    answer["Content-Disposition"] = f'attachment; filename="{safe}-tie.{form}"'
    return answer


def _headings(terms: Terms) -> list[str]:
    below = terms.commitment.plural
    return [
        terms.head_contract.capitalised,
        "Description",
        "Line",
        "Scheduled value",
        f"Claimed from the {terms.owner}",
        f"Certified by the {terms.owner}",
        f"Claimed under {below}",
        f"Certified under {below}",
        "Carried",
        "Not carried",
        "Own work",
        "Margin",
        "Certified ahead",
    ]


def _cells(number: str, line: TieLine, terms: Terms) -> list[Cell]:
    apart = line.id is None
    return [
        number,
        f"On no line of the {terms.head_contract}" if apart else line.description,
        None if apart else line.item,
        None if apart else line.scheduled,
        line.claimed_above,
        line.certified_above,
        line.claimed_below,
        line.certified_below,
        line.carried,
        line.not_carried,
        line.own_work,
        line.margin,
        line.ahead,
    ]
