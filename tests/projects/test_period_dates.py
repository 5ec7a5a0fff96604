"""The dates of billing periods, by hand and by their invariants."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.projects.period_dates import MONTHLY, WEEKLY, PeriodDates, PeriodDays, in_month


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def monthly(start: int = 1, end: int = 31, due: int = 25) -> PeriodDays:
    return PeriodDays(MONTHLY, start, end, due)


def weekly(start: int = 1, due: int = 5) -> PeriodDays:
    return PeriodDays(WEEKLY, start_weekday=start, due_weekday=due)


def said(found: PeriodDates) -> tuple[str, str, str]:
    assert found.billing_date == found.end
    return found.start.isoformat(), found.end.isoformat(), found.due_date.isoformat()


# The days; the last day of the period before; first day, last day and due date of the next.
NEXT = [
    ("month by month", monthly(), "2026-10-31", ("2026-11-01", "2026-11-30", "2026-11-25")),
    ("over new year", monthly(), "2026-12-31", ("2027-01-01", "2027-01-31", "2027-01-25")),
    ("the 31st in February", monthly(), "2027-01-31", ("2027-02-01", "2027-02-28", "2027-02-25")),
    ("a leap year", monthly(), "2028-01-31", ("2028-02-01", "2028-02-29", "2028-02-25")),
    ("due on the 31st", monthly(due=31), "2027-01-31", ("2027-02-01", "2027-02-28", "2027-02-28")),
    ("the 30th in February", monthly(31, 30), "2027-01-30",
     ("2027-01-31", "2027-02-28", "2027-02-25")),
    ("from the 26th to the 25th", monthly(26, 25, 20), "2026-10-25",
     ("2026-10-26", "2026-11-25", "2026-11-20")),
    ("due after its end", monthly(26, 25, 28), "2026-10-25",
     ("2026-10-26", "2026-11-25", "2026-11-28")),
    ("26th to 25th over new year", monthly(26, 25, 20), "2026-12-25",
     ("2026-12-26", "2027-01-25", "2027-01-20")),
    # The 5th of October is before the 10th, so the 5th of November it is.
    ("due before its start", monthly(10, 31, 5), "2026-10-09",
     ("2026-10-10", "2026-10-31", "2026-11-05")),
    ("due before its start in December", monthly(10, 31, 5), "2026-12-09",
     ("2026-12-10", "2026-12-31", "2027-01-05")),
    ("due on its first day", monthly(due=1), "2026-10-31",
     ("2026-11-01", "2026-11-30", "2026-11-01")),
    # The end day was changed from the 31st to the 25th: a short one, then whole ones.
    ("a changed end day", monthly(26, 25), "2026-10-31",
     ("2026-11-01", "2026-11-25", "2026-11-25")),
    ("a day in the middle of a month", monthly(), "2026-11-12",
     ("2026-11-13", "2026-11-30", "2026-11-25")),
    # 28 December 2026 is a Monday.
    ("weekly over new year", weekly(), "2026-12-27", ("2026-12-28", "2027-01-03", "2027-01-01")),
    ("weekly from Wednesday", weekly(3, 2), "2026-12-29",
     ("2026-12-30", "2027-01-05", "2027-01-05")),
    ("weekly in a leap year", weekly(7, 6), "2028-02-26",
     ("2028-02-27", "2028-03-04", "2028-03-04")),
    # From months to weeks: the days until the next Monday are the first one.
    ("from months to weeks", weekly(), "2026-10-31", ("2026-11-01", "2026-11-01", "2026-11-06")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "before", "expected"), [one[1:] for one in NEXT], ids=[one[0] for one in NEXT]
)
def test_the_next_period(days: PeriodDays, before: str, expected: tuple[str, str, str]) -> None:
    assert said(days.after(day(before))) == expected


FIRST = [
    (monthly(), "2026-11-22", ("2026-11-01", "2026-11-30", "2026-11-25")),
    (monthly(), "2027-01-01", ("2027-01-01", "2027-01-31", "2027-01-25")),
    (monthly(26, 25), "2027-01-03", ("2026-12-26", "2027-01-25", "2027-01-25")),
    (monthly(26, 25), "2026-11-26", ("2026-11-26", "2026-12-25", "2026-12-25")),
    (monthly(31, 30), "2027-03-01", ("2027-03-01", "2027-03-30", "2027-03-25")),
    # Between the 25th and the 1st these settings know no day: the period after has them.
    (monthly(1, 25), "2026-11-27", ("2026-11-26", "2026-12-25", "2026-12-25")),
    (weekly(), "2027-01-01", ("2026-12-28", "2027-01-03", "2027-01-01")),
    (weekly(6, 5), "2026-11-21", ("2026-11-21", "2026-11-27", "2026-11-27")),
    (PeriodDays(), "2026-10-31", ("2026-10-01", "2026-10-31", "2026-10-25")),
]


@pytest.mark.parametrize(("days", "today", "expected"), FIRST)
def test_the_first_period(days: PeriodDays, today: str, expected: tuple[str, str, str]) -> None:
    assert said(days.containing(day(today))) == expected


def test_what_was_missed_comes_in_order() -> None:
    found = [said(one)[:2] for one in monthly().until(day("2026-10-31"), day("2027-01-01"))]
    assert found == [
        ("2026-11-01", "2026-11-30"),
        ("2026-12-01", "2026-12-31"),
        ("2027-01-01", "2027-01-31"),
    ]
    assert list(monthly().until(day("2026-10-31"), day("2026-10-31"))) == []


DAYS = st.integers(1, 31)
WEEKDAYS = st.integers(1, 7)
KNOWN = st.builds(
    PeriodDays, st.sampled_from([MONTHLY, WEEKLY]), DAYS, DAYS, DAYS, WEEKDAYS, WEEKDAYS
)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2199, 12, 31))


@given(days=KNOWN, start=DATES, ahead=st.integers(1, 500))
def test_periods_follow_each_other_without_gap_or_overlap(
    days: PeriodDays, start: dt.date, ahead: int
) -> None:
    first = days.beginning(start)
    day_in_last = first.end + dt.timedelta(days=ahead)
    several = [first, *days.until(first.end, day_in_last)]
    for before, after in pairwise(several):
        assert after.start == before.end + dt.timedelta(days=1)
    assert several[-1].start <= day_in_last <= several[-1].end


@given(days=KNOWN, start=DATES)
def test_a_period_has_its_days_in_order_and_is_no_longer_than_its_kind(
    days: PeriodDays, start: dt.date
) -> None:
    found = days.beginning(start)
    assert found.start == start <= found.end
    assert found.due_date >= found.start
    assert (found.end - found.start).days < (7 if days.frequency == WEEKLY else 31)
    if days.frequency == WEEKLY:
        assert (found.end + dt.timedelta(days=1)).isoweekday() == days.start_weekday
        assert found.due_date.isoweekday() == days.due_weekday
    else:
        assert found.end == in_month(found.end.year, found.end.month, days.end_day)
        assert found.due_date.day <= days.due_day


@given(days=KNOWN, today=DATES)
def test_the_first_period_has_today_in_it(days: PeriodDays, today: dt.date) -> None:
    found = days.containing(today)
    assert found.start <= today <= found.end
