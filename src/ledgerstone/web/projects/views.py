"""Projects: the list, a new one, and the first page of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.models import HEAD_CONTRACT, SUBCONTRACT
from ledgerstone.projects import operations, policy
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.periods.due import days_sentence
from ledgerstone.web.portfolio.who import is_certifier
from ledgerstone.web.projects.form import ProjectForm
from ledgerstone.web.projects.overview import project_overview, project_rows
from ledgerstone.web.projects.places import USUAL, time_zones
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


@view
def project_list(request: ActorRequest) -> HttpResponse:
    """The projects that the person is on."""
    rows = project_rows(request.actor)
    context = {"rows": rows, "may_create": policy.may_create(request.actor)}
    return render(request, "projects/list.html", context)


@view
def project_new(request: ActorRequest) -> HttpResponse:
    """Set up a project."""
    if not policy.may_create(request.actor):
        raise NotAllowed("Ask an administrator of the account to set up the project.")
    form = ProjectForm(
        request.POST or None,
        initial=_usual(request),
        terms=catalogue(DEFAULT_TERMINOLOGY),
        formats=Formats(locale=DEFAULT_TERMINOLOGY, currency="AUD"),
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _create(request, form))
        if answer is not None:
            return answer
    return shown(request, "projects/new.html", {}, form=form)


def _usual(request: ActorRequest) -> dict[str, Any]:
    """What goes with the region that was asked for; else with the account, by its time zone."""
    asked = request.GET.get("region", "")
    known = asked if asked in USUAL else DEFAULT_TERMINOLOGY
    usual = USUAL[known]
    own = request.account.time_zone
    offered = {zone for _area, zones in time_zones() for zone, _city in zones} - {"UTC"}
    return {
        "terminology": known,
        "currency": usual.currency,
        "paper": usual.paper,
        "time_zone": own if own in offered and known != asked else usual.time_zone,
    }


def _create(request: ActorRequest, form: ProjectForm) -> Done:
    project = operations.create_project(actor=request.actor, **form.cleaned_data)
    return Done(reverse("web:project_home", args=[project.pk]), f"{project.name} is set up.")


@view
def project_home(request: ActorRequest, project_id: int) -> HttpResponse:
    """The open period, what to do next, and the project's contracts in short."""
    project = enter_project(request, project_id)
    overview = project_overview(request.actor, project)
    position = overview.position
    context = {
        "overview": overview,
        "period_name": words(request)[1].period(position.period.start, position.period.end)
        if position is not None
        else "",
        "due_in": days_sentence(position.days_left) if position is not None else "",
        "may_administer": policy.may_administer(request.actor, project.pk),
        "certifies": not overview.acts and is_certifier(request.actor),
        **_seen(request.actor, project.pk),
    }
    return render(request, "projects/home.html", context)


def _seen(actor: Actor, project_id: int) -> dict[str, bool]:
    """Which tools of the project the person sees, and so their parts of its first page."""
    return {
        "sees_claims_tool": policy.may_see_claims_tool(actor, project_id),
        "sees_periods": policy.may_see_periods(actor, project_id),
        "sees_heads": contracts.may_see_tool(actor, project_id, HEAD_CONTRACT),
        "sees_commitments": contracts.may_see_tool(actor, project_id, SUBCONTRACT),
    }
