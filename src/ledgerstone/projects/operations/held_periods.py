"""What an act on billing periods begins with: project and period held, dates in order."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Q

from ledgerstone.projects import queries
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotThere

from .allowed import refuse_unless_period_manager

# Whoever types a wrong year is told; three months may be meant.
_USUAL_DAYS = 92


def locked_project(actor: Actor, project_id: int) -> Project:
    """The project, held so that its periods change one after the other."""
    project = queries.visible_to(actor).select_for_update(no_key=True).filter(pk=project_id).first()
    if project is None:
        raise NotThere
    return project


def locked_period(actor: Actor, period_id: int) -> BillingPeriod:
    """The period, held FOR UPDATE: a claim that is being started in it is waited for."""
    found = queries.get_period(actor, period_id)
    refuse_unless_period_manager(actor, found.project_id)
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT status, start, "end", billing_date, due_date FROM projects_billingperiod'
            " WHERE account_id = %s AND id = %s FOR UPDATE",
            [actor.account_id, period_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotThere
    found.status, found.start, found.end, found.billing_date, found.due_date = row
    return found


def project_and_period(actor: Actor, period_id: int) -> tuple[BillingPeriod, Formats]:
    """The period with its project held first, and how the project writes dates."""
    found = queries.get_period(actor, period_id)
    refuse_unless_period_manager(actor, found.project_id)
    project = locked_project(actor, found.project_id)
    _terms, formats = queries.words(project)
    return locked_period(actor, period_id), formats


def doubts(period: BillingPeriod, formats: Formats) -> tuple[str, ...]:
    """What may not be meant: more days than a quarter has, and each period that shares some."""
    days = (period.end - period.start).days + 1
    span = formats.period(period.start, period.end)
    long = (f"The period {span} has {days} days. Change its dates if that is not meant.",)
    return (long if days > _USUAL_DAYS else ()) + _overlaps(period, formats)


def _overlaps(period: BillingPeriod, formats: Formats) -> tuple[str, ...]:
    """A sentence for each other period that shares days with this one."""
    shared = BillingPeriod.objects.filter(
        Q(start__lte=period.end, end__gte=period.start)
        & ~Q(start=period.start, end=period.end)
        & ~Q(pk=period.pk),
        account_id=period.account_id,
        project_id=period.project_id,
    )
    return tuple(
        f"It shares days with the period {formats.period(other.start, other.end)}."
        for other in shared.order_by("-start", "-end", "-id")
    )


def check_dates(start: dt.date, end: dt.date, due_date: dt.date) -> None:
    """Refuse dates that no period can have, each at its field."""
    problems = {}
    if end < start:
        problems["end"] = "A period ends on or after the day on which it starts."
    if due_date < start:
        problems["due_date"] = "The due date is on or after the first day of the period."
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
