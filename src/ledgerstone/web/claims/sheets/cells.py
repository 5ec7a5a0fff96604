"""What the sheet saves: cells, reasons, and assessments of many lines at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.presence import others_at
from ledgerstone.claims.sheets.edits import CellEdit, SavedCells
from ledgerstone.claims.told import is_kept_back
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.claims.assessing.retention_card import figures
from ledgerstone.web.claims.cover import cover_card
from ledgerstone.web.claims.head import Button, claim_head
from ledgerstone.web.claims.sheets.sheet_config import ENTRY, SheetDrawing, mode_of
from ledgerstone.web.claims.sheets.sheet_groups import BY_CODE, BY_SECTION
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import read_json
from ledgerstone.web.requests import ActorRequest, json_once, view

NOT_UNDERSTOOD = "The page sent something that cannot be read. Reload it; what you typed is kept."


@view
@require_POST
def cells(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Save typed cells; the answer has what changed, refused cells and conflicts."""
    body = read_json(request)
    edits = [_edit(item) for item in _list(body, "edits")]
    since = _number(body, "since")
    return _answer(
        request,
        lambda: operations.save_cells(
            actor=request.actor,
            claim_id=claim_id,
            edits=edits,
            since=since,
            with_codes=_names_codes(request),
        ),
    )


@view
@require_POST
def reasons(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Give one reason to one or many lines."""
    body = read_json(request)
    lines = [_int(line) for line in _list(body, "lines")]
    return _answer(
        request,
        lambda: operations.give_reasons(
            actor=request.actor,
            claim_id=claim_id,
            line_ids=lines,
            code=str(body.get("code") or ""),
            text=str(body.get("text") or ""),
            since=_number(body, "since"),
        ),
    )


@view
@require_POST
def group(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Enter one figure on the lines of a group, which share it."""
    body = read_json(request)
    lines = [_int(line) for line in _list(body, "lines")]
    return _answer(
        request,
        lambda: operations.enter_on_group(
            actor=request.actor,
            claim_id=claim_id,
            line_ids=lines,
            column=str(body.get("column") or ""),
            value=str(body.get("value") or ""),
            since=_number(body, "since"),
            with_codes=_names_codes(request),
        ),
    )


@view
@require_POST
def present(request: ActorRequest, claim_id: int) -> HttpResponse:
    """Who else has the claim open, and what was changed since the page was last told; not that
    somebody assesses it, where the assessment is kept back."""
    since = _number(read_json(request), "since")
    found = operations.be_at_claim(actor=request.actor, claim_id=claim_id)
    mode = mode_of(request.actor, found)
    if is_kept_back(request.actor, found):
        return JsonResponse({"here": [], "mode": mode, "version": since})
    answer: dict[str, Any] = {
        "here": others_at(request.actor, found),
        "mode": mode,
        "version": found.version,
    }
    asks_groups = "group" in request.GET
    if found.version > since or asks_groups:
        sheet = queries.sheet_for(request.actor, found)
        changed = tuple(line.line_id for line in sheet.lines if line.changed_in > since)
        saved = SavedCells(found, found.version, found.saved_at, changed, (), (), sheet)
        answer |= drawn(request, saved, every_group=True)
    return JsonResponse(answer)


def _answer(request: ActorRequest, act: Callable[[], SavedCells]) -> HttpResponse:
    return json_once(request, lambda: drawn(request, act()))


def _grouping(request: ActorRequest) -> str:
    """How the page gathers its lines."""
    return request.GET.get("group", BY_SECTION)


def _names_codes(request: ActorRequest) -> bool:
    """Whether the answer names budget codes, which no save changes: to sum up their groups."""
    return _grouping(request) == BY_CODE


def drawn(request: ActorRequest, saved: SavedCells, *, every_group: bool = False) -> dict[str, Any]:
    """The answer to a save as the sheet expects it."""
    claim = saved.claim
    enter(request, claim.contract.project)
    terms, formats = words(request)
    drawing = SheetDrawing(request.actor, claim, saved.sheet, terms, grouping=_grouping(request))
    in_entry = drawing.mode == ENTRY
    cover = cover_card(claim, saved.sheet, terms, formats, as_claimed=in_entry)
    head = claim_head(request.actor, claim, saved.sheet, terms, formats)
    named = {error.line_id for error in saved.errors}
    named |= {conflict.line_id for conflict in saved.conflicts}
    return {
        "version": saved.version,
        "saved_at": formats.time(saved.saved_at),
        **drawing.answer({*saved.changed, *named}, every_group=every_group),
        "cover_html": _html("components/cover.html", {"cover": cover}, formats),
        "head_html": _html(
            "components/figures.html", {"figures": head.figures, "turn": head.turn}, formats
        ),
        "retention_html": _html(
            "components/key_values.html",
            {"pairs": figures(claim, saved.sheet, terms, claimed=in_entry)},
            formats,
        ),
        "decision": _decision(request, claim, head.primary),
        "warnings_html": _html("claims/_warnings.html", {"sheet": saved.sheet}, formats),
        "errors": [
            {"line": item.line_id, "column": item.column, "message": item.message}
            for item in saved.errors
        ],
        "conflicts": [
            {
                "line": item.line_id,
                "column": item.column,
                "theirs": item.theirs,
                "by": item.by,
                "message": item.message,
            }
            for item in saved.conflicts
        ],
    }


def _decision(request: ActorRequest, claim: Claim, primary: Button | None) -> dict[str, str]:
    """The primary act, which an assessment may change from approving to approving as noted."""
    if primary is None:
        return {"act": "", "html": ""}
    context = {
        "claim": claim,
        "button": primary,
        "class": "btn btn-primary",
        "csrf_token": get_token(request),
    }
    html = render_to_string("claims/_act.html", context)
    return {"act": f"{primary.act} {primary.label}", "html": html}


def _html(template: str, context: dict[str, Any], formats: Formats) -> str:
    return render_to_string(template, {**context, "formats": formats})


def _edit(item: object) -> CellEdit:
    if not isinstance(item, dict) or not isinstance(item.get("column"), str):
        raise Invalid(NOT_UNDERSTOOD)
    was = item.get("was")
    return CellEdit(
        line_id=_int(item.get("line")),
        column=item["column"],
        text=str(item.get("value") or ""),
        was=None if was is None else str(was),
    )


def _list(body: dict[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    if not isinstance(found, list):
        raise Invalid(NOT_UNDERSTOOD)
    return found


def _number(body: dict[str, Any], name: str) -> int:
    return _int(body.get(name))


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid(NOT_UNDERSTOOD)
    return value
