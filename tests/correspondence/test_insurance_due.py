"""When the end of insurance is told: by the clock on the wall, once a day, and until it stops."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledgerstone.correspondence.kinds.insurance import DAY_OVER, NOTHING_LEFT
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.correspondence.planned.insurance_notices import queue_notices
from ledgerstone.directory.operations import create_company
from ledgerstone.directory.operations.insurance import change_policy, remove_policy
from ledgerstone.projects.models import ProjectCompany
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.actor import Actor
from tests.correspondence.insured import (
    END,
    LONDON,
    SYDNEY,
    Insured,
    Queued,
    jobs,
    morning,
    notice,
    notices,
    told,
)
from tests.support.scene import Scene, build_scene


@pytest.fixture
def insured(scene: Scene) -> Insured:
    insured = Insured.at(scene)
    insured.manager()
    return insured


def manager_of(insured: Insured) -> Actor:
    """An insurance manager, who records insurance of projects that they are not on too."""
    return replace(insured.scene.actor, is_insurance_manager=True)


def days_from_end(days: int) -> dt.date:
    return END + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "mails"),
    [(-15, 0), (-14, 1), (-13, 1), (-1, 1), (0, 1), (1, 1), (59, 1), (60, 1), (61, 0)],
)
def test_told_from_fourteen_days_before_to_sixty_days_after(
    insured: Insured, days: int, mails: int
) -> None:
    insured.policy()
    assert insured.at_seven(days_from_end(days)) == Queued(mails, 0)
    assert len(jobs()) == mails


def test_told_every_day_of_them_and_on_no_other(insured: Insured) -> None:
    insured.policy()
    days = [days_from_end(number) for number in range(-20, 70)]
    assert sum(insured.at_seven(day).mails for day in days) == 14 + 1 + 60


def test_a_leap_day_is_a_day(insured: Insured) -> None:
    """2028: a policy that ends on 29 February, and one of whose days that is."""
    insured.policy(dt.date(2028, 2, 29))
    told_on = [
        day
        for day in (dt.date(2028, 2, 10) + dt.timedelta(days=number) for number in range(90))
        if insured.at_seven(day).mails
    ]
    assert (told_on[0], told_on[-1]) == (dt.date(2028, 2, 15), dt.date(2028, 4, 29))
    assert len(told_on) == 14 + 1 + 60


@pytest.mark.parametrize(
    ("time", "mails"),
    [(dt.time(0), 0), (dt.time(6, 59, 59), 0), (dt.time(7), 1), (dt.time(23, 59), 1)],
)
def test_not_before_seven_and_caught_up_the_same_day_only(
    insured: Insured, time: dt.time, mails: int
) -> None:
    insured.policy()
    assert insured.look(morning(END, time=time)).mails == mails


def test_a_day_that_nobody_worked_is_not_told_on_the_next(insured: Insured) -> None:
    insured.policy(days_from_end(-60))
    last = END
    assert insured.look(morning(last + dt.timedelta(days=1), time=dt.time(0, 30))).mails == 0
    assert insured.at_seven(last + dt.timedelta(days=1)).mails == 0
    assert not Mail.objects.exists()


def test_seven_is_seven_before_and_after_the_clocks_change(insured: Insured) -> None:
    """Sydney: ten hours ahead until 4 October 2026, eleven from then on."""
    insured.policy(dt.date(2026, 10, 10))
    utc = dt.UTC
    assert insured.look(dt.datetime(2026, 10, 2, 20, 45, tzinfo=utc)).mails == 0
    assert insured.look(dt.datetime(2026, 10, 2, 21, 0, tzinfo=utc)).mails == 1
    assert insured.look(dt.datetime(2026, 10, 3, 19, 45, tzinfo=utc)).mails == 0
    assert insured.look(dt.datetime(2026, 10, 3, 20, 0, tzinfo=utc)).mails == 1
    days = [one.facts["day"] for one in Mail.objects.order_by("pk")]
    assert days == ["2026-10-03", "2026-10-04"]


def test_seven_is_seven_when_the_clocks_go_back(insured: Insured) -> None:
    """London: one hour ahead until 25 October 2026."""
    other = insured.elsewhere()
    insured.policy(dt.date(2026, 10, 30), project_id=other.pk, actor=manager_of(insured))
    utc = dt.UTC
    assert insured.look(dt.datetime(2026, 10, 24, 5, 45, tzinfo=utc)).mails == 0
    assert insured.look(dt.datetime(2026, 10, 24, 6, 0, tzinfo=utc)).mails == 1
    assert insured.look(dt.datetime(2026, 10, 25, 6, 45, tzinfo=utc)).mails == 0
    assert insured.look(dt.datetime(2026, 10, 25, 7, 0, tzinfo=utc)).mails == 1


def test_two_rounds_of_a_day_tell_once(insured: Insured) -> None:
    insured.policy()
    assert insured.at_seven(END) == Queued(1, 0)
    assert insured.at_seven(END) == Queued(0, 0)
    assert insured.look(morning(END, time=dt.time(15))) == Queued(0, 0)
    assert (len(jobs()), told()) == (1, ["Max Manager"])


def test_a_mail_is_sent_once_however_often_its_job_runs(insured: Insured) -> None:
    insured.policy()
    insured.at_seven(END)
    assert len(insured.deliver(morning(END))) == 1
    assert insured.deliver(morning(END)) == []
    assert (notice().state, notice().sent_at) == ("sent", morning(END))


def test_a_worker_killed_while_it_handed_over_does_not_send_again(insured: Insured) -> None:
    insured.policy()
    insured.at_seven(END)
    MailRecipient.objects.update(state="handing")
    assert insured.deliver(morning(END)) == []
    assert notice().state == "unknown"
    assert insured.at_seven(END + dt.timedelta(days=1)).mails == 1


def test_a_server_that_refuses_is_tried_again(insured: Insured, settings: Any) -> None:
    insured.policy()
    insured.at_seven(END)
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert insured.deliver(morning(END)) == []
    assert (notice().state, notice().tries) == ("queued", 1)
    settings.EMAIL_BACKEND = usual
    assert insured.deliver(morning(END)) == []
    assert len(insured.deliver(morning(END, time=dt.time(7, 1)))) == 1


def test_it_stops_when_the_date_is_updated_and_when_the_box_is_unticked(insured: Insured) -> None:
    found = insured.policy()
    actor = insured.scene.actor
    assert insured.at_seven(END).mails == 1
    later = END + dt.timedelta(days=365)
    change_policy(actor=actor, policy_id=found.pk, expiration_date=later)
    assert insured.at_seven(END + dt.timedelta(days=1)).mails == 0
    assert insured.at_seven(later - dt.timedelta(days=14)).mails == 1
    change_policy(actor=actor, policy_id=found.pk, notifies_of_expiry=False)
    assert insured.at_seven(later - dt.timedelta(days=13)).mails == 0


@pytest.mark.parametrize("stopped", ["exempt", "retired company", "no date", "box"])
def test_what_is_not_told(insured: Insured, stopped: str) -> None:
    given: dict[str, Any] = {
        "exempt": {"is_exempt": True},
        "no date": {"expiration_date": None},
        "box": {"notifies_of_expiry": False},
    }.get(stopped, {})
    insured.policy(**given)
    if stopped == "retired company":
        insured.scene.subcontractor.is_active = False
        insured.scene.subcontractor.save(update_fields=["is_active"])
    assert insured.at_seven(END) == Queued(0, 0)


def test_what_changed_before_the_mail_went_is_not_told(insured: Insured) -> None:
    found = insured.policy()
    insured.at_seven(END)
    remove_policy(actor=insured.scene.actor, policy_id=found.pk)
    assert insured.deliver(morning(END)) == []
    assert (notice().state, notice().why_not) == ("not_sent", NOTHING_LEFT)


def test_what_waited_until_the_next_day_is_not_sent_beside_that_days_mail(insured: Insured) -> None:
    insured.policy()
    insured.at_seven(END)
    tomorrow = END + dt.timedelta(days=1)
    insured.at_seven(tomorrow)
    assert len(insured.deliver(morning(tomorrow))) == 1
    assert [one.why_not for one in notices(END)] == [DAY_OVER]
    assert [one.state for one in notices(tomorrow)] == ["sent"]


# --- places -----------------------------------------------------------------------------------


def test_a_project_is_told_at_its_own_seven(insured: Insured) -> None:
    """Seven in Sydney is the evening before in London, whose day has been told."""
    other = insured.elsewhere()
    insured.policy(project_id=other.pk, actor=manager_of(insured))
    assert insured.at_seven(END - dt.timedelta(days=1), LONDON).mails == 1
    assert insured.at_seven(END, SYDNEY).mails == 0
    assert insured.at_seven(END, LONDON).mails == 1


def test_one_mail_a_day_for_policies_of_two_places(insured: Insured) -> None:
    """At the first seven of the day, all of them; at the second nobody is told again."""
    other = insured.elsewhere()
    everywhere = insured.policy()
    there = insured.policy(kind="Contract works", project_id=other.pk, actor=manager_of(insured))
    insured.manager("Lena London")
    yesterday = END - dt.timedelta(days=1)
    assert insured.at_seven(yesterday, LONDON) == Queued(2, 0)
    assert len(insured.deliver(morning(yesterday, LONDON))) == 2
    assert insured.at_seven(END, SYDNEY) == Queued(2, 0)
    assert insured.at_seven(END, LONDON) == Queued(0, 0)
    assert told(END) == ["Lena London", "Max Manager"]
    for one in notices():
        assert set(one.mail.facts["policies"]) == {everywhere.pk, there.pk}
    sent = insured.deliver(morning(END))
    assert len(sent) == 2
    assert all("For everything:" in m.body and "For Harbour Wing (24-099):" in m.body for m in sent)


def test_a_place_on_yesterdays_date_is_told_that_day(insured: Insured) -> None:
    """It is seven in Honolulu while Sydney has had the next day for hours."""
    other = insured.elsewhere("Pacific/Honolulu")
    insured.policy(project_id=other.pk, actor=manager_of(insured))
    moment = dt.datetime(2026, 11, 30, 17, 0, tzinfo=dt.UTC)
    assert moment.astimezone(SYDNEY).date() == dt.date(2026, 12, 1)
    assert insured.look(moment).mails == 1
    assert len(notices(END)) == 1
    assert len(insured.deliver(moment)) == 1


# --- accounts and size --------------------------------------------------------------------------


def test_an_account_tells_its_own_people_only(insured: Insured) -> None:
    insured.policy()
    other = build_scene("Southgate Civil")
    with context.accounts([other.account.pk]):
        theirs = Insured.at(other)
        theirs.manager("Their Manager")
        assert theirs.at_seven(END) == Queued(0, 0)
    assert insured.at_seven(END) == Queued(1, 0)
    assert told() == ["Max Manager"]


def test_a_round_takes_the_same_statements_however_many_policies_and_people(
    insured: Insured, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(8):
        company = create_company(actor=insured.scene.actor, name=f"Company {number}")
        ProjectCompany.objects.create(
            account=insured.account, project=insured.scene.project, company=company
        )
        insured.policy(company_id=company.pk)
        insured.for_project(company_id=company.pk)
        person = insured.person(f"Contact {number}", company, is_primary_contact=True)
        insured.contact(person, insured.scene.contract(company_id=company.pk))
        insured.manager(f"Manager {number}")
    # Policies, people, contacts; a savepoint and its end, the mails, the jobs.
    with django_assert_num_queries(7), clock.fixed(morning(END)):
        assert queue_notices(insured.account) == 17
    assert insured.settle() == Queued(17, 0)
    # On a day without ends, the policies.
    with django_assert_num_queries(1), clock.fixed(morning(END + dt.timedelta(days=200))):
        assert queue_notices(insured.account) == 0
