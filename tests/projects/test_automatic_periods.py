"""Periods that open by themselves: on which day, where, how often, and after being away."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.history.models import Event
from ledgerstone.projects.jobs import open_periods
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings, Project
from ledgerstone.projects.operations import (
    change_invoicing_settings,
    close_billing_period,
    delete_billing_period,
    open_due_periods,
    reopen_billing_period,
)
from ledgerstone.projects.operations.automatic_periods import Awaiting, awaiting
from ledgerstone.projects.period_dates import PeriodDays
from ledgerstone.tenancy import clock, context
from tests.support.scene import Scene, build_scene


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def work(moment: str) -> None:
    """The worker's round at a moment."""
    with clock.fixed(at(moment)):
        open_periods.func(timestamp=0)


def switch_on(scene: Scene, moment: str, frequency: str = "monthly", **settings: Any) -> None:
    with clock.fixed(at(moment)):
        change_invoicing_settings(
            actor=scene.actor,
            project_id=scene.project.pk,
            period_frequency=frequency,
            **settings,
        )


def periods(scene: Scene) -> list[tuple[str, str, str, str]]:
    """First and last day, due date and status of each period, in order."""
    found = BillingPeriod.objects.filter(project=scene.project).order_by("start")
    return [
        (one.start.isoformat(), one.end.isoformat(), one.due_date.isoformat(), one.status)
        for one in found
    ]


OCTOBER = ("2026-10-01", "2026-10-31", "2026-10-28")
NOVEMBER = ("2026-11-01", "2026-11-30", "2026-11-25")


def test_the_next_one_opens_on_the_day_after_the_last_ends(scene: Scene) -> None:
    scene.period()
    switch_on(scene, "2026-10-20T00:00:00")
    work("2026-10-31T12:59:59")  # a second before midnight in Sydney, which is at UTC+11
    assert periods(scene) == [(*OCTOBER, "open")]
    work("2026-10-31T13:00:00")
    assert periods(scene) == [(*OCTOBER, "closed"), (*NOVEMBER, "open")]
    assert BillingPeriod.objects.get(status="open").billing_date == date(2026, 11, 30)


def test_nobody_in_person_opens_it(scene: Scene) -> None:
    scene.period()
    switch_on(scene, "2026-10-20T00:00:00")
    work("2026-11-01T00:00:00")
    closed, opened = Event.objects.order_by("id").filter(kind__startswith="period.")[1:]
    assert (closed.kind, opened.kind) == ("period.closed", "period.opened")
    assert (opened.actor_id, opened.actor_name) == (None, "Ledgerstone")
    assert opened.summary == "opened the period 1 to 30 November 2026"


def test_it_is_done_once(scene: Scene) -> None:
    scene.period()
    switch_on(scene, "2026-10-20T00:00:00")
    for moment in ("2026-11-01T00:00:00", "2026-11-01T00:15:00", "2026-11-30T12:45:00"):
        work(moment)
    assert len(periods(scene)) == 2


def test_what_was_missed_is_made_up_for_in_order(scene: Scene) -> None:
    scene.period()
    switch_on(scene, "2026-10-20T00:00:00")
    work("2027-01-14T00:00:00")
    assert [(start, status) for start, _end, _due, status in periods(scene)] == [
        ("2026-10-01", "closed"),
        ("2026-11-01", "closed"),
        ("2026-12-01", "closed"),
        ("2027-01-01", "open"),
    ]
    work("2027-01-14T00:15:00")
    assert len(periods(scene)) == 4


def test_never_opens_nothing(scene: Scene) -> None:
    scene.period()
    work("2026-12-24T00:00:00")
    assert periods(scene) == [(*OCTOBER, "open")]
    with clock.fixed(at("2026-12-24T00:00:00")):
        assert open_due_periods(account_id=scene.account.pk, project_id=scene.project.pk) == []


def test_the_first_one_is_opened_when_it_is_switched_on(scene: Scene) -> None:
    switch_on(scene, "2026-11-22T00:00:00")
    assert periods(scene) == [(*NOVEMBER, "open")]


def test_the_first_week_is_opened_when_it_is_switched_on(scene: Scene) -> None:
    switch_on(scene, "2026-12-31T00:00:00", "weekly", period_start_weekday=1, period_due_weekday=5)
    assert periods(scene) == [("2026-12-28", "2027-01-03", "2027-01-01", "open")]
    work("2027-01-03T12:59:00")
    assert len(periods(scene)) == 1
    work("2027-01-03T13:00:00")
    assert periods(scene)[1] == ("2027-01-04", "2027-01-10", "2027-01-08", "open")


def test_switching_it_on_makes_up_for_nothing_before(scene: Scene) -> None:
    scene.period(month=3)
    switch_on(scene, "2026-11-22T00:00:00")
    assert [start for start, _end, _due, _status in periods(scene)] == ["2026-03-01", "2026-11-01"]


def test_switching_it_on_leaves_a_period_that_is_under_way(scene: Scene) -> None:
    scene.period(month=11)
    switch_on(scene, "2026-11-22T00:00:00")
    assert len(periods(scene)) == 1


def test_one_that_was_closed_by_hand_stays_closed_until_it_ends(scene: Scene) -> None:
    period = scene.period()
    switch_on(scene, "2026-10-20T00:00:00")
    close_billing_period(actor=scene.actor, period_id=period.pk)
    work("2026-10-25T00:00:00")
    assert periods(scene) == [(*OCTOBER, "closed")]
    work("2026-11-01T00:00:00")
    assert periods(scene)[-1] == (*NOVEMBER, "open")


def test_one_of_the_past_that_was_reopened_closes_with_the_next(scene: Scene) -> None:
    september, october = scene.period(month=9), scene.period(month=10)
    switch_on(scene, "2026-10-20T00:00:00")
    close_billing_period(actor=scene.actor, period_id=october.pk)
    reopen_billing_period(actor=scene.actor, period_id=september.pk)
    work("2026-10-25T00:00:00")
    assert BillingPeriod.objects.get(status="open") == september
    work("2026-11-01T00:00:00")
    assert periods(scene)[-1] == (*NOVEMBER, "open")


def test_one_that_was_deleted_is_made_again(scene: Scene) -> None:
    scene.period()
    switch_on(scene, "2026-10-20T00:00:00")
    work("2026-11-01T00:00:00")
    november = BillingPeriod.objects.get(status="open")
    delete_billing_period(actor=scene.actor, period_id=november.pk)
    work("2026-11-02T00:00:00")
    assert periods(scene)[-1] == (*NOVEMBER, "open")


def due(scene: Scene) -> list[int]:
    return [one.project_id for one in awaiting(scene.account) if one.is_due]


# Where clocks change: the last day of a period, and the first moment of the day after it in UTC.
CHANGES = [
    ("Australia/Sydney", "2026-10-04", "2026-10-04T13:00"),  # forward at 2:00 on the last day
    ("Australia/Sydney", "2027-04-04", "2027-04-04T14:00"),  # back at 3:00 on the last day
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-04T13:00"),  # half an hour
    ("America/New_York", "2026-10-31", "2026-11-01T04:00"),  # back on the day after
    ("America/New_York", "2027-03-14", "2027-03-15T04:00"),
    ("Europe/London", "2026-10-25", "2026-10-26T00:00"),
    ("America/St_Johns", "2026-10-31", "2026-11-01T02:30"),
    # The day begins at 1:00, for midnight is skipped.
    ("America/Santiago", "2026-09-05", "2026-09-06T04:00"),
    ("Asia/Kathmandu", "2026-10-31", "2026-10-31T18:15"),
    ("Pacific/Kiritimati", "2026-12-31", "2026-12-31T10:00"),
]


@pytest.mark.parametrize(("zone", "last", "begins"), CHANGES)
def test_the_day_is_that_of_the_project(scene: Scene, zone: str, last: str, begins: str) -> None:
    Project.objects.update(time_zone=zone)
    period = scene.period(2026, 8)
    BillingPeriod.objects.update(end=date.fromisoformat(last))
    InvoicingSettings.objects.update(period_frequency="monthly")
    moment = at(begins + ":00")
    before = datetime.fromtimestamp(moment.timestamp() - 1, UTC)
    with clock.fixed(before):
        assert due(scene) == []
    with clock.fixed(moment):
        assert due(scene) == [scene.project.pk]
        [opened] = open_due_periods(account_id=scene.account.pk, project_id=scene.project.pk)
    assert (opened.start - date.fromisoformat(last)).days == 1
    period.refresh_from_db()
    assert period.status == "closed"


def test_one_projects_trouble_is_not_anothers(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    other = build_scene("Southgate Civil")
    with context.accounts([scene.account.pk, other.account.pk]):
        InvoicingSettings.objects.update(period_frequency="monthly")
    # A zone that this machine has never heard of.
    Project.objects.filter(pk=scene.project.pk).update(time_zone="Australia/Atlantis")
    with pytest.raises(RuntimeError, match="Periods of 1 projects"):
        work("2026-11-22T00:00:00")
    assert "opening a period failed" in caplog.text
    assert periods(scene) == []
    with context.accounts([other.account.pk]):
        assert periods(other) == [(*NOVEMBER, "open")]


def test_a_round_takes_one_query_for_an_account_where_nothing_is_due(scene: Scene) -> None:
    scene.period(month=11)
    InvoicingSettings.objects.update(period_frequency="monthly")
    with (
        clock.fixed(at("2026-11-22T00:00:00")),
        CaptureQueriesContext(connection) as captured,
    ):
        [one] = awaiting(scene.account)
        place = (scene.project.pk, "Australia/Sydney", date(2026, 11, 30))
        assert one == Awaiting(*place, PeriodDays("monthly"))
        assert not one.is_due
    assert len(captured) == 1
