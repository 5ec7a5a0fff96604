"""What stands on a claim besides its lines: its details, and the assessment of its cover."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ledgerstone.claims import operations, policy, queries
from ledgerstone.claims.allowed import not_allowed
from ledgerstone.claims.fields.fields import Fields, fields_of_claim, refuse_missing
from ledgerstone.claims.models import Claim
from ledgerstone.claims.transitions import Action
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.claims.assessing.assessment_form import AssessmentForm, asks_release
from ledgerstone.web.claims.crumbs import tool_of
from ledgerstone.web.claims.records import fields_form
from ledgerstone.web.claims.records.header_form import HeaderForm, written
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


@view
def claim_header(request: ActorRequest, claim_id: int) -> HttpResponse:
    """What the claim says besides its figures: its number, type, comments, a release."""
    found = _entered(request, claim_id)
    terms, formats = words(request)
    _refuse_unless(request, found, Action.EDIT_CLAIMED)
    if not policy.may_edit_claimed(request.actor, found):
        return HttpResponseRedirect(reverse("web:claim", args=[found.pk]))
    fields = fields_of_claim(found)
    form = _header_form(request, found, terms, formats)
    fields_form.arrange(form, found, fields, terms, may_change_dates=form.may_change_terms)
    if request.method != "POST":
        show_missing(request, form, found, terms)
    else:
        answer = submit(request, form, lambda: _change_header(request, found, form, fields))
        if answer is not None:
            return answer
    missing = request.method == "GET" and "missing" in request.GET
    context = {"claim": found, "missing": missing, **fields_form.shown(form, fields)}
    return shown(request, "claims/header.html", context, form=form)


def _header_form(request: ActorRequest, found: Claim, terms: Terms, formats: Formats) -> HeaderForm:
    may = policy.may_change_terms(request.actor, found)
    project_id = found.contract.project_id
    periods = list(projects.periods(request.actor, project_id)) if may else []
    planned = queries.planned_releases(found)
    if request.method != "POST":
        return HeaderForm.of(found, terms, formats, planned, periods, may_change_terms=may)
    return HeaderForm(
        request.POST,
        claim=found,
        terms=terms,
        formats=formats,
        planned=planned,
        periods=periods,
        may_change_terms=may,
    )


@view
def claim_assessment(request: ActorRequest, claim_id: int) -> HttpResponse:
    """What is accepted of the release that the claim asks for, and why the cover is reduced."""
    found = _entered(request, claim_id)
    terms, formats = words(request)
    _refuse_unless(request, found, Action.EDIT_ASSESSED)
    if not policy.may_edit_assessed(request.actor, found):
        return HttpResponseRedirect(reverse("web:claim", args=[found.pk]))
    if request.method != "POST":
        form = AssessmentForm.of(found, terms, formats)
    else:
        form = AssessmentForm(
            request.POST, terms=terms, formats=formats, asks_release=asks_release(found)
        )
        answer = submit(request, form, lambda: _change_assessment(request, found, form))
        if answer is not None:
            return answer
    asked = written(found.release_share, found.release_amount, formats)
    context = {
        "claim": found,
        "asked": asked,
        "event": found.release_event,
        "deductions": list(found.deductions.order_by("position")),
    }
    return shown(request, "claims/assessment.html", context, form=form)


def _refuse_unless(request: ActorRequest, found: Claim, action: Action) -> None:
    """Who has the right but not the state goes back to the claim; who has no right is told."""
    if not policy.is_entitled(request.actor, found, action):
        raise not_allowed(request.actor, found.contract)


def _entered(request: ActorRequest, claim_id: int) -> Claim:
    found = queries.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    return found


def show_missing(request: ActorRequest, form: HeaderForm, found: Claim, terms: Terms) -> None:
    """Mark what keeps the claim from being handed in, where that led here."""
    if "missing" not in request.GET:
        return
    try:
        refuse_missing(found, terms)
    except Invalid as refusal:
        for name, sentence in refusal.fields.items():
            form.errors[name] = form.error_class([sentence])


def _change_header(request: ActorRequest, found: Claim, form: HeaderForm, fields: Fields) -> Done:
    changed = operations.change_header(
        actor=request.actor,
        claim_id=found.pk,
        expected_version=_version(request),
        **form.changes(),
        **fields_form.changes(form, fields),
    )
    return Done(reverse("web:claim", args=[changed.pk]), "The details are saved.")


def _change_assessment(request: ActorRequest, found: Claim, form: AssessmentForm) -> Done:
    changed = operations.change_assessment(
        actor=request.actor,
        claim_id=found.pk,
        expected_version=_version(request),
        **form.changes(),
    )
    return Done(reverse("web:claim", args=[changed.pk]), "The assessment of the cover is saved.")


def _version(request: ActorRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if is_whole(version) else 0
