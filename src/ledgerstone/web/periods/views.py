"""Billing periods: the list, opening the next one, closing and reopening."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.projects import operations, policy, queries
from ledgerstone.projects.due_words import day_end, local_time
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.period_dates import NEVER
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

from .form import PeriodForm, suggested
from .rows import extension_rows, next_by_itself, period_rows


@view
def period_list(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every period of the project with its four dates, latest first, and who has longer."""
    project = enter_project(request, project_id)
    actor = request.actor
    if not policy.may_see_periods(actor, project.pk):
        raise NotThere
    terms, formats = words(request)
    rows = period_rows(actor, project, formats)
    settings = queries.invoicing_settings(actor, project.pk)
    what = f"{terms.claim.plural_capitalised} are made for a period, usually a month. "
    context = {
        "rows": rows,
        "open_row": next((row for row in rows if row.is_open), None),
        "extensions": extension_rows(actor, project, formats) if rows else [],
        "day_end": day_end(formats),
        "local_time": local_time(formats),
        "next": next_by_itself(settings, rows, formats),
        "opens_by_itself": settings.period_frequency != NEVER,
        "empty_text": f"{what}Open the first one to let them begin.",
        "nobody_text": f"{what}An administrator of the project opens the first one.",
        "open_label": f"Open {terms.billing_period.with_article}",
        "may_administer": policy.may_administer(actor, project.pk),
        "may_configure": policy.may_configure(actor, project.pk),
    }
    return render(request, "periods/list.html", context)


@view
def period_new(request: ActorRequest, project_id: int) -> HttpResponse:
    """Open a period; the one that is open closes."""
    project = enter_project(request, project_id)
    if not policy.may_administer(request.actor, project.pk):
        raise NotAllowed("Ask an administrator of the project to open the period.")
    terms, formats = words(request)
    form = PeriodForm(
        request.POST or None,
        initial=_suggested(request, project),
        terms=terms,
        formats=formats,
        local_time=local_time(formats),
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _open(request, project, form))
        if answer is not None:
            return answer
    is_open = queries.open_period(request.actor, project.pk)
    closes = formats.period(is_open.start, is_open.end) if is_open is not None else ""
    context = {"closes": closes}
    return shown(request, "periods/new.html", context, form=form)


def _suggested(request: ActorRequest, project: Project) -> dict[str, Any]:
    """The dates by the project's settings, after the latest period."""
    latest = queries.periods(request.actor, project.pk).order_by("-end", "-id").first()
    settings = queries.invoicing_settings(request.actor, project.pk)
    dates = suggested(latest, settings, clock.today(project.time_zone))
    return dates._asdict()


def _open(request: ActorRequest, project: Project, form: PeriodForm) -> Done:
    opened = operations.open_billing_period(
        actor=request.actor, project_id=project.pk, **form.cleaned_data
    )
    return Done(
        reverse("web:period_list", args=[project.pk]),
        f"{named(opened.period)} is open.",
        list(opened.warnings),
    )


@view
@require_POST
def period_close(request: ActorRequest, period_id: int) -> HttpResponse:
    """Close a period."""
    return _turn(request, period_id, "closed")


@view
@require_POST
def period_reopen(request: ActorRequest, period_id: int) -> HttpResponse:
    """Open a closed period again."""
    return _turn(request, period_id, "open again")


def _turn(request: ActorRequest, period_id: int, what: str) -> HttpResponse:
    turn = operations.close_billing_period if what == "closed" else operations.reopen_billing_period

    def act() -> Done:
        period = turn(actor=request.actor, period_id=period_id)
        return Done(
            reverse("web:period_list", args=[period.project_id]), f"{named(period)} is {what}."
        )

    return act_once(request, act)


def named(period: BillingPeriod) -> str:
    """A period at the beginning of a sentence."""
    _terms, formats = queries.words(period.project)
    return f"The period {formats.period(period.start, period.end)}"
