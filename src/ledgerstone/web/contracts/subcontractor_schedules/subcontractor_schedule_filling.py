"""Breaking lines down: one page for a phone and a desk, all lines or one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import subcontractor_schedule as operations
from ledgerstone.contracts.operations import subcontractor_schedule_status as moving
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import (
    OPEN,
    Breakdown,
    breakdown,
    why_not_fillable,
)
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_rows import (
    DetailProblem,
    ReadDetails,
    TypedDetail,
    check_details,
    read_details,
)
from ledgerstone.documents.spreadsheets.schedule_files import read_schedule
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from ledgerstone.web.contracts.schedules.schedule_form import LARGEST_FILE
from ledgerstone.web.contracts.subcontractor_schedules.subcontractor_schedule_form import (
    FormPart,
    chosen_parts,
    covered_lines,
    merged,
    stored_parts,
    typed_details,
    typed_parts,
)
from ledgerstone.web.contracts.subcontractor_schedules.subcontractor_schedule_page import (
    missing_words,
    told_after_saving,
)
from ledgerstone.web.contracts.subcontractor_schedules.subcontractor_schedule_views import (
    enter_schedule,
    submitted_words,
    version_of,
)
from ledgerstone.web.entrance import words
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_answer, shown, view

_LISTED = 25


@view
@require_http_methods(["GET", "POST"])
def subcontractor_schedule_fill(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Fill the schedule; a post saves what was typed, and may submit it or read a file."""
    found = enter_schedule(request, contract_id)
    terms, formats = words(request)
    why = why_not_fillable(request.actor, found, terms)
    if not policy.may_see_schedule(request.actor, found):
        raise NotAllowed(
            why or f"Ask an administrator of the project about this {terms[found.kind]}."
        )
    schedule = breakdown(found)
    if request.method == "POST":
        return _posted(request, found, schedule)
    if why:
        messages.warning(request, why)
        return HttpResponseRedirect(_tab(found))
    parts = chosen_parts(schedule, request.GET.get("line", ""))
    return _page(request, found, schedule, stored_parts(parts, formats))


def _posted(request: ActorRequest, found: Contract, schedule: Breakdown) -> HttpResponse:
    act = request.POST.get("act", "save")
    if act == "read":
        return _from_file(request, found, schedule)
    typed = typed_details(request.POST)
    covered = covered_lines(request.POST)
    if act == "more":
        return _again(request, found, schedule, typed, [], covered, status=200)
    try:
        return act_once(request, lambda: _saved(request, found, typed, covered, act))
    except (Invalid, WrongState, Stale) as refusal:
        done = first_answer(request)
        if done is not None:
            return done
        is_stale = isinstance(refusal, Stale)
        formats = words(request)[1]
        if is_stale:
            typed = merged(typed, schedule, covered, formats)
        problems = check_details(typed, schedule, formats).problems
        told = [refusal.message] if is_stale or not problems else []
        told += refusal.changes if isinstance(refusal, Stale) else ()
        return _again(
            request, found, schedule, typed, problems, covered, told=told,
            status=409 if is_stale else 422,
        )  # fmt: skip


def _saved(
    request: ActorRequest,
    found: Contract,
    typed: Sequence[TypedDetail],
    covered: Sequence[int],
    act: str,
) -> Done:
    """Save, and go on: to the next line, or to the tab once nothing is missing."""
    terms, formats = words(request)
    contract = operations.save_details(
        actor=request.actor,
        contract_id=found.pk,
        details=typed,
        expected_version=version_of(request),
        line_ids=covered,
    )
    schedule = breakdown(contract)
    said, warnings = told_after_saving(schedule, formats)
    if act == "submit" and not schedule.missing and contract.subcontractor_schedule_status in OPEN:
        moving.submit_schedule(
            actor=request.actor, contract_id=found.pk, expected_version=contract.version
        )
        return Done(_tab(found), submitted_words(terms))
    if not schedule.missing:
        return Done(_tab(found), said)
    fill = reverse("web:subcontractor_schedule_fill", args=[found.pk])
    one = len(covered) == 1 and len(schedule.parts) > 1
    wanted = f"?line={schedule.missing[0].line.pk}" if one else ""
    if act == "leave":
        return Done(_tab(found), said, list(warnings))
    return Done(f"{fill}{wanted}", said, list(warnings))


def _from_file(request: ActorRequest, found: Contract, schedule: Breakdown) -> HttpResponse:
    """Put the rows of a file into the form; nothing is stored before it is saved."""
    _terms, formats = words(request)
    upload = request.FILES.get("details_file")
    try:
        read = _read(upload, schedule, request)
    except Invalid as refusal:
        covered = covered_lines(request.POST)
        typed = typed_details(request.POST)
        told = [refusal.message]
        return _again(request, found, schedule, typed, [], covered, told=told, status=422)
    name = upload.name if upload is not None else ""
    if not read.is_clean:
        told = [one.message for one in read.problems[:_LISTED]]
        more = len(read.problems) - _LISTED
        if more > 0:
            told.append(f"And {more} more rows.")
        parts = chosen_parts(schedule, request.GET.get("line", ""))
        return _page(
            request, found, schedule, stored_parts(parts, formats),
            told_title=f"Nothing of {name} is taken yet: {len(read.problems)} to correct",
            told=told, status=422,
        )  # fmt: skip
    said = f"{len(read.details)} lines of {name} stand below. Nothing is stored until you save."
    return _again(request, found, schedule, read.details, [], read.line_ids, done=said, status=200)


def _read(upload: UploadedFile | None, schedule: Breakdown, request: ActorRequest) -> ReadDetails:
    if upload is None:
        raise Invalid("Choose the file first.")
    if upload.size is not None and upload.size > LARGEST_FILE:
        raise Invalid("The file is larger than 8 MB. A schedule of 5,000 lines has less than 1 MB.")
    rows = read_schedule(upload.read(), upload.name or "")
    return read_details(rows, schedule, words(request)[1])


def _again(
    request: ActorRequest,
    found: Contract,
    schedule: Breakdown,
    typed: Sequence[TypedDetail],
    problems: Sequence[DetailProblem],
    covered: Sequence[int],
    *,
    status: int,
    told: Sequence[str] = (),
    done: str = "",
) -> HttpResponse:
    """The form as it was typed."""
    _terms, formats = words(request)
    checked = check_details(typed, schedule, formats)
    allocated: dict[int, Decimal] = {}
    for one in checked.details:
        allocated[one.line.pk] = allocated.get(one.line.pk, Decimal("0.00")) + one.amount
    wanted = set(covered)
    parts = [part for part in schedule.parts if part.line.pk in wanted]
    rows = typed_parts(parts, typed, problems, formats, allocated=allocated)
    title = "" if not (told or problems) else "Not saved yet"
    if problems:
        count = len(problems)
        title = "One thing to correct" if count == 1 else f"{count} things to correct"
    return _page(
        request, found, schedule, rows, told_title=title, told=told, done=done, status=status
    )


def _page(
    request: ActorRequest,
    found: Contract,
    schedule: Breakdown,
    parts: Sequence[FormPart],
    *,
    status: int = 200,
    told_title: str = "",
    told: Sequence[str] = (),
    done: str = "",
) -> HttpResponse:
    terms, formats = words(request)
    is_one = len(parts) == 1 and len(schedule.parts) > 1
    here = {part.line.pk for part in parts}
    elsewhere = sum(
        (part.remaining for part in schedule.parts if part.line.pk not in here), Decimal("0.00")
    )
    context: dict[str, Any] = {
        "contract": found,
        "schedule": schedule,
        "schedule_name": terms.subcontractor_schedule,
        "parts": parts,
        "is_one": is_one,
        "others": _others(schedule, parts, found) if is_one else [],
        "elsewhere": elsewhere,
        "remaining": elsewhere + sum((part.remaining for part in parts), Decimal("0.00")),
        "missing": missing_words(schedule, formats),
        "may_submit": found.subcontractor_schedule_status in OPEN,
        "told_title": told_title,
        "told": told,
        "done": done,
        "tab": _tab(found),
    }
    page = shown(request, "contracts/subcontractor_schedule_fill.html", context)
    page.status_code = status
    return page


def _others(
    schedule: Breakdown, parts: Sequence[FormPart], found: Contract
) -> list[dict[str, Any]]:
    """The other lines, to go to without filling this one first."""
    here = {part.line.pk for part in parts}
    fill = reverse("web:subcontractor_schedule_fill", args=[found.pk])
    return [
        {"part": part, "href": f"{fill}?line={part.line.pk}", "is_current": part.line.pk in here}
        for part in schedule.parts
        if part.needs_details
    ]


def _tab(found: Contract) -> str:
    return reverse("web:subcontractor_schedule", args=[found.pk])
