"""Billing periods: listing, opening the next one, closing and reopening."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from ledgerstone.claims.models import Extension
from ledgerstone.claims.operations.extensions import extend_due_date
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk
from tests.support.people import member, worker
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


def test_a_year_that_was_mistyped_is_told(signed_in: Client, scene: Scene) -> None:
    answer = signed_in.post(_new(scene), {**OCTOBER, "end": "2028-10-31"}, follow=True)
    assert "1 October 2026 to 31 October 2028 has 762 days." in text_of(answer)


def test_dates_in_the_wrong_order_are_refused_at_their_field(
    signed_in: Client, scene: Scene
) -> None:
    answer = signed_in.post(_new(scene), {**OCTOBER, "end": "2026-09-30"})
    assert "on or after the day on which it starts" in error_at(answer, "end")
    dates = {**OCTOBER, "end": "2026-09-30", "due_date": "2026-09-25"}
    assert "2 things need your attention" in text_of(signed_in.post(_new(scene), dates))
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
    contracts = [scene.contract(status="approved") for _ in range(3)]
    for month in range(1, 13):
        period = scene.period(2026, month)
        for contract in contracts:
            longer(scene, period, contract)
    signed_in.get("/projects/")  # the first request of a session keeps where it came from
    with django_assert_num_queries(10):
        answer = signed_in.get(f"/projects/{scene.project.pk}/periods/")
    assert text_of(answer).count("2026") >= 12


def longer(scene: Scene, period: BillingPeriod, contract: Contract) -> Extension:
    due = period.due_date + timedelta(days=9)
    extension = extend_due_date(
        actor=scene.actor, period_id=period.pk, due_date=due, contract_id=contract.pk,
        reason="New foreman",
    ).extension  # fmt: skip
    assert extension is not None
    return extension


def _list(scene: Scene) -> str:
    return f"/projects/{scene.project.pk}/periods/"


def test_the_list_shows_all_four_dates_and_until_when_in_the_day(
    signed_in: Client, scene: Scene
) -> None:
    period = scene.period()
    BillingPeriod.objects.filter(pk=period.pk).update(billing_date=date(2026, 10, 30))
    with clock.fixed(datetime(2026, 10, 22, 0, 0, tzinfo=UTC)):
        words = text_of(signed_in.get(_list(scene)))
    for said in (
        "First day Thu 1 Oct",
        "Last day Sat 31 Oct",
        "Billing date Fri 30 Oct",
        "Claims due Wed 28 Oct end of day Sydney time, in 6 days",
    ):
        assert said in words


def test_the_new_form_starts_as_the_settings_say(signed_in: Client, scene: Scene) -> None:
    change_invoicing_settings(
        actor=scene.actor, project_id=scene.project.pk,
        period_start_day=26, period_end_day=25, period_due_day=20,
    )  # fmt: skip
    with clock.fixed(datetime(2026, 10, 28, 0, 0, tzinfo=UTC)):
        form = form_values(signed_in.get(_new(scene)), "due_date")
    assert [form[name] for name in ("start", "end", "due_date", "billing_date")] == [
        "2026-10-26",
        "2026-11-25",
        "2026-11-20",
        "2026-11-25",
    ]
    scene.period()
    form = form_values(signed_in.get(_new(scene)), "due_date")
    # It follows October, which ended on the 31st.
    assert (form["start"], form["end"]) == ("2026-11-01", "2026-11-25")


def test_dates_are_changed_and_kept_apart_from_claims(signed_in: Client, scene: Scene) -> None:
    period = scene.period()
    page = f"/periods/{period.pk}/"
    values = form_values(signed_in.get(page), "billing_date")
    assert values["billing_date"] == "2026-10-31"
    answer = signed_in.post(page, values | {"due_date": "2026-11-03"}, follow=True)
    assert "The period 1 to 31 October 2026 has its new dates." in text_of(answer)
    period.refresh_from_db()
    assert period.due_date == date(2026, 11, 3)
    values.pop("idempotency_key")
    refused = signed_in.post(page, values | {"due_date": "2026-11-04"})
    assert refused.status_code == 409
    assert "The due date is 3 November 2026 now." in text_of(refused)
    assert form_values(refused, "billing_date")["due_date"] == "2026-11-04"
    again = form_values(refused, "billing_date")
    again.pop("idempotency_key")
    assert signed_in.post(page, again).status_code == 302


def test_dates_of_another_period_are_refused_at_their_field(
    signed_in: Client, scene: Scene
) -> None:
    scene.period(2026, 9)
    period = scene.period(2026, 10)
    page = f"/periods/{period.pk}/"
    values = form_values(signed_in.get(page), "billing_date")
    answer = signed_in.post(page, values | {"start": "2026-09-01", "end": "2026-09-30"})
    assert answer.status_code == 422
    assert "1 to 30 September 2026 already" in error_at(answer, "start")
    answer = signed_in.post(page, values | {"start": "2026-09-30"}, follow=True)
    assert "It shares days with the period 1 to 30 September 2026." in text_of(answer)


def test_everybody_gets_longer(signed_in: Client, scene: Scene) -> None:
    period = scene.period()
    page = f"/periods/{period.pk}/extend/"
    values = form_values(signed_in.get(page), "reason")
    assert values["contract"] == "all"
    answer = signed_in.post(page, values | {"due_date": "2026-10-28"})
    assert "It is due on 28 October 2026 now." in error_at(answer, "due_date")
    answer = signed_in.post(page, values | {"due_date": "2026-11-25"}, follow=True)
    assert "Claims are due 25 Nov 2026, end of day Sydney time." in text_of(answer)
    period.refresh_from_db()
    assert period.due_date == date(2026, 11, 25)


def test_one_commitment_gets_longer_and_it_is_taken_back(signed_in: Client, scene: Scene) -> None:
    period, contract = scene.period(), scene.contract(status="approved")
    draft = scene.contract()
    page = f"/periods/{period.pk}/extend/"
    answer = signed_in.get(f"{page}?contract={contract.pk}")
    assert draft.number not in text_of(answer)
    values = form_values(answer, "reason")
    assert values["contract"] == str(contract.pk)
    given = {"due_date": "2026-11-04", "reason": "New foreman"}
    listed = text_of(signed_in.post(page, values | given, follow=True))
    assert f"Claims on {contract.number} are due 4 Nov 2026, end of day Sydney time." in listed
    assert "Later due dates" in listed
    assert "Wed 4 Nov" in listed
    assert "New foreman" in listed
    extension = Extension.objects.get()
    taken = signed_in.post(f"/periods/{period.pk}/extensions/{extension.pk}/remove/", follow=True)
    assert "The extension is taken back." in text_of(taken)
    assert "New foreman" not in text_of(taken)


def test_an_extension_is_taken_back_from_its_own_period_only(
    signed_in: Client, scene: Scene
) -> None:
    september = scene.period(2026, 9)
    extension = longer(scene, scene.period(2026, 10), scene.contract(status="approved"))
    address = f"/periods/{september.pk}/extensions/{extension.pk}/remove/"
    assert signed_in.post(address).status_code == 404
    assert Extension.objects.exists()


def test_a_period_is_deleted_until_somebody_claims_for_it(signed_in: Client, scene: Scene) -> None:
    september, october = scene.period(2026, 9), scene.period(2026, 10)
    assert "Delete the period" in text_of(signed_in.get(f"/periods/{september.pk}/"))
    answer = signed_in.post(f"/periods/{september.pk}/delete/", follow=True)
    assert "The period 1 to 30 September 2026 is deleted." in text_of(answer)
    Desk.at(scene).start()
    page = text_of(signed_in.get(f"/periods/{october.pk}/"))
    assert "There is a claim for the period 1 to 31 October 2026, so it stays." in page
    signed_in.post(f"/periods/{october.pk}/delete/")
    assert list(BillingPeriod.objects.all()) == [october]


def test_who_has_periods_open_by_themselves_is_told_when(signed_in: Client, scene: Scene) -> None:
    scene.period()
    assert "Have periods open by themselves" in text_of(signed_in.get(_list(scene)))
    with clock.fixed(datetime(2026, 10, 20, 0, 0, tzinfo=UTC)):
        change_invoicing_settings(
            actor=scene.actor, project_id=scene.project.pk, period_frequency="monthly"
        )
        words = text_of(signed_in.get(_list(scene)))
    assert "The next period, 1 to 30 November 2026, opens by itself on 1 November 2026." in words
    period = BillingPeriod.objects.get()
    answer = signed_in.post(f"/periods/{period.pk}/delete/", follow=True)
    assert "Periods open by themselves here" in text_of(answer)


def test_who_only_reads_sees_dates_and_changes_nothing(scene: Scene) -> None:
    period, contract = scene.period(), scene.contract(status="approved")
    extension = longer(scene, period, contract)
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    client = Client()
    assert kim.user is not None
    client.force_login(kim.user)
    answer = client.get(_list(scene))
    words = text_of(answer)
    assert "New foreman" in words
    for act in ("Close", "Extend due date", "Take back", "Change its dates"):
        assert act not in words
    assert client.get(f"/periods/{period.pk}/").status_code == 403
    assert client.get(f"/periods/{period.pk}/extend/").status_code == 403
    for address in ("delete/", "extend/", f"extensions/{extension.pk}/remove/", ""):
        assert client.post(f"/periods/{period.pk}/{address}").status_code == 403
    assert Extension.objects.exists()
