"""Billing periods: listing, opening the next one, closing and reopening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy import clock
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

OCTOBER = {"start": "2026-10-01", "end": "2026-10-31", "due_date": "2026-10-25", "billing_date": ""}


def _new(scene: Scene) -> str:
    return f"/projects/{scene.project.pk}/periods/new/"


def test_the_first_period_is_offered_for_this_month(signed_in: Client, scene: Scene) -> None:
    # 31 October in UTC is already November where the project is.
    with clock.fixed(datetime(2026, 10, 31, 14, 0, tzinfo=UTC)):
        form = form_values(signed_in.get(_new(scene)), "due_date")
    assert (form["start"], form["end"], form["due_date"]) == (
        "2026-11-01",
        "2026-11-30",
        "2026-11-25",
    )


def test_the_next_period_is_offered_for_the_month_after_the_last(
    signed_in: Client, scene: Scene
) -> None:
    scene.period(2026, 12)
    form = form_values(signed_in.get(_new(scene)), "due_date")
    assert (form["start"], form["end"], form["due_date"]) == (
        "2027-01-01",
        "2027-01-31",
        "2027-01-25",
    )


def test_opening_a_period_closes_the_open_one(signed_in: Client, scene: Scene) -> None:
    september = scene.period(2026, 9)
    assert "closes it" in text_of(signed_in.get(_new(scene)))
    answer = signed_in.post(_new(scene), OCTOBER, follow=True)
    assert "The period 1 to 31 October 2026 is open." in text_of(answer)
    september.refresh_from_db()
    assert september.status == "closed"
    assert BillingPeriod.objects.get(status="open").billing_date.isoformat() == "2026-10-31"


def test_the_same_dates_are_refused_and_what_was_typed_is_kept(
    signed_in: Client, scene: Scene
) -> None:
    scene.period(2026, 10)
    answer = signed_in.post(_new(scene), {**OCTOBER, "due_date": "2026-10-20"})
    assert answer.status_code == 422
    assert error_at(answer, "start")
    assert form_values(answer, "due_date")["due_date"] == "2026-10-20"
    assert BillingPeriod.objects.count() == 1


def test_shared_days_are_warned_about(signed_in: Client, scene: Scene) -> None:
    scene.period(2026, 9)
    answer = signed_in.post(_new(scene), {**OCTOBER, "start": "2026-09-28"}, follow=True)
    assert "It shares days with the period 1 to 30 September 2026." in text_of(answer)


def test_dates_in_the_wrong_order_are_refused_at_their_field(
    signed_in: Client, scene: Scene
) -> None:
    answer = signed_in.post(_new(scene), {**OCTOBER, "end": "2026-09-30"})
    assert "on or after the day on which it starts" in error_at(answer, "end")
    answer = signed_in.post(_new(scene), {**OCTOBER, "due_date": "tomorrow"})
    assert "year-month-day" in error_at(answer, "due_date")
    assert form_values(answer, "due_date")["due_date"] == "tomorrow"
    assert BillingPeriod.objects.count() == 0


def test_closing_and_reopening(signed_in: Client, scene: Scene) -> None:
    period = scene.period()
    assert "is closed." in text_of(signed_in.post(f"/periods/{period.pk}/close/", follow=True))
    assert "is open again." in text_of(signed_in.post(f"/periods/{period.pk}/reopen/", follow=True))
    period.refresh_from_db()
    assert period.status == "open"


def test_closing_is_not_done_by_looking(signed_in: Client, scene: Scene) -> None:
    period = scene.period()
    assert signed_in.get(f"/periods/{period.pk}/close/").status_code == 405
    period.refresh_from_db()
    assert period.status == "open"


def test_an_empty_list_says_what_a_period_is_for(signed_in: Client, scene: Scene) -> None:
    words = text_of(signed_in.get(f"/projects/{scene.project.pk}/periods/"))
    assert "Progress claims are made for a period" in words
    assert "Open a billing period" in words


def test_the_list_takes_the_same_queries_however_many_periods(
    signed_in: Client, scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    for month in range(1, 13):
        scene.period(2026, month)
    signed_in.get("/projects/")  # the first request of a session keeps where it came from
    with django_assert_num_queries(8):
        answer = signed_in.get(f"/projects/{scene.project.pk}/periods/")
    assert text_of(answer).count("2026") >= 12
