"""When contacts who were invited to claim are reminded. Pure: dates, a clock reading and a zone.

The first reminder comes one interval after the invitation, then one every interval until the due
date, its day included; each at seven in the morning where the project is built. Days are counted
on the calendar there, so that seven stays seven when clocks change. A morning on which nobody was
there to send is made up for once, at any later hour past seven, however many were missed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SEVEN = dt.time(7)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the reminders of one invitation go by. ``due`` is the due date of its contract."""

    invited_at: dt.datetime
    reminded_at: dt.datetime | None
    due: dt.date
    every: int  # days
    time_zone: str


def day_to_remind_for(schedule: Schedule, now: dt.datetime) -> dt.date | None:
    """The day whose reminder goes out now; None where none does.

    Whoever was reminded on that day or since, by whomever, is not reminded for it.
    """
    zone = ZoneInfo(schedule.time_zone)
    local = now.astimezone(zone)
    if local.time() < SEVEN or local.date() > schedule.due:
        return None
    invited = schedule.invited_at.astimezone(zone).date()
    rounds = (local.date() - invited).days // schedule.every
    if rounds < 1:
        return None
    latest = invited + dt.timedelta(days=rounds * schedule.every)
    reminded = schedule.reminded_at
    if reminded is not None and reminded.astimezone(zone).date() >= latest:
        return None
    return latest


def mornings(schedule: Schedule, now: dt.datetime) -> Iterator[dt.date]:
    """The days of the reminders that are still to go, in order: today where one goes now or later.

    As things stand: as if each goes on its morning, and nobody reminds by hand.
    """
    zone = ZoneInfo(schedule.time_zone)
    today = now.astimezone(zone).date()
    seven = dt.datetime.combine(today, SEVEN, zone)
    if day_to_remind_for(schedule, max(now, seven)) is not None:
        yield today
    day, interval = schedule.invited_at.astimezone(zone).date(), dt.timedelta(days=schedule.every)
    while (day := day + interval) <= schedule.due:
        if day > today:
            yield day


def next_reminder(schedule: Schedule, now: dt.datetime) -> dt.date | None:
    """The day on which the next reminder is planned, today included; None where none is."""
    return next(mornings(schedule, now), None)
