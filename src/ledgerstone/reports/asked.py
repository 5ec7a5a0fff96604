"""What a report is asked to show: of which direction, of whom, from when until when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# The directions: what we pay under commitments, what we are paid under head contracts.
BELOW, ABOVE = "below", "above"
SIDES = (BELOW, ABOVE)
# What ages are told by.
COMPANY, CONTRACT, CLAIM = "company", "contract", "claim"
GROUPED = (COMPANY, CONTRACT, CLAIM)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was not asked is None or empty. Months are by their first days, both included."""

    side: str = BELOW
    project_id: int | None = None
    company_id: int | None = None
    contract_id: int | None = None
    currency: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    on: dt.date | None = None
    by: str = COMPANY

    @property
    def is_above(self) -> bool:
        return self.side == ABOVE

    @property
    def until(self) -> dt.date | None:
        """The day after the last month."""
        return None if self.last is None else month_after(self.last)


def month_of(day: dt.date) -> dt.date:
    """A month by its first day."""
    return day.replace(day=1)


def month_after(day: dt.date) -> dt.date:
    """The first day of the next month; the last month that there is, again."""
    if day.month == 12:
        return dt.date(min(day.year + 1, dt.MAXYEAR), 1, 1)
    return dt.date(day.year, day.month + 1, 1)


def months(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every month from one to another, both included; none where the other is before it."""
    found: list[dt.date] = []
    month, end = month_of(first), month_of(last)
    while month <= end and len(found) < 1200:
        found.append(month)
        month = month_after(month)
    return found
