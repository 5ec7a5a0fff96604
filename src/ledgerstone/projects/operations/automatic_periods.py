"""Billing periods that open by themselves, on the day after the last one ends.

The day is that of the project's time zone. What was missed while nothing ran is made up for in
order, each period opened and closed by the next as if nobody had been away. Projects whose setting
says never are left alone. Where a project has no period yet, or its last one ended long before the
setting was switched on, the first is the one that today lies in.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from ledgerstone.access.automation import automation
from ledgerstone.projects.events import PeriodsMoving
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings, Project
from ledgerstone.projects.period_dates import NEVER, PeriodDates, PeriodDays
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Account

from .held_periods import locked_project
from .periods import open_billing_period


def days_of(settings: InvoicingSettings) -> PeriodDays:
    """The days of periods as a project's settings say them."""
    return PeriodDays(
        settings.period_frequency,
        settings.period_start_day,
        settings.period_end_day,
        settings.period_due_day,
        settings.period_start_weekday,
        settings.period_due_weekday,
    )


class Awaiting(NamedTuple):
    """A project whose periods open by themselves, the last day that its periods have, and what its
    settings say of the next."""

    project_id: int
    time_zone: str
    last: dt.date | None
    days: PeriodDays

    @property
    def is_due(self) -> bool:
        """Whether a period is to open by now."""
        return bool(self.opening(clock.today(self.time_zone)))

    def opening(self, until: dt.date) -> list[PeriodDates]:
        """The periods that open by themselves until a day, in order: those missed, and to come."""
        if self.last is not None:
            return list(self.days.until(self.last, until))
        first = self.days.containing(clock.today(self.time_zone))
        return [first, *self.days.until(first.end, until)]


def awaiting(account: Account) -> list[Awaiting]:
    """The projects of an account whose periods open by themselves. One query.

    The account is in context.
    """
    found = (
        InvoicingSettings.objects.filter(account_id=account.pk)
        .exclude(period_frequency=NEVER)
        .annotate(last=Max("project__periods__end"))
        .select_related("project")
        .order_by("project_id")
    )
    return [
        Awaiting(one.project_id, one.project.time_zone, one.last, days_of(one)) for one in found
    ]


def open_due_periods(
    *, account_id: int, project_id: int, skips_missed: bool = False
) -> list[BillingPeriod]:
    """Open what is due on a project whose periods open by themselves; [] where nothing is.

    Asked again, or by another worker at the same time, it finds nothing left to do.
    ``skips_missed`` opens the period of today only, for a setting that was just switched on.
    """
    actor = automation(account_id, project_id)
    with transaction.atomic():
        publish(PeriodsMoving(actor=actor, project_id=project_id))
        project = locked_project(actor, project_id)
        settings = InvoicingSettings.objects.get(account_id=account_id, project_id=project_id)
        if settings.period_frequency == NEVER:
            return []
        waiting = Awaiting(project.pk, project.time_zone, last_day(project), days_of(settings))
        due = waiting.opening(clock.today(project.time_zone))
        return [
            open_billing_period(
                actor=actor,
                project_id=project_id,
                start=one.start,
                end=one.end,
                billing_date=one.billing_date,
                due_date=one.due_date,
            ).period
            for one in (due[-1:] if skips_missed else due)
        ]


def last_day(project: Project) -> dt.date | None:
    """The last day that a period of a project has; None while there is no period."""
    periods = BillingPeriod.objects.filter(account_id=project.account_id, project_id=project.pk)
    found: dt.date | None = periods.aggregate(last=Max("end"))["last"]
    return found
