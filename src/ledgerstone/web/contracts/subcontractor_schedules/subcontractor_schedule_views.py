"""The tab of the subcontractor's schedule, and what is done with a button on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import subcontractor_schedule as filling
from ledgerstone.contracts.operations import subcontractor_schedule_status as moving
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule import breakdown
from ledgerstone.correspondence.commitments import request_schedule, why_not_requested
from ledgerstone.documents.spreadsheets.subcontractor_schedule_files import details_template_xlsx
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.contracts.subcontractor_schedules.subcontractor_schedule_page import (
    STATUS_CHOICES,
    missing_words,
    standing,
)
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.forms import DayField, RegionalForm, lines_field
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

# With more rows than these, notes are taken on the lines and not on every detail.
_MOST_NOTES = 400
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AskForm(RegionalForm):
    """What the subcontractor is told when asked to break the schedule down."""

    by = DayField(label="By", required=False)
    text = lines_field("Message", rows=2, required=False)


def enter_schedule(request: ActorRequest, contract_id: int) -> Contract:
    """A contract with a subcontractor's schedule; NotThere where it has none."""
    found = enter_contract(request, contract_id)
    if not found.has_subcontractor_schedule:
        raise NotThere
    return found


@view
@require_safe
def subcontractor_schedule(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Each agreed line with its details, what is left to allocate, and what is billed."""
    found = enter_schedule(request, contract_id)
    terms, formats = words(request)
    context = contract_frame(request, found, "subcontractor_schedule")
    if not context["sees_schedule"]:
        return shown(request, "contracts/unseen.html", context)
    schedule = breakdown(found)
    where = standing(request.actor, found, schedule, terms)
    context |= {
        "schedule": schedule,
        "standing": where,
        "missing": missing_words(schedule, formats) if where.may_fill else "",
        "notes_on_details": len(schedule.parts) + schedule.detail_count <= _MOST_NOTES,
        "schedule_statuses": STATUS_CHOICES,
        "schedule_name": terms.subcontractor_schedule,
        "wholes": sum(1 for part in schedule.parts if part.needs_details and not part.details),
        **_said(terms),
    }
    if where.may_review and schedule.parts and not why_not_requested(found, terms):
        context["ask"] = AskForm(terms=terms, formats=formats, prefix="ask")
    return shown(request, "contracts/subcontractor_schedule.html", context)


def _said(terms: Terms) -> dict[str, str]:
    return {
        "no_lines_title": f"No {terms.schedule_of_values} yet",
        "no_lines_text": f"The {terms.subcontractor} breaks down its lines here once an "
        "administrator of the project has entered them.",
    }


@view
@require_safe
def subcontractor_schedule_template(request: ActorRequest, contract_id: int) -> HttpResponse:
    """A workbook with the agreed lines, to break them down in."""
    found = enter_schedule(request, contract_id)
    schedule = breakdown(found)
    if not contract_frame(request, found, "subcontractor_schedule")["sees_schedule"]:
        raise NotThere
    answer = HttpResponse(details_template_xlsx(schedule), content_type=_XLSX)
    answer["Content-Disposition"] = 'attachment; filename="Breakdown.xlsx"'
    return answer


@view
@require_POST
def subcontractor_schedule_act(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Submit, return, approve, take lines as they are, or set the status."""
    found = enter_schedule(request, contract_id)
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Invalid("Choose what to do with a button of the page.")
    try:
        return act_once(request, lambda: act(request, found))
    except Invalid as refusal:
        # Its sentence names the lines already; they have no fields here.
        raise Invalid(refusal.message) from refusal


def version_of(request: ActorRequest) -> int:
    """The version of the contract that the page showed."""
    version = request.POST.get("version", "")
    if not is_whole(version):
        raise Invalid("Reload the page and try again.")
    return int(version)


def _given(request: ActorRequest, found: Contract) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "contract_id": found.pk,
        "expected_version": version_of(request),
    }


def _done(found: Contract, said: str) -> Done:
    return Done(reverse("web:subcontractor_schedule", args=[found.pk]), said)


def _submit(request: ActorRequest, found: Contract) -> Done:
    moving.submit_schedule(**_given(request, found))
    return _done(found, submitted_words(words(request)[0]))


def submitted_words(terms: Terms) -> str:
    """What whoever submitted it reads."""
    return f"The {terms.subcontractor_schedule} is submitted. You see here what comes of it."


def _approve(request: ActorRequest, found: Contract) -> Done:
    terms, _formats = words(request)
    moving.approve_schedule(**_given(request, found))
    said = f"Approved. {terms.claim.plural_capitalised} list its lines from now on."
    return _done(found, said)


def _return(request: ActorRequest, found: Contract) -> Done:
    moving.return_schedule(
        **_given(request, found), reason=request.POST.get("reason", ""), notes=_notes(request)
    )
    return _done(found, f"Returned to {found.company.name} with your notes.")


def _take(request: ActorRequest, found: Contract) -> Done:
    filling.one_detail_each(**_given(request, found))
    return _done(found, "Each line that was not broken down is taken as it is.")


def _ask(request: ActorRequest, found: Contract) -> Done:
    terms, formats = words(request)
    form = AskForm(request.POST, terms=terms, formats=formats, prefix="ask")
    if not form.is_valid():
        raise Invalid(" ".join(str(one) for errors in form.errors.values() for one in errors))
    request_schedule(actor=request.actor, contract_id=found.pk, **form.cleaned_data)
    return _done(found, f"{found.company.name} is asked for it by e-mail.")


def _set(request: ActorRequest, found: Contract) -> Done:
    status = request.POST.get("status", "")
    changed = moving.set_schedule_status(
        **_given(request, found), status=status, reason=request.POST.get("reason", "")
    )
    word = dict(STATUS_CHOICES)[changed.subcontractor_schedule_status]
    return _done(found, f"The status is “{word}”.")


_ACTS: Mapping[str, Callable[[ActorRequest, Contract], Done]] = {
    "submit": _submit,
    "approve": _approve,
    "return": _return,
    "take": _take,
    "ask": _ask,
    "set": _set,
}


def _notes(request: ActorRequest) -> dict[int, str]:
    """Notes by the ids of the lines that they stand on."""
    return {
        int(name.removeprefix("note-")): text
        for name, text in request.POST.items()
        if is_whole(name.removeprefix("note-")) and isinstance(text, str) and text.strip()
    }
