"""The dates of billing periods by the days that a project's settings name. Dates only: no clock.

A period begins on the day after the one before it ends, so none is between two and none in both.
A monthly one ends on its last day, the end day of a month; a weekly one on the day before the
weekday on which weeks begin. A day past the end of a month is the last of that month. The due day
is one of the month in which the period ends, or, where that would be before the period begins, of
the month after it; weekly, it is the first such weekday from the period's beginning on.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

NEVER = "never"
MONTHLY = "monthly"
WEEKLY = "weekly"
FREQUENCIES = (NEVER, MONTHLY, WEEKLY)

_DAY = dt.timedelta(days=1)
_WEEK = 7


class PeriodDates(NamedTuple):
    """The four dates of a period."""

    start: dt.date
    end: dt.date
    billing_date: dt.date
    due_date: dt.date


@dataclass(frozen=True, slots=True)
class PeriodDays:
    """What a project's settings say: days of a month, and weekdays with 1 for Monday."""

    frequency: str = NEVER
    start_day: int = 1
    end_day: int = 31
    due_day: int = 25
    start_weekday: int = 1
    due_weekday: int = 5

    def beginning(self, start: dt.date) -> PeriodDates:
        """The period that begins on a day."""
        if self.frequency == WEEKLY:
            end, due = self._week_end(start), _weekday_from(start, self.due_weekday)
        else:
            end = _day_from(start, self.end_day)
            due = self._due_of_month(start, end)
        return PeriodDates(start, end, billing_date=end, due_date=due)

    def after(self, end: dt.date) -> PeriodDates:
        """The period that follows one with this last day."""
        return self.beginning(end + _DAY)

    def containing(self, day: dt.date) -> PeriodDates:
        """The period that a day lies in, where there is none yet to follow."""
        if self.frequency == WEEKLY:
            first = day - dt.timedelta(days=(day.isoweekday() - self.start_weekday) % _WEEK)
        else:
            first = in_month(day.year, day.month, self.start_day)
            if first > day:
                first = in_month(*_month_before(day), self.start_day)
        found = self.beginning(first)
        return found if found.end >= day else list(self.until(found.end, day))[-1]

    def until(self, end: dt.date, day: dt.date) -> Iterator[PeriodDates]:
        """The periods after one with this last day, up to the one that a day lies in.

        None where the day is no later than that last day.
        """
        while end < day:
            found = self.after(end)
            yield found
            end = found.end

    def _week_end(self, start: dt.date) -> dt.date:
        """The day before the next weekday on which weeks begin."""
        return _weekday_from(start + _DAY, self.start_weekday) - _DAY

    def _due_of_month(self, start: dt.date, end: dt.date) -> dt.date:
        due = in_month(end.year, end.month, self.due_day)
        return due if due >= start else in_month(*_month_after(end), self.due_day)


def in_month(year: int, month: int, day: int) -> dt.date:
    """A day of a month; past its end, the last one: the 31st of February is the 28th or 29th."""
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _day_from(start: dt.date, day: int) -> dt.date:
    """The first such day of a month from ``start`` on."""
    found = in_month(start.year, start.month, day)
    return found if found >= start else in_month(*_month_after(start), day)


def _weekday_from(start: dt.date, weekday: int) -> dt.date:
    """The first such weekday from ``start`` on."""
    return start + dt.timedelta(days=(weekday - start.isoweekday()) % _WEEK)


def _month_after(day: dt.date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _month_before(day: dt.date) -> tuple[int, int]:
    return (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
