"""Billing periods of the past, for claims that were made elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ledgerstone.projects import events, queries
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.events import publish

from .allowed import refuse_unless_period_manager

Dates = tuple[dt.date, dt.date]


def past_periods(
    *, actor: Actor, project_id: int, dates: Iterable[Dates]
) -> dict[Dates, BillingPeriod]:
    """The periods of a project with exactly these dates; what it lacks is made, closed.

    Inside the caller's transaction. Billing and due date of what is made are its end.
    """
    wanted = list(dict.fromkeys(dates))
    found = _of_dates(actor, project_id, wanted)
    missing = [one for one in wanted if one not in found]
    if not missing:
        return found
    refuse_unless_period_manager(actor, project_id)
    insert_rows(
        BillingPeriod,
        [
            {
                "account_id": actor.account_id,
                "project_id": project_id,
                "start": start,
                "end": end,
                "billing_date": end,
                "due_date": end,
                "status": BillingPeriod.CLOSED,
            }
            for start, end in missing
        ],
    )
    made = _of_dates(actor, project_id, missing)
    project = queries.get_project(actor, project_id)
    _terms, formats = queries.words(project)
    for (start, end), period in made.items():
        publish(
            events.PeriodClosed(
                actor=actor,
                project_id=project_id,
                period_id=period.pk,
                summary=f"entered the closed period {formats.period(start, end)}",
            )
        )
    return found | made


def _of_dates(actor: Actor, project_id: int, dates: list[Dates]) -> dict[Dates, BillingPeriod]:
    wanted = set(dates)
    periods = BillingPeriod.objects.filter(account_id=actor.account_id, project_id=project_id)
    return {
        (one.start, one.end): one
        for one in periods.select_related("project")
        if (one.start, one.end) in wanted
    }
