"""The lists of commitments and of head contracts: filtered, sorted, in pages, and as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.contracts import listing, operations, policy, status_words, tool_settings
from ledgerstone.contracts.contacts import of_contracts
from ledgerstone.contracts.listing import Asked, ListedContract
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    STATUSES,
    SUBCONTRACT,
    Contract,
)
from ledgerstone.documents.spreadsheets.list_files import list_file
from ledgerstone.documents.spreadsheets.spreadsheet_text import FORMS
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.changes import page_asked
from ledgerstone.web.contracts.lists import list_columns, list_filters
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, view

PAGE = 50
_KINDS = {SUBCONTRACT: (SUBCONTRACT, PURCHASE_ORDER), HEAD_CONTRACT: (HEAD_CONTRACT,)}
_LIST = {SUBCONTRACT: "web:commitment_list", HEAD_CONTRACT: "web:head_contract_list"}
_A_YEAR = 365 * 24 * 3600


@view
@require_safe
def contract_list(request: ActorRequest, project_id: int, kind: str) -> HttpResponse:
    """The contracts of a project with their figures, as many as a page holds."""
    _enter(request, project_id, kind)
    terms, _formats = words(request)
    asked = list_filters.asked(request.GET, kind)
    totals = listing.add_up(request.actor, project_id, _KINDS[kind], asked)
    found = listing.find_contracts(request.actor, project_id, _KINDS[kind], asked)
    page = _page(request, found, totals.count)
    rows = listing.read_contracts(request.actor, list(page.object_list))
    picked = list_columns.chosen(kind, terms, request.COOKIES.get(_cookie(kind), ""))
    here = reverse(_LIST[kind], args=[project_id])
    context: dict[str, Any] = {
        "kind": kind,
        "rows": _with_people(request, rows, picked),
        "columns": list_filters.headings(picked, asked, here),
        "totals": totals,
        "noun": _noun(kind, totals.count, terms),
        "page": page,
        "asked": asked,
        "here": here,
        **_ways(request, project_id, kind, asked, page),
        **_choices(request, project_id, kind, picked, terms),
        **_empty_list(kind, terms),
    }
    partial = request.htmx and not request.htmx.boosted
    template = "contracts/_listed.html" if partial else "contracts/list.html"
    answer = render(request, template, context | {"is_partial": partial})
    answer["Vary"] = "HX-Request, Cookie"
    return answer


@view
@require_safe
def contract_list_file(request: ActorRequest, project_id: int, kind: str) -> HttpResponse:
    """The whole list, as it is filtered and sorted, in the columns that are shown."""
    project = _enter(request, project_id, kind)
    terms, _formats = words(request)
    asked = list_filters.asked(request.GET, kind)
    given = request.COOKIES.get(_cookie(kind), "")
    picked = [one for one in list_columns.chosen(kind, terms, given) if one.key != "contacts"]
    found = listing.find_contracts(request.actor, project_id, _KINDS[kind], asked)
    rows = listing.read_contracts(request.actor, list(found))
    form = request.GET.get("form", "")
    form = form if form in FORMS else "xlsx"
    title = _noun(kind, 2, terms).capitalize()
    contents = list_file(
        title,
        [column.heading for column in picked],
        (list_columns.file_cells(row, picked, terms) for row in rows),
        form,
        shares=[place for place, one in enumerate(picked) if one.key == "percent_paid"],
    )
    answer = HttpResponse(contents, content_type=FORMS[form])
    name = f"{project.number} {title}".lower().replace(" ", "-")
    safe = "".join(mark for mark in name if mark.isalnum() or mark in "-_.")
    answer["Content-Disposition"] = f'attachment; filename="{safe}.{form}"'
    return answer


@view
@require_POST
def contract_list_columns(request: ActorRequest, project_id: int, kind: str) -> HttpResponse:
    """Choose the columns, for this browser; none chosen are the usual ones."""
    _enter(request, project_id, kind)
    terms, _formats = words(request)
    known = list_columns.columns(kind, terms)
    picked = [key for key in request.POST.getlist("column") if key in known]
    asked = list_filters.asked(request.POST, kind)
    here = reverse(_LIST[kind], args=[project_id])
    answer = HttpResponseRedirect(list_filters.address(here, asked))
    if request.POST.get("usual") or not picked:
        answer.delete_cookie(_cookie(kind))
    else:
        answer.set_cookie(
            _cookie(kind),
            ".".join(picked),
            max_age=_A_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return answer


@view
@require_POST
def contract_list_statuses(request: ActorRequest, project_id: int, kind: str) -> HttpResponse:
    """Take the ticked contracts to a status; say which of them stay as they are, and why."""
    _enter(request, project_id, kind)
    terms, _formats = words(request)
    status = request.POST.get("status", "")
    ids = [int(one) for one in request.POST.getlist("contract") if is_whole(one)][:1000]
    asked = list_filters.asked(request.GET, kind)
    where = list_filters.address(reverse(_LIST[kind], args=[project_id]), asked)

    def act() -> Done:
        if not ids or status not in _statuses(kind):
            return Done(where, "", ["Tick contracts and choose a status."])
        came = operations.change_statuses(actor=request.actor, contract_ids=ids, status=status)
        word = status_words.status_word(status, terms)
        count = len(came.changed)
        said = f"{count} {_noun(kind, count, terms)} now “{word}”." if count else ""
        return Done(where, said, [f"{number}: {why}" for number, why in came.refused])

    return act_once(request, act)


def _enter(request: ActorRequest, project_id: int, kind: str) -> Any:
    project = enter_project(request, project_id)
    if not policy.may_see_tool(request.actor, project.pk, kind):
        raise NotThere
    request.tool = _LIST[kind]
    return project


def _page(request: ActorRequest, found: Any, count: int) -> Page[Any]:
    """A page of the list; how many there are is known from the totals."""
    paginator = Paginator(found, PAGE)
    paginator.__dict__["count"] = count
    return paginator.get_page(page_asked(request.GET.get("page")))


def _with_people(
    request: ActorRequest, rows: list[ListedContract], picked: list[list_columns.Column]
) -> list[dict[str, Any]]:
    """The rows, with claim contacts where these are shown."""
    if not any(column.key == "contacts" for column in picked):
        return [{"of": row} for row in rows]
    contracts = {
        one.pk: one
        for one in Contract.objects.filter(
            account_id=request.actor.account_id, pk__in=[row.pk for row in rows]
        )
    }
    people = of_contracts(request.actor, list(contracts.values()))
    return [
        {
            "of": row,
            "contract": contracts[row.pk],
            "contacts": people[row.pk],
            "may_name": policy.may_name_contacts(request.actor, contracts[row.pk]),
        }
        for row in rows
    ]


def _statuses(kind: str) -> list[str]:
    return list(dict.fromkeys(one for each in _KINDS[kind] for one in STATUSES[each]))


def _noun(kind: str, count: int, terms: Terms) -> str:
    word = terms.head_contract if kind == HEAD_CONTRACT else terms.commitment
    return str(word) if count == 1 else word.plural


def _cookie(kind: str) -> str:
    return f"columns_{_LIST[kind].removeprefix('web:')}"


def _ways(
    request: ActorRequest, project_id: int, kind: str, asked: Asked, page: Page[Any]
) -> dict[str, Any]:
    """Where the list leads: to its files, its other pages, and what is acted on it."""
    list_name = _LIST[kind]
    args = [project_id]
    query = urlencode(list_filters.given(asked))
    number, here = page.number, reverse(list_name, args=args)
    may_configure = policy.may_put_into_effect(request.actor, project_id, kind)
    tool = tool_settings.of_commitments(request.actor.account_id, project_id)
    return {
        "exports": [
            (label, f"{reverse(f'{list_name}_file', args=args)}?{query}&form={form}")
            for form, label in (("xlsx", "Excel workbook"), ("csv", "CSV file"))
        ],
        "columns_address": reverse(f"{list_name}_columns", args=args),
        "statuses_address": f"{reverse(f'{list_name}_statuses', args=args)}?{query}",
        "hidden": list_filters.given(asked),
        "all_address": here,
        "earlier": list_filters.address(here, asked, page=number - 1) if number > 1 else "",
        "later": list_filters.address(here, asked, page=number + 1) if page.has_next() else "",
        "may_change_statuses": may_configure,
        "may_create": tool_settings.is_enabled(tool, kind)
        and policy.may_create(request.actor, project_id, kind),
        "may_create_orders": kind != HEAD_CONTRACT
        and tool_settings.is_enabled(tool, PURCHASE_ORDER)
        and policy.may_create(request.actor, project_id, PURCHASE_ORDER),
    }


def _choices(
    request: ActorRequest,
    project_id: int,
    kind: str,
    picked: list[list_columns.Column],
    terms: Terms,
) -> dict[str, Any]:
    """What can be filtered by, and which columns can be chosen."""
    asked = list_filters.asked(request.GET, kind)
    here = reverse(_LIST[kind], args=[project_id])
    companies = listing.companies_of(request.actor, project_id, _KINDS[kind])
    statuses = [(one, status_words.status_word(one, terms)) for one in _statuses(kind)]
    keys = {column.key for column in picked}
    return {
        "filters": list_filters.menus(asked, here, statuses, companies, terms, kind),
        "statuses": statuses,
        "offered_columns": [
            (column, column.key in keys)
            for column in list_columns.columns(kind, terms).values()
            if column.key not in ("number", "title")
        ],
    }


def _empty_list(kind: str, terms: Terms) -> dict[str, str]:
    """What a list without rows says: what it is for and what to do first."""
    if kind == HEAD_CONTRACT:
        return {
            "empty_title": f"No {terms.head_contract} yet",
            "empty_text": f"It is what the {terms.owner} pays you under. With its "
            f"{terms.schedule_of_values} here, what you certify below can be claimed above.",
            "action_label": f"Add the {terms.head_contract}",
        }
    return {
        "empty_title": f"No {terms.commitment.plural} yet",
        "empty_text": f"A {terms.commitment} is a {terms.subcontract} or {terms.purchase_order} "
        f"that you pay under. Add the first one with its {terms.schedule_of_values}; then "
        f"{terms.claim.plural} can be made on it.",
        "action_label": f"Add a {terms.subcontract}",
    }
