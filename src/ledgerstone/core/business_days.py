"""Counts business days: the day from which one counts is left out, closed days are passed over.

Pure over the days that are closed; which those are, a calendar outside says. The rules follow the
usual wording of payment laws, "within 10 business days after the claim is served".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Days of every year that are none of business, as (month, day) from first to last.

    A shutdown may pass over New Year: ``Shutdown((12, 22), (1, 10))``.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: dt.date) -> bool:
        """Whether a day falls in it."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


def is_business_day(
    day: dt.date, is_holiday: Callable[[dt.date], bool], shutdown: Shutdown | None = None
) -> bool:
    """Whether a day counts: not Saturday or Sunday, no public holiday, not in the shutdown."""
    if day.weekday() >= _SATURDAY or (shutdown is not None and shutdown.holds(day)):
        return False
    return not is_holiday(day)


def business_days_after(
    start: dt.date,
    count: int,
    is_holiday: Callable[[dt.date], bool],
    shutdown: Shutdown | None = None,
) -> dt.date:
    """The business day so many after a day, which itself is not counted. ``count`` is above 0."""
    if count < 1:
        raise ValueError("At least one day is counted.")
    day = start
    while count:
        day += _DAY
        count -= is_business_day(day, is_holiday, shutdown)
    return day


def business_days_until(
    start: dt.date,
    end: dt.date,
    is_holiday: Callable[[dt.date], bool],
    shutdown: Shutdown | None = None,
) -> int:
    """How many business days follow a day up to and with another; negative where that is over."""
    if end < start:
        return -business_days_until(end, start, is_holiday, shutdown)
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(is_business_day(day, is_holiday, shutdown) for day in days)
