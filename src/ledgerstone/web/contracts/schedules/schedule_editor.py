"""The schedule of values of a contract: its tab, and what the editor's sheet reads and saves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ledgerstone.contracts import fixed, operations, policy, queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import Part
from ledgerstone.contracts.schedules.schedule_edits import LinesConflict, SavedLines
from ledgerstone.contracts.schedules.schedule_lines import own
from ledgerstone.contracts.variations import variations
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.contracts.schedules import schedule_wire as wire
from ledgerstone.web.contracts.schedules.schedule_table import schedule_groups
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.posted import read_json
from ledgerstone.web.requests import ActorRequest, json_once, view


@view
def schedule(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The lines: as a table, and for who may change them as a sheet to type into."""
    found = enter_contract(request, contract_id)
    terms, _formats = words(request)
    context = contract_frame(request, found, "schedule")
    if not context["sees_schedule"]:
        return render(request, "contracts/unseen.html", context)
    why_lines = fixed.why_lines_are_fixed(found, terms)
    may_edit = context["may_administer"] and why_lines is None
    context |= {"why_fixed": why_lines, "may_edit": may_edit}
    if may_edit:
        context |= _sheet(request, found)
        return render(request, "contracts/schedule_sheet.html", context)
    # What is dropped, and what others prepare, is on the tab of variations for who sees it.
    shown = variations.shown_in_schedule(request.actor, found)
    seen = {None, *shown}
    lines = [one for one in queries.lines(found) if one.variation_id in seen]
    context["groups"] = schedule_groups(lines, shown.values(), terms)
    return render(request, "contracts/schedule.html", context)


def _sheet(request: ActorRequest, found: Contract) -> dict[str, Any]:
    terms, formats = words(request)
    is_full = request.GET.get("columns") == "full"
    addresses = {
        name: reverse(f"web:schedule_{name}", args=[found.pk])
        for name in ("lines", "split", "move_amount")
    }
    return {
        "is_full": is_full,
        "may_replace": fixed.why_schedule_is_fixed(found, terms) is None,
        "config": {
            "locale": formats.locale,
            "currency": formats.currency,
            "method": found.accounting_method,
            "label": terms.schedule_of_values.capitalised,
            "columns": wire.columns(found, terms, is_full=is_full, may_edit=True),
            "urls": addresses
            | {"sign_in": f"{reverse('account_login')}?next={request.get_full_path()}"},
            "words": {
                "budget_code": str(terms.budget_code),
                "variation": terms.variation.capitalised,
            },
            "line_count": own(found).count(),
        },
    }


@view
@require_http_methods(["GET", "POST"])
def lines(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The lines for the sheet; a post changes, adds, deletes and orders some of them."""
    found = enter_contract(request, contract_id)
    if request.method == "GET":
        if not policy.may_see_schedule(request.actor, found):
            raise NotAllowed("Ask an administrator of the project to show you the lines.")
        return JsonResponse(wire.everything(request.actor, found))
    body = read_json(request)
    return _saved(
        request,
        lambda: operations.change_lines(
            actor=request.actor,
            contract_id=found.pk,
            since=wire.read_int(body, "since"),
            changes=wire.read_changes(body),
            added=wire.read_added(body),
            removed=wire.read_ids(body, "removed"),
            order=wire.read_order(body),
            create_codes=body.get("create_codes") is True,
        ),
    )


@view
@require_POST
def split(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Divide a line into several."""
    found = enter_contract(request, contract_id)
    body = read_json(request)
    return _saved(
        request,
        lambda: operations.split_line(
            actor=request.actor,
            contract_id=found.pk,
            line_id=wire.read_int(body, "line"),
            parts=_parts(body),
            since=wire.read_int(body, "since"),
        ),
    )


@view
@require_POST
def move_amount(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Move an amount from line to line."""
    found = enter_contract(request, contract_id)
    body = read_json(request)
    return _saved(
        request,
        lambda: operations.move_amount(
            actor=request.actor,
            contract_id=found.pk,
            from_id=wire.read_int(body, "from"),
            to_id=wire.read_int(body, "to"),
            amount=str(body.get("amount", "")),
            since=wire.read_int(body, "since"),
        ),
    )


def _parts(body: dict[str, Any]) -> list[Part]:
    given = body.get("parts")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Invalid(wire.NOT_UNDERSTOOD)
    names = ("figure", "description", "item", "budget_code")
    return [Part(**{name: str(one.get(name) or "") for name in names}) for one in given]


def _saved(request: ActorRequest, act: Callable[[], SavedLines]) -> HttpResponse:
    """Save, and answer with what is new; 409 with the cells that somebody else changed."""
    _terms, formats = words(request)
    try:
        return json_once(request, lambda: wire.answer(request.actor, act(), formats))
    except LinesConflict as refusal:
        return JsonResponse(wire.conflicts(refusal), status=409)
