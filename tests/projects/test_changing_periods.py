"""Changing the dates of a billing period, giving everybody longer, and deleting one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from ledgerstone.access.levels import Level
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import (
    change_billing_period,
    close_billing_period,
    dates_of,
    delete_billing_period,
    extend_billing_period,
)
from ledgerstone.projects.period_dates import PeriodDates
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale, WrongState
from tests.settings.doing import person
from tests.support.scene import Scene


def october(day: int) -> dt.date:
    return dt.date(2026, 10, day)


def change(scene: Scene, period: BillingPeriod, **dates: Any) -> tuple[str, ...]:
    given = {**dates_of(period)._asdict(), **dates}
    return change_billing_period(actor=scene.actor, period_id=period.pk, **given).warnings


def test_all_four_dates_change_and_are_remembered(scene: Scene) -> None:
    period = scene.period()
    change(
        scene, period, start=october(2), end=october(30), billing_date=october(29),
        due_date=dt.date(2026, 11, 3),
    )  # fmt: skip
    period.refresh_from_db()
    assert dates_of(period) == PeriodDates(
        october(2), october(30), october(29), dt.date(2026, 11, 3)
    )
    event = Event.objects.latest("id")
    assert event.kind == "period.changed"
    assert event.summary == (
        "changed the period 1 to 31 October 2026: first day 2 October 2026, last day "
        "30 October 2026, billing date 29 October 2026, due date 3 November 2026"
    )
    assert event.details["changes"]["due_date"] == ["2026-10-28", "2026-11-03"]


def test_the_billing_date_is_the_last_day_unless_one_is_given(scene: Scene) -> None:
    period = scene.period()
    change(scene, period, end=october(30), billing_date=None)
    period.refresh_from_db()
    assert period.billing_date == october(30)


def test_nothing_changed_is_nothing_told(scene: Scene) -> None:
    period = scene.period()
    before = Event.objects.count()
    assert change(scene, period) == ()
    assert Event.objects.count() == before


def test_the_dates_of_another_period_are_refused_and_shared_days_are_warned_about(
    scene: Scene,
) -> None:
    first, second = scene.period(month=9), scene.period(month=10)
    with pytest.raises(Invalid) as refused:
        change(scene, second, start=first.start, end=first.end)
    assert refused.value.fields == {
        "start": "There is a period from 1 to 30 September 2026 already. Give other dates."
    }
    assert change(scene, second, start=dt.date(2026, 9, 28)) == (
        "It shares days with the period 1 to 30 September 2026.",
    )
    second.refresh_from_db()
    assert second.start == dt.date(2026, 9, 28)


def test_dates_out_of_order_are_told_at_their_fields(scene: Scene) -> None:
    period = scene.period()
    with pytest.raises(Invalid) as refused:
        change(scene, period, start=october(20), end=october(10), due_date=october(10))
    assert set(refused.value.fields) == {"end", "due_date"}


def test_who_saw_other_dates_is_told_what_changed(scene: Scene) -> None:
    period = scene.period()
    seen = dates_of(period)
    change(scene, period, due_date=october(30))
    with pytest.raises(Stale) as refused:
        change(scene, period, due_date=october(29), since=seen)
    assert refused.value.changes == ("The due date is 30 October 2026 now.",)
    period.refresh_from_db()
    assert period.due_date == october(30)


def test_everybody_gets_longer(scene: Scene) -> None:
    period = scene.period()
    extend_billing_period(
        actor=scene.actor, period_id=period.pk, due_date=dt.date(2026, 11, 4), reason=" Floods\n"
    )
    period.refresh_from_db()
    assert period.due_date == dt.date(2026, 11, 4)
    event = Event.objects.latest("id")
    assert (event.kind, event.details) == (
        "period.extended",
        {
            "period_id": period.pk,
            "before": "2026-10-28",
            "due_date": "2026-11-04",
            "reason": "Floods",
        },
    )
    assert event.summary == (
        "extended the due date of the period 1 to 31 October 2026 for all to "
        "4 November 2026: Floods"
    )


@pytest.mark.parametrize("day", [27, 28])
def test_nobody_gets_less(scene: Scene, day: int) -> None:
    period = scene.period()
    with pytest.raises(Invalid) as refused:
        extend_billing_period(actor=scene.actor, period_id=period.pk, due_date=october(day))
    assert refused.value.fields == {
        "due_date": "It is due on 28 October 2026 now. Give a later day."
    }


def test_a_closed_period_is_reopened_before_it_is_extended(scene: Scene) -> None:
    period = scene.period()
    close_billing_period(actor=scene.actor, period_id=period.pk)
    with pytest.raises(WrongState, match="Reopen it first"):
        extend_billing_period(actor=scene.actor, period_id=period.pk, due_date=dt.date(2026, 11, 4))


def test_a_period_that_nothing_was_done_for_is_deleted(scene: Scene) -> None:
    kept, period = scene.period(month=9), scene.period(month=10)
    delete_billing_period(actor=scene.actor, period_id=period.pk)
    assert list(BillingPeriod.objects.all()) == [kept]
    assert Event.objects.latest("id").summary == "deleted the period 1 to 31 October 2026"
    with pytest.raises(NotThere):
        delete_billing_period(actor=scene.actor, period_id=period.pk)


def test_periods_are_changed_by_administrators_only(scene: Scene) -> None:
    period = scene.period()
    later = dt.date(2026, 11, 4)
    standard = person(scene, Level.STANDARD)
    outsider = replace(scene.actor, projects={})
    given: dict[str, Any] = {**dates_of(period)._asdict(), "period_id": period.pk}
    for actor, refusal in ((standard, NotAllowed), (outsider, NotThere)):
        with pytest.raises(refusal):
            change_billing_period(actor=actor, **given)
        with pytest.raises(refusal):
            extend_billing_period(actor=actor, period_id=period.pk, due_date=later)
        with pytest.raises(refusal):
            delete_billing_period(actor=actor, period_id=period.pk)
    period.refresh_from_db()
    assert period.due_date == october(28)
