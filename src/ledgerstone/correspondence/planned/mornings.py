"""Seven in the morning where something is: when planned mails go out. Pure.

Days are counted on the calendar of the place, so that seven stays seven when clocks change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

SEVEN = dt.time(7)
_DAY = dt.timedelta(days=1)


def seven_on(day: dt.date, time_zone: str) -> dt.datetime:
    """The moment at which it is seven on a day somewhere."""
    return dt.datetime.combine(day, SEVEN, ZoneInfo(time_zone))


def mondays(since: dt.datetime, until: dt.datetime, time_zone: str) -> Iterator[dt.date]:
    """The Mondays on which it turns seven after ``since`` and not after ``until``, in order."""
    zone = ZoneInfo(time_zone)
    first = since.astimezone(zone).date()
    day = first + (-first.weekday() % 7) * _DAY
    while (at := seven_on(day, time_zone)) <= until:
        if at > since:
            yield day
        day += 7 * _DAY
