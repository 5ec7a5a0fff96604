"""Billing periods: the list, opening the next one, closing and reopening."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.projects import operations, policy, queries
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.periods.form import PeriodForm, next_month
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view


@view
def period_list(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every period of the project, latest first."""
    project = enter_project(request, project_id)
    if not policy.may_see_periods(request.actor, project.pk):
        raise NotThere
    terms, formats = words(request)
    periods = queries.periods(request.actor, project.pk).annotate(
        claim_count=Count("claims", filter=~Q(claims__status="withdrawn"))
    )
    context = {
        "rows": [(period, formats.period(period.start, period.end)) for period in periods],
        "empty_text": f"{terms.claim.plural_capitalised} are made for a period, usually a month. "
        "Open the first one to let them begin.",
        "nobody_text": f"{terms.claim.plural_capitalised} are made for a period, usually a month. "
        "An administrator of the project opens the first one.",
        "open_label": f"Open {terms.billing_period.with_article}",
        "today": clock.today(project.time_zone),
        "may_administer": policy.may_administer(request.actor, project.pk),
    }
    return render(request, "periods/list.html", context)


@view
def period_new(request: ActorRequest, project_id: int) -> HttpResponse:
    """Open a period; the one that is open closes."""
    project = enter_project(request, project_id)
    if not policy.may_administer(request.actor, project.pk):
        raise NotAllowed("Ask an administrator of the project to open the period.")
    terms, formats = words(request)
    latest = queries.periods(request.actor, project.pk).first()
    dates = next_month(latest, clock.today(project.time_zone))
    form = PeriodForm(request.POST or None, initial=dates, terms=terms, formats=formats)
    if request.method == "POST":
        answer = submit(request, form, lambda: _open(request, project, form))
        if answer is not None:
            return answer
    is_open = queries.open_period(request.actor, project.pk)
    closes = formats.period(is_open.start, is_open.end) if is_open is not None else ""
    context = {"closes": closes}
    return shown(request, "periods/new.html", context, form=form)


def _open(request: ActorRequest, project: Project, form: PeriodForm) -> Done:
    opened = operations.open_billing_period(
        actor=request.actor, project_id=project.pk, **form.cleaned_data
    )
    return Done(
        reverse("web:period_list", args=[project.pk]),
        f"{_name(opened.period)} is open.",
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
            reverse("web:period_list", args=[period.project_id]), f"{_name(period)} is {what}."
        )

    return act_once(request, act)


def _name(period: BillingPeriod) -> str:
    _terms, formats = queries.words(period.project)
    return f"The period {formats.period(period.start, period.end)}"
