"""When something happened, as short as it can be said on the day on which it is read."""

from __future__ import annotations

import datetime as dt

from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy import clock


def said(formats: Formats, moment: dt.datetime) -> str:
    """The hour of today; the day and hour of this year; else the date in full."""
    day = formats.local(moment).date()
    today = clock.today(formats.time_zone)
    if day == today:
        return formats.time(moment)
    if day.year == today.year:
        return f"{formats.short_day(day)}, {formats.time(moment)}"
    return formats.moment(moment)


def said_briefly(formats: Formats, moment: dt.datetime) -> str:
    """The hour of today; any other day without its hour."""
    day = formats.local(moment).date()
    today = clock.today(formats.time_zone)
    if day == today:
        return formats.time(moment)
    return formats.short_day(day) if day.year == today.year else formats.day(day)
