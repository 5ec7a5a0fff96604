"""A claim a line at a time, without script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import REVISE_AND_RESUBMIT, Claim
from ledgerstone.claims.papers.papers import line_marks
from ledgerstone.claims.sheets.edits import CellEdit
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.told import is_kept_back
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.web.claims.records.moments import said_briefly
from ledgerstone.web.claims.sheets.line_list import (
    AMOUNT,
    COLUMNS,
    SHARE,
    Typed,
    foot,
    measure_of,
    open_line,
    progress,
    row,
    stepped,
)
from ledgerstone.web.claims.sheets.sheet_config import ENTRY, READ, REVIEW, mode_of
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, once, shown, view


@view
@require_http_methods(["GET", "POST"])
def claim_as_list(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The lines, one of them open; a post saves the open one and goes on to another."""
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    mode = mode_of(request.actor, found)
    sheet = queries.sheet_for(request.actor, found)
    if request.method == "POST":
        return _save(request, found, sheet, mode)
    is_returned = mode == ENTRY and found.status == REVISE_AND_RESUBMIT
    chosen = _chosen(request.GET.get("line"), sheet, is_returned=is_returned)
    return _page(request, found, sheet, mode, chosen)


def _save(request: ActorRequest, found: Claim, sheet: ClaimSheet, mode: str) -> HttpResponse:
    chosen = _posted_line(request, sheet)
    asked = request.GET.get("by", "")
    step = request.POST.get("step", "")
    place = reverse("web:claim_as_list", args=[found.pk])
    if step in {AMOUNT, SHARE}:
        return HttpResponseRedirect(f"{place}?line={chosen}&by={step}#line-{chosen}")
    value = request.POST.get("value", "")
    measure = measure_of(sheet.line(chosen), asked)
    if step:
        value = stepped(value, step, measure, words(request)[1])
    try:
        answer, _ = once(request, lambda: _act(request, found, chosen, mode, measure, value))
    except WrongState as refused:
        item = sheet.line(chosen).item
        lost = f" What you typed on {item} is not saved: {value}." if value.strip() else ""
        messages.error(request, f"{refused.message}{lost}")
        return HttpResponseRedirect(place)
    if answer["errors"]:
        typed = Typed(
            value=value,
            stored=request.POST.get("stored", ""),
            reason_code=request.POST.get("reason_code", ""),
            reason=request.POST.get("reason", ""),
            errors=answer["errors"],
        )
        fresh = queries.get_claim(request.actor, found.pk)
        return _page(request, fresh, queries.sheet_of(fresh), mode, chosen, typed, asked)
    go = request.POST.get("go", "next")
    if go == "review" and not step:
        return HttpResponseRedirect(reverse("web:claim", args=[found.pk]))
    then = chosen if step else _beside(sheet, chosen, go)
    by = f"&by={asked}" if asked else ""
    return HttpResponseRedirect(f"{place}?line={then}{by}#line-{then}")


def _posted_line(request: ActorRequest, sheet: ClaimSheet) -> int:
    """The line that was filled in; never another one in its place."""
    line = request.POST.get("line", "")
    if not is_whole(line) or int(line) not in {one.line_id for one in sheet.lines}:
        raise Invalid("This line is no longer here. Reload the page and type it again.")
    return int(line)


def _act(
    request: ActorRequest, found: Claim, line_id: int, mode: str, measure: str, value: str
) -> dict[str, Any]:
    """Save what was typed on a line; the errors by the place where they belong."""
    post = request.POST
    edits = []
    if value.strip() != post.get("shown", "").strip():
        column = COLUMNS[mode == REVIEW, measure]
        edits.append(CellEdit(line_id, column, value, post.get("was") or None))
    if "stored" in post and post["stored"].strip() != post.get("stored_shown", "").strip():
        was = post.get("stored_was") or None
        edits.append(CellEdit(line_id, "materials_stored", post["stored"], was))
    version = post.get("version", "")
    since = int(version) if is_whole(version) else 0
    errors: dict[str, str] = {}
    if edits:
        saved = operations.save_cells(
            actor=request.actor, claim_id=found.pk, edits=edits, since=since
        )
        told = [(error.column, error.message) for error in saved.errors]
        told += [(conflict.column, conflict.message) for conflict in saved.conflicts]
        for column, message in told:
            errors["stored" if column == "materials_stored" else "value"] = message
    if mode == REVIEW and not errors and post.get("reason_code") is not None:
        try:
            _give_reason(request, found, line_id, since)
        except Invalid as refused:
            errors["reason"] = next(iter(refused.fields.values()), refused.message)
    return {"errors": errors}


def _give_reason(request: ActorRequest, found: Claim, line_id: int, since: int) -> None:
    code, text = request.POST["reason_code"], request.POST.get("reason", "").strip()
    line = queries.sheet_of(queries.get_claim(request.actor, found.pk)).line(line_id)
    if (code, text) != (line.reason_code, line.reason):
        operations.give_reasons(
            actor=request.actor,
            claim_id=found.pk,
            line_ids=[line_id],
            code=code,
            text=text,
            since=since,
        )


def _page(
    request: ActorRequest,
    found: Claim,
    sheet: ClaimSheet,
    mode: str,
    chosen: int | None,
    typed: Typed | None = None,
    asked: str = "",
) -> HttpResponse:
    terms, formats = words(request)
    asked = asked or request.GET.get("by", "")
    lines = _drawn(request, found, sheet, mode, chosen, typed, asked)
    context = {
        "claim": found,
        "lines": lines,
        "mode": mode,
        "title": f"{formats.month(found.period_end)} {terms.claim_short}",
        "subtitle": f"{found.contract.title}, {found.contract.project.name}",
        "saved": "" if mode == READ else f"Saved {said_briefly(formats, found.saved_at)}",
        "progress": progress(found, sheet, formats),
        "foot": foot(
            found, sheet, mode, terms, formats, is_kept_back=is_kept_back(request.actor, found)
        ),
        "back": reverse("web:claim", args=[found.pk]),
    }
    page = shown(request, "claims/list.html", context)
    if typed is not None:
        page.status_code = 422
    return page


def _drawn(
    request: ActorRequest,
    found: Claim,
    sheet: ClaimSheet,
    mode: str,
    chosen: int | None,
    typed: Typed | None,
    asked: str,
) -> list[dict[str, Any]]:
    """The lines, the chosen one open, each with how many comments and files it has."""
    terms, formats = words(request)
    marks = line_marks(found, actor=request.actor)
    lines: list[dict[str, Any]] = []
    for line in sheet.lines:
        is_open = line.line_id == chosen and mode != READ
        if is_open:
            measure = measure_of(line, asked)
            drawn = open_line(found, line, mode, measure, terms, formats, typed)
            drawn["marks"] = marks.get(line.line_id, (0, 0))
        else:
            drawn = row(found, line, mode, formats, marks.get(line.line_id, (0, 0)))
        lines.append({"is_open": is_open, "line": drawn})
    return lines


def _chosen(asked: str | None, sheet: ClaimSheet, *, is_returned: bool) -> int | None:
    """The line to open: the one asked for, else the first that a returned claim gives a reason
    on, else the first that nothing was entered on."""
    ids = [line.line_id for line in sheet.lines]
    if asked and is_whole(asked) and int(asked) in ids:
        return int(asked)
    answered = (line.line_id for line in sheet.lines if line.reason_code)
    if is_returned and (first := next(answered, None)) is not None:
        return first
    waiting = (line.line_id for line in sheet.lines if not line.claimed_movement)
    return next(waiting, ids[0] if ids else None)


def _beside(sheet: ClaimSheet, chosen: int, way: str) -> int:
    ids = [line.line_id for line in sheet.lines]
    index = ids.index(chosen) + (-1 if way == "previous" else 1)
    return ids[max(0, min(index, len(ids) - 1))]
