"""One figure for a group of lines, without script: a form for each group of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.edits import Column
from ledgerstone.claims.sheets.sheet import ClaimSheet, SheetLine
from ledgerstone.claims.told import is_kept_back
from ledgerstone.core.rounding import ZERO, percent
from ledgerstone.tenancy.refusals import WrongState
from ledgerstone.web.claims.crumbs import tool_of
from ledgerstone.web.claims.sheets.line_list import foot
from ledgerstone.web.claims.sheets.sheet_config import ENTRY, READ, mode_of
from ledgerstone.web.claims.sheets.sheet_groups import BY_SECTION, Grouping, groupings_of
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, once, shown, view

_CLAIMED = {
    "work": (Column.WORK_THIS_PERIOD, "Work this period, an amount or a percentage"),
    "to_date": (Column.COMPLETED_PERCENT, "Completed and stored to date, a percentage"),
}
_ASSESSED = {
    "to_date": (Column.ASSESSED_PERCENT, "Assessed to date, a percentage"),
    "work": (Column.ASSESSED_WORK_THIS_PERIOD, "Assessed this period, an amount or a percentage"),
}
_SHOWN_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed on a group and could not be taken."""

    group: str
    column: str
    value: str
    errors: list[str]


@view
@require_http_methods(["GET", "POST"])
def claim_groups(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The groups of a claim's lines; a post enters a figure on one of them."""
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    terms, _ = words(request)
    if mode_of(request.actor, found) == READ:
        return HttpResponseRedirect(reverse("web:claim_as_list", args=[found.pk]))
    sheet = queries.sheet_for(request.actor, found)
    rows = [line.row for line in sheet.lines]
    ways = groupings_of(rows, terms[found.contract.kind].capitalised, terms)
    ways = [way for way in ways if way.groups]
    by = request.GET.get("by", BY_SECTION)
    way = next((one for one in ways if one.key == by), ways[0] if ways else None)
    if request.method == "POST" and way is not None:
        return _enter(request, found, sheet, ways, way)
    return _page(request, found, sheet, ways, way)


def _columns(request: ActorRequest, found: Claim) -> Mapping[str, tuple[Column, str]]:
    return _CLAIMED if mode_of(request.actor, found) == ENTRY else _ASSESSED


def _enter(
    request: ActorRequest, found: Claim, sheet: ClaimSheet, ways: list[Grouping], way: Grouping
) -> HttpResponse:
    columns, post = _columns(request, found), request.POST
    column, _ = columns.get(post.get("column", ""), next(iter(columns.values())))
    group, value = post.get("group", ""), post.get("value", "")
    version = post.get("version", "")
    lines = [line.line_id for line, key in _within(sheet, way) if key == group]

    def act() -> dict[str, Any]:
        saved = operations.enter_on_group(
            actor=request.actor,
            claim_id=found.pk,
            line_ids=lines,
            column=column,
            value=value,
            since=int(version) if is_whole(version) else 0,
        )
        errors = [error.message for error in saved.errors]
        return {"errors": errors + [conflict.message for conflict in saved.conflicts]}

    try:
        answer, _ = once(request, act)
    except WrongState as refused:
        messages.error(request, refused.message)
        return HttpResponseRedirect(reverse("web:claim_as_list", args=[found.pk]))
    if not answer["errors"]:
        label = dict(way.groups)[group]
        messages.success(request, f"{value.strip() or 'Nothing'} is entered on {label}.")
        return HttpResponseRedirect(f"{request.path}?by={way.key}#group-{group}")
    fresh = queries.get_claim(request.actor, found.pk)
    typed = Typed(group, post.get("column", ""), value, answer["errors"][:_SHOWN_AT_ONCE])
    return _page(request, fresh, queries.sheet_for(request.actor, fresh), ways, way, typed)


def _within(sheet: ClaimSheet, way: Grouping) -> list[tuple[SheetLine, str]]:
    return list(zip(sheet.lines, way.places, strict=True))


def _page(
    request: ActorRequest,
    found: Claim,
    sheet: ClaimSheet,
    ways: list[Grouping],
    way: Grouping | None,
    typed: Typed | None = None,
) -> HttpResponse:
    terms, formats = words(request)
    mode = mode_of(request.actor, found)
    choices = [(key, label) for key, (_, label) in _columns(request, found).items()]
    kept_back = is_kept_back(request.actor, found)
    context = {
        "claim": found,
        "mode": mode,
        "ways": [(one.key, one.label, one is way) for one in ways],
        "groups": [] if way is None else _drawn(sheet, way, mode, typed),
        "choices": choices,
        "action": request.path if way is None else f"{request.path}?by={way.key}",
        "title": f"{formats.month(found.period_end)} {terms.claim_short}",
        "subtitle": f"{found.contract.title}, {found.contract.project.name}",
        "foot": foot(found, sheet, mode, terms, formats, is_kept_back=kept_back),
        "back": reverse("web:claim_as_list", args=[found.pk]),
    }
    page = shown(request, "claims/groups.html", context)
    page.status_code = 200 if typed is None else 422
    return page


def _drawn(
    sheet: ClaimSheet, way: Grouping, mode: str, typed: Typed | None
) -> list[dict[str, Any]]:
    """The groups with their sums, and what was typed on one of them."""
    groups = []
    for key, label in way.groups:
        lines = [line for line, at in _within(sheet, way) if at == key]
        worth = sum((line.own_value for line in lines), ZERO)
        before = sum((line.completed_previous for line in lines), ZERO)
        now = sum((_now(line, mode) for line in lines), ZERO)
        mine = typed if typed is not None and typed.group == key else None
        groups.append(
            {
                "key": key,
                "label": label,
                "count": len(lines),
                "worth": worth,
                "before": before,
                "moved": now - before,
                "percent": percent(now, worth),
                "column": mine.column if mine else "",
                "value": mine.value if mine else "",
                "errors": mine.errors if mine else [],
            }
        )
    return groups


def _now(line: SheetLine, mode: str) -> Decimal:
    return line.claimed if mode == ENTRY else line.assessed
