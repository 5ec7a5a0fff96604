"""Changing one billing period: its dates, a later due date, and deleting it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ledgerstone.claims.hearing.keeping_periods import why_used
from ledgerstone.claims.operations.extensions import extend_due_date, remove_extension
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.models import CLAIMABLE_STATUSES, Contract
from ledgerstone.projects import operations, policy, queries
from ledgerstone.projects.due_words import due_until, local_time
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.period_dates import NEVER, PeriodDates
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

from .form import ALL, ExtensionForm, PeriodForm
from .rows import row_of
from .views import named


@view
@require_http_methods(["GET", "POST"])
def period_edit(request: ActorRequest, period_id: int) -> HttpResponse:
    """The four dates of a period, and deleting it while nothing was done for it."""
    period = _enter(request, period_id)
    terms, formats = words(request)
    dates = operations.dates_of(period)
    form = PeriodForm(
        request.POST if request.method == "POST" else None,
        initial=dates._asdict(),
        terms=terms,
        formats=formats,
        local_time=local_time(formats),
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _change(request, period, form))
        if answer is not None:
            return answer
        period = queries.get_period(request.actor, period_id)
        dates = operations.dates_of(period)
    context = _page(request, period) | {
        "since": ",".join(day.isoformat() for day in dates),
        "why_kept": why_used(period),
    }
    return shown(request, "periods/edit.html", context, form=form)


def _change(request: ActorRequest, period: BillingPeriod, form: PeriodForm) -> Done:
    changed = operations.change_billing_period(
        actor=request.actor,
        period_id=period.pk,
        since=_since(request.POST.get("since", "")),
        **form.cleaned_data,
    )
    return Done(
        _list(period), f"{named(changed.period)} has its new dates.", list(changed.warnings)
    )


def _since(text: str) -> PeriodDates | None:
    """The dates that the page showed; None where it does not say."""
    try:
        start, end, billing_date, due_date = map(dt.date.fromisoformat, text.split(","))
    except ValueError:
        return None
    return PeriodDates(start, end, billing_date, due_date)


@view
@require_http_methods(["GET", "POST"])
def period_extend(request: ActorRequest, period_id: int) -> HttpResponse:
    """A later due date, for all or for one commitment."""
    period = _enter(request, period_id)
    terms, formats = words(request)
    asked = request.GET.get("contract", "")
    form = ExtensionForm(
        request.POST if request.method == "POST" else None,
        initial={"contract": asked if is_whole(asked) else ALL},
        terms=terms,
        formats=formats,
        commitments=_commitments(request, period),
        local_time=local_time(formats),
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _extend(request, period, form))
        if answer is not None:
            return answer
    return shown(request, "periods/extend.html", _page(request, period), form=form)


def _commitments(request: ActorRequest, period: BillingPeriod) -> list[Contract]:
    """The commitments that somebody could claim on."""
    found = contracts.visible_to(request.actor).filter(
        project_id=period.project_id,
        kind__in=contracts.COMMITMENTS,
        status__in=CLAIMABLE_STATUSES,
        claims_enabled=True,
    )
    return list(found.order_by("number", "id"))


def _extend(request: ActorRequest, period: BillingPeriod, form: ExtensionForm) -> Done:
    extended = extend_due_date(
        actor=request.actor,
        period_id=period.pk,
        due_date=form.cleaned_data["due_date"],
        contract_id=form.contract_id,
        reason=form.cleaned_data["reason"],
    )
    terms, formats = words(request)
    claims = terms.claim_short.plural_capitalised
    if extended.extension is not None:
        claims = f"{claims} on {extended.extension.contract.number}"
    due = due_until(extended.due_date, formats)
    return Done(_list(period), f"{claims} are due {due}.")


@view
@require_POST
def extension_remove(request: ActorRequest, period_id: int, extension_id: int) -> HttpResponse:
    """Have one commitment's claims due with the others again."""
    period = _enter(request, period_id)

    def act() -> Done:
        remove_extension(actor=request.actor, period_id=period.pk, extension_id=extension_id)
        return Done(_list(period), "The extension is taken back.")

    return act_once(request, act)


@view
@require_POST
def period_delete(request: ActorRequest, period_id: int) -> HttpResponse:
    """Delete a period that nothing was done for."""
    period = _enter(request, period_id)
    settings = queries.invoicing_settings(request.actor, period.project_id)

    def act() -> Done:
        operations.delete_billing_period(actor=request.actor, period_id=period.pk)
        again = (
            "Periods open by themselves here: one that has today in it is made again. Switch that "
            "off in the settings if you do not want it."
        )
        warnings = [] if settings.period_frequency == NEVER else [again]
        return Done(_list(period), f"{named(period)} is deleted.", warnings)

    return act_once(request, act)


def _enter(request: ActorRequest, period_id: int) -> BillingPeriod:
    """The period of a page, for who may change it."""
    period = queries.get_period(request.actor, period_id)
    enter(request, period.project)
    if not policy.may_administer(request.actor, period.project_id):
        raise NotAllowed("Ask an administrator of the project to change the period.")
    return period


def _page(request: ActorRequest, period: BillingPeriod) -> dict[str, Any]:
    _terms, formats = words(request)
    today = clock.today(period.project.time_zone)
    return {"row": row_of(period, formats, today)}


def _list(period: BillingPeriod) -> str:
    return reverse("web:period_list", args=[period.project_id])
