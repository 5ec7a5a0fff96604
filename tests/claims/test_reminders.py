"""On which mornings contacts are reminded: the calendar where the project is, and its clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.claims.inviting.reminders import (
    SEVEN,
    Schedule,
    day_to_remind_for,
    mornings,
    next_reminder,
)

SYDNEY = "Australia/Sydney"
NEW_YORK = "America/New_York"


def at(day: str, time: str = "07:00", zone: str = SYDNEY) -> dt.datetime:
    """A moment as a clock on a wall there shows it."""
    local = dt.datetime.fromisoformat(f"{day}T{time}")
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def schedule(
    invited: str = "2026-10-20",
    time: str = "14:00",
    due: str = "2026-10-28",
    every: int = 2,
    reminded: dt.datetime | None = None,
    zone: str = SYDNEY,
) -> Schedule:
    return Schedule(at(invited, time, zone), reminded, dt.date.fromisoformat(due), every, zone)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at("2026-10-20", "23:59"), None),  # the day of the invitation
        (at("2026-10-21", "07:00"), None),  # not yet two days
        (at("2026-10-22", "06:59"), None),
        (at("2026-10-22", "07:00"), "2026-10-22"),
        (at("2026-10-22", "23:59"), "2026-10-22"),
        (at("2026-10-23", "06:00"), None),  # nobody is woken up to make up for a morning
        (at("2026-10-23", "07:00"), "2026-10-22"),
        (at("2026-10-28", "07:00"), "2026-10-28"),  # the due date's own morning
        (at("2026-10-29", "07:00"), None),
    ],
)
def test_every_interval_at_seven_until_the_due_date(now: dt.datetime, day: str | None) -> None:
    found = day_to_remind_for(schedule(), now)
    assert (None if found is None else found.isoformat()) == day


@pytest.mark.parametrize(("every", "count"), [(1, 8), (2, 4), (3, 2)])
def test_the_interval_of_the_setting(every: int, count: int) -> None:
    """From 21 to 28 October, however often somebody looks."""
    reminded: dt.datetime | None = None
    days: list[int] = []
    now = at("2026-10-20", "14:00")
    while now < at("2026-11-05"):
        plan = schedule(every=every, reminded=reminded)
        if day_to_remind_for(plan, now) is not None:
            reminded = now
            days.append(now.astimezone(ZoneInfo(SYDNEY)).day)
        now += dt.timedelta(minutes=15)
    assert days == [20 + every * (one + 1) for one in range(count)]


def test_missed_mornings_are_made_up_for_once() -> None:
    back = at("2026-10-25", "10:30")
    assert day_to_remind_for(schedule(every=1), back) == dt.date(2026, 10, 25)
    after = schedule(every=1, reminded=back)
    assert day_to_remind_for(after, back + dt.timedelta(hours=1)) is None
    assert day_to_remind_for(after, at("2026-10-26", "06:59")) is None
    assert day_to_remind_for(after, at("2026-10-26", "07:00")) == dt.date(2026, 10, 26)


def test_who_was_reminded_by_hand_that_day_is_left_alone() -> None:
    by_hand = schedule(reminded=at("2026-10-22", "06:30"))
    assert day_to_remind_for(by_hand, at("2026-10-22", "07:00")) is None
    assert day_to_remind_for(by_hand, at("2026-10-24", "07:00")) == dt.date(2026, 10, 24)


@pytest.mark.parametrize(
    ("zone", "invited", "morning", "utc"),
    [
        # Sydney goes from ten to eleven hours ahead on 4 October 2026.
        (SYDNEY, "2026-10-02", "2026-10-03", "2026-10-02T21:00"),
        (SYDNEY, "2026-10-03", "2026-10-04", "2026-10-03T20:00"),
        # New York falls back to five hours behind on 1 November 2026.
        (NEW_YORK, "2026-10-30", "2026-10-31", "2026-10-31T11:00"),
        (NEW_YORK, "2026-10-31", "2026-11-01", "2026-11-01T12:00"),
    ],
)
def test_seven_stays_seven_when_clocks_change(
    zone: str, invited: str, morning: str, utc: str
) -> None:
    plan = schedule(invited, due="2026-11-30", every=1, zone=zone)
    moment = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert moment.astimezone(ZoneInfo(zone)).time() == SEVEN
    assert day_to_remind_for(plan, moment - dt.timedelta(minutes=1)) is None
    found = day_to_remind_for(plan, moment)
    assert found is not None
    assert found.isoformat() == morning


def test_the_next_one_is_said_ahead() -> None:
    plan = schedule()
    assert next_reminder(plan, at("2026-10-20", "15:00")) == dt.date(2026, 10, 22)
    assert next_reminder(plan, at("2026-10-22", "07:00")) == dt.date(2026, 10, 22)
    done = schedule(reminded=at("2026-10-22", "07:00"))
    assert next_reminder(done, at("2026-10-22", "08:00")) == dt.date(2026, 10, 24)
    last = schedule(reminded=at("2026-10-28", "07:00"))
    assert next_reminder(last, at("2026-10-28", "08:00")) is None


@given(
    zone=st.sampled_from([SYDNEY, NEW_YORK, "Asia/Kathmandu", "Pacific/Apia", "UTC"]),
    every=st.integers(1, 3),
    hour=st.integers(0, 23),
    start=st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    length=st.integers(0, 12),
    gaps=st.lists(st.integers(1, 200), min_size=1, max_size=60),
)
def test_never_twice_a_day_and_never_outside_the_round(
    zone: str, every: int, hour: int, start: dt.date, length: int, gaps: list[int]
) -> None:
    """Whenever somebody looks: at irregular quarters of an hour, across any change of clocks."""
    place = ZoneInfo(zone)
    invited = dt.datetime.combine(start, dt.time(hour), place).astimezone(dt.UTC)
    due = start + dt.timedelta(days=length)
    reminded: dt.datetime | None = None
    days: list[dt.date] = []
    now = invited
    for gap in gaps:
        now += dt.timedelta(minutes=15 * gap)
        if day_to_remind_for(Schedule(invited, reminded, due, every, zone), now) is not None:
            reminded = now
            local = now.astimezone(place)
            assert local.time() >= SEVEN
            days.append(local.date())
    assert len(days) == len(set(days))
    assert len(days) <= length // every
    assert all(start + dt.timedelta(days=every) <= day <= due for day in days)


@given(
    zone=st.sampled_from([SYDNEY, NEW_YORK, "Asia/Kathmandu", "Pacific/Apia", "UTC"]),
    every=st.integers(1, 3),
    start=st.dates(dt.date(2026, 1, 1), dt.date(2028, 3, 1)),
    quarters=st.integers(0, 95),
    length=st.integers(0, 12),
    by_hand=st.none() | st.integers(0, 2000),
    asked=st.integers(0, 1500),
)
def test_the_mornings_said_ahead_are_those_that_come(
    zone: str,
    every: int,
    start: dt.date,
    quarters: int,
    length: int,
    by_hand: int | None,
    asked: int,
) -> None:
    """Asked at any quarter of an hour; then lived through, a quarter after the other."""
    place, quarter = ZoneInfo(zone), dt.timedelta(minutes=15)
    invited = dt.datetime.combine(start, dt.time(), dt.UTC) + quarters * quarter
    due = invited.astimezone(place).date() + dt.timedelta(days=length)
    now = invited + asked * quarter
    reminded = None if by_hand is None else min(invited + by_hand * quarter, now)
    ahead = list(mornings(Schedule(invited, reminded, due, every, zone), now))
    came = []
    while now.astimezone(place).date() <= due:
        if day_to_remind_for(Schedule(invited, reminded, due, every, zone), now) is not None:
            reminded = now
            came.append(now.astimezone(place).date())
        now += quarter
    assert ahead == came
