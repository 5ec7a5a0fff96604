"""Changing the dates of a billing period, giving everybody longer, and deleting one."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ledgerstone.projects import events
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.period_dates import PeriodDates
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, Stale, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import optional

from .held_periods import check_dates, doubts, project_and_period
from .periods import OpenedPeriod, same_dates

LONGEST_REASON = 300
_CALLED = {
    "start": "first day",
    "end": "last day",
    "billing_date": "billing date",
    "due_date": "due date",
}


def dates_of(period: BillingPeriod) -> PeriodDates:
    """The four dates of a period."""
    return PeriodDates(period.start, period.end, period.billing_date, period.due_date)


def change_billing_period(
    *,
    actor: Actor,
    period_id: int,
    start: dt.date,
    end: dt.date,
    due_date: dt.date,
    billing_date: dt.date | None = None,
    since: PeriodDates | None = None,
) -> OpenedPeriod:
    """Give a period other dates; claims that were made for it keep their own.

    Exactly the dates of another period are refused; overlapping ones are warned about. The
    billing date is the end, unless one is given. ``since`` are the dates that the person saw.
    """
    check_dates(start, end, due_date)
    with transaction.atomic():
        period, formats = project_and_period(actor, period_id)
        before = dates_of(period)
        _refuse_stale(before, since, formats)
        called = formats.period(before.start, before.end)
        after = PeriodDates(start, end, end if billing_date is None else billing_date, due_date)
        changed = [name for name in _CALLED if getattr(before, name) != getattr(after, name)]
        for name in changed:
            setattr(period, name, getattr(after, name))
        warnings = doubts(period, formats)
        if changed:
            taken = f"{same_dates(period, formats)} Give other dates."
            with refused_at(projects_billingperiod_dates_once=("start", taken)):
                period.save(update_fields=changed)
            said = ", ".join(_said(name, getattr(after, name), formats, "") for name in changed)
            publish(
                events.PeriodChanged(
                    actor=actor,
                    project_id=period.project_id,
                    period_id=period.pk,
                    changes={
                        name: [getattr(before, name).isoformat(), getattr(after, name).isoformat()]
                        for name in changed
                    },
                    summary=f"changed the period {called}: {said}",
                )
            )
    return OpenedPeriod(period, warnings)


def extend_billing_period(
    *, actor: Actor, period_id: int, due_date: dt.date, reason: str = ""
) -> BillingPeriod:
    """Give everybody longer: a later due date of the period that is open."""
    with transaction.atomic():
        period, formats = project_and_period(actor, period_id)
        refuse_extension(period, due_date, period.due_date, formats)
        kept = extension_reason(reason)
        before, period.due_date = period.due_date, due_date
        period.save(update_fields=["due_date"])
        why = f": {kept}" if kept else ""
        publish(
            events.PeriodExtended(
                actor=actor,
                project_id=period.project_id,
                period_id=period.pk,
                before=before.isoformat(),
                due_date=due_date.isoformat(),
                reason=kept,
                summary=f"extended the due date of the period "
                f"{formats.period(period.start, period.end)} for all to "
                f"{formats.day(due_date)}{why}",
            )
        )
    return period


def refuse_extension(
    period: BillingPeriod, due_date: dt.date, now: dt.date, formats: Formats
) -> None:
    """Refuse an extension that gives nobody longer; ``now`` is the due date that it moves."""
    if period.status != BillingPeriod.OPEN:
        raise WrongState(
            f"The period {formats.period(period.start, period.end)} is closed. Reopen it first; "
            "then its due date can be extended."
        )
    if due_date <= now:
        sentence = f"It is due on {formats.day(now)} now. Give a later day."
        raise Invalid(sentence, fields={"due_date": sentence})


def extension_reason(text: str) -> str:
    """The reason of an extension as it is kept; it may be empty."""
    return optional(text, field="reason", what="the reason", longest=LONGEST_REASON)


def delete_billing_period(*, actor: Actor, period_id: int) -> None:
    """Delete a period that nothing was done for. Rooms above say what keeps it."""
    with transaction.atomic():
        period, formats = project_and_period(actor, period_id)
        named = formats.period(period.start, period.end)
        leaving = events.PeriodLeaving(
            actor=actor,
            project_id=period.project_id,
            period_id=period.pk,
            summary=f"deleted the period {named}",
        )
        publish(leaving)
        period.delete()


def _refuse_stale(now: PeriodDates, since: PeriodDates | None, formats: Formats) -> None:
    if since is None or since == now:
        return
    raise Stale(
        "Somebody changed this period meanwhile.",
        changes=tuple(
            f"The {_said(name, getattr(now, name), formats)} now."
            for name in _CALLED
            if getattr(now, name) != getattr(since, name)
        ),
    )


def _said(name: str, value: dt.date, formats: Formats, verb: str = "is ") -> str:
    return f"{_CALLED[name]} {verb}{formats.day(value)}"
