"""Billing periods: one is open at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from ledgerstone.projects import events, queries
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState
from ledgerstone.tenancy.taken import refused_at

from .allowed import refuse_unless_period_manager
from .held_periods import check_dates, doubts, locked_period, locked_project


@dataclass(frozen=True, slots=True)
class OpenedPeriod:
    """A billing period that was opened, and what a careful person would look at."""

    period: BillingPeriod
    warnings: tuple[str, ...] = ()


def open_billing_period(
    *,
    actor: Actor,
    project_id: int,
    start: dt.date,
    end: dt.date,
    due_date: dt.date,
    billing_date: dt.date | None = None,
) -> OpenedPeriod:
    """Make a period and open it; the one that was open is closed.

    Exactly the dates of another period are refused; overlapping ones are warned about. The
    billing date is the end, unless one is given.
    """
    refuse_unless_period_manager(actor, project_id)
    check_dates(start, end, due_date)
    with transaction.atomic():
        publish(events.PeriodsMoving(actor=actor, project_id=project_id))
        project = locked_project(actor, project_id)
        _terms, formats = queries.words(project)
        for before in _locked_periods(actor, project_id, status=BillingPeriod.OPEN):
            _set_status(actor, before, BillingPeriod.CLOSED, formats)
        period = BillingPeriod(
            account_id=actor.account_id,
            project=project,
            start=start,
            end=end,
            due_date=due_date,
            billing_date=end if billing_date is None else billing_date,
        )
        warnings = doubts(period, formats)
        taken = f"{same_dates(period, formats)} Open that one, or give other dates."
        with refused_at(projects_billingperiod_dates_once=("start", taken)):
            period.save(force_insert=True)
        publish(
            events.PeriodOpened(
                actor=actor,
                project_id=project_id,
                period_id=period.pk,
                summary=f"opened the period {formats.period(start, end)}",
            )
        )
    return OpenedPeriod(period, warnings)


def same_dates(period: BillingPeriod, formats: Formats) -> str:
    """That another period has exactly these dates."""
    return f"There is a period from {formats.period(period.start, period.end)} already."


def close_billing_period(*, actor: Actor, period_id: int) -> BillingPeriod:
    """Close a period: nothing new is started in it."""
    with transaction.atomic():
        found = queries.get_period(actor, period_id)
        refuse_unless_period_manager(actor, found.project_id)
        publish(events.PeriodsMoving(actor=actor, project_id=found.project_id))
        period = locked_period(actor, period_id)
        _terms, formats = queries.words(period.project)
        if period.status == BillingPeriod.CLOSED:
            raise WrongState(
                f"The period {formats.period(period.start, period.end)} is closed already."
            )
        _set_status(actor, period, BillingPeriod.CLOSED, formats)
    return period


def reopen_billing_period(*, actor: Actor, period_id: int) -> BillingPeriod:
    """Open a closed period again, where no other is open."""
    with transaction.atomic():
        found = queries.get_period(actor, period_id)
        refuse_unless_period_manager(actor, found.project_id)
        project = locked_project(actor, found.project_id)
        _terms, formats = queries.words(project)
        period = locked_period(actor, period_id)
        if period.status == BillingPeriod.OPEN:
            raise WrongState(
                f"The period {formats.period(period.start, period.end)} is open already."
            )
        other = queries.open_period(actor, project.pk)
        if other is not None:
            raise WrongState(
                f"The period {formats.period(other.start, other.end)} is open. "
                "Close it first; one period is open at a time."
            )
        _set_status(actor, period, BillingPeriod.OPEN, formats)
    return period


def _locked_periods(actor: Actor, project_id: int, *, status: str) -> list[BillingPeriod]:
    return list(
        queries.periods(actor, project_id).select_for_update(of=("self",)).filter(status=status)
    )


def _set_status(actor: Actor, period: BillingPeriod, status: str, formats: Formats) -> None:
    period.status = status
    period.save(update_fields=["status"])
    is_open = status == BillingPeriod.OPEN
    kind = events.PeriodReopened if is_open else events.PeriodClosed
    verb = "reopened" if is_open else "closed"
    publish(
        kind(
            actor=actor,
            project_id=period.project_id,
            period_id=period.pk,
            summary=f"{verb} the period {formats.period(period.start, period.end)}",
        )
    )
