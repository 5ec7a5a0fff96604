"""The weekly digest: on Mondays at seven where the project is, once, to who is to know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage

from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.correspondence.planned import digests
from ledgerstone.correspondence.planned.mornings import mondays
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import Project, ProjectMember
from ledgerstone.projects.operations import change_invoicing_settings, close_billing_period
from ledgerstone.tenancy import clock, context
from tests.claims.desk import Desk
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene

SYDNEY = "Australia/Sydney"
HALF = {"2": {"percent_to_date": "50"}}
MONDAY = dt.date(2026, 10, 19)


def at(day: dt.date, time: str = "07:00", zone: str = SYDNEY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), ZoneInfo(zone))


def turn_on(scene: Scene, moment: dt.datetime, *, is_on: bool = True) -> None:
    with clock.fixed(moment):
        change_invoicing_settings(
            actor=scene.actor, project_id=scene.project.pk, sends_digest=is_on
        )


def listed(scene: Scene, name: str = "Ana Reyes", template: str = "claim_administrator") -> Person:
    """Somebody of the account on the project's distribution of claims."""
    person = worker(scene, scene.own, name)
    member(scene, person, template)
    add_recipient(
        actor=scene.actor,
        project_id=scene.project.pk,
        purpose="commitment_claims",
        person_id=person.pk,
    )
    return person


@pytest.fixture
def ana(scene: Scene) -> Person:
    """On the distribution of a project whose digest has been on since September."""
    turn_on(scene, at(dt.date(2026, 9, 1)))
    return listed(scene)


def look(moment: dt.datetime) -> list[EmailMessage]:
    """What the look at a moment sends: what it finds due, without what waited before."""
    with clock.fixed(moment), context.accounts([]):
        deliver()
        queue_planned_mails(0)
        return deliver()


def test_it_says_what_waits_for_whom_since_when_and_how_much(scene: Scene, ana: Person) -> None:
    desks = [Desk.at(scene, title=title) for title in ("Lighting", "Joinery", "Facade", "Paving")]
    with clock.fixed(at(dt.date(2026, 10, 7), "09:00")):
        scene.period(2026, 10)
        desks[0].claimed(HALF)
        returned = desks[1].claimed(HALF)
        desks[3].certified(HALF)
    with clock.fixed(at(dt.date(2026, 10, 16), "18:00")):
        desks[1].send_back(returned)
        desks[2].type(desks[2].start(), {"2": {"percent_to_date": "10"}})
    [mail] = look(at(MONDAY))
    assert mail.to == [f"Ana Reyes <{ana.email}>"]
    assert mail.subject == "Marlow Road Depot (24-017): 1 claim to review, 1 returned, 1 draft"
    assert mail.body.startswith(
        "1 progress claim on Marlow Road Depot (24-017) waits for Northbridge\n"
        "Construction to review, for 12 days now. Please answer it by Wednesday 21\n"
        "October 2026. With subcontractors: 1 returned, 1 draft.\n"
    )
    for line in (
        "Under review (1)",
        "- SU-001 Lighting, Keel Steel: claim 1, October 2026",
        "  A$125,000.00, waits for 12 days; to be answered by Wed 21 Oct",
        "- SU-002 Joinery, Keel Steel: claim 1, October 2026",
        "  A$125,000.00, waits for 3 days",
        "- SU-003 Facade, Keel Steel: claim 1, October 2026",
        "  A$25,000.00, waits for 3 days",
        "As claimed for the billing period, in AUD, before GST.",
    ):
        assert line in mail.body.splitlines(), mail.body
    assert "Paving" not in mail.body
    assert f"/projects/{scene.project.pk}/" in mail.body


def test_claims_of_earlier_periods_that_nobody_decided_are_in_it(scene: Scene, ana: Person) -> None:
    with clock.fixed(at(dt.date(2026, 9, 20))):
        period = scene.period(2026, 9)
        Desk.at(scene, title="Lighting").claimed(HALF)
    with clock.fixed(at(dt.date(2026, 10, 1))):
        close_billing_period(actor=scene.actor, period_id=period.pk)
    [mail] = look(at(MONDAY))
    assert "claim 1, September 2026" in mail.body
    assert "1 answer is late." in mail.body


def test_where_nothing_waits_nothing_is_sent_and_the_log_says_why(
    scene: Scene, ana: Person
) -> None:
    assert look(at(MONDAY)) == []
    one = MailRecipient.objects.get()
    assert one.state == "not_sent"
    assert one.why_not == "No claim was a draft, under review or returned."


def test_each_reader_gets_the_claims_that_they_see(scene: Scene, ana: Person) -> None:
    reader = listed(scene, "Rita Reader", "read_only")
    gone = listed(scene, "Gil Gone")
    ProjectMember.objects.filter(person=gone).delete()
    with clock.fixed(at(dt.date(2026, 10, 7))):
        scene.period(2026, 10)
        Desk.at(scene, title="Open works").claimed(HALF)
        Desk.at(scene, title="Hidden works", is_private=True).claimed(HALF)
    mails = {mail.to[0].split(" <")[0]: mail.body for mail in look(at(MONDAY))}
    assert "Hidden works" in mails["Ana Reyes"]
    assert "Open works" in mails["Rita Reader"]
    assert "Hidden works" not in mails["Rita Reader"]
    assert "2 " not in mails["Rita Reader"].split("\n")[0]
    assert set(mails) == {ana.name, reader.name}
    left_out = MailRecipient.objects.get(person=gone, mail__kind="digest")
    assert left_out.why_not == "Gil Gone may not see what it is about."


@pytest.fixture
def waiting(scene: Scene, ana: Person) -> Desk:
    """A claim that waits, whatever day it is."""
    desk = Desk.at(scene, title="Lighting")
    with clock.fixed(at(dt.date(2026, 9, 1), "12:00")):
        scene.period(2026, 9)
        desk.claimed(HALF)
    return desk


@pytest.mark.parametrize(
    ("day", "time", "mails"),
    [
        (MONDAY, "06:59", 0),
        (MONDAY, "07:00", 1),
        (MONDAY, "23:59", 1),
        (MONDAY + dt.timedelta(days=1), "03:00", 1),
        (MONDAY + dt.timedelta(days=3), "06:59", 1),
        (MONDAY + dt.timedelta(days=3), "07:00", 0),
        (MONDAY - dt.timedelta(days=1), "12:00", 0),
    ],
)
def test_on_mondays_at_seven_or_up_to_three_days_late(
    waiting: Desk, day: dt.date, time: str, mails: int
) -> None:
    assert len(look(at(day, time))) == mails


def test_once_a_week_however_often_somebody_looks(waiting: Desk) -> None:
    """Every quarter of an hour for four weeks, in which clocks change."""
    moment, sent = at(dt.date(2026, 9, 20), "12:07"), []
    while moment < at(dt.date(2026, 10, 18)):
        sent += [moment.astimezone(ZoneInfo(SYDNEY))] * len(look(moment))
        moment += dt.timedelta(hours=3, minutes=45)
    assert [one.date().isoformat() for one in sent] == [
        "2026-09-21",
        "2026-09-28",
        "2026-10-05",
        "2026-10-12",
    ]
    assert Mail.objects.filter(kind="digest").count() == 4


def test_a_monday_on_which_it_was_off_is_not_made_up_for(scene: Scene, waiting: Desk) -> None:
    turn_on(scene, at(dt.date(2026, 9, 2)), is_on=False)
    turn_on(scene, at(MONDAY, "09:00"))
    assert look(at(MONDAY, "09:15")) == []
    assert len(look(at(MONDAY + dt.timedelta(days=7)))) == 1
    turn_on(scene, at(MONDAY + dt.timedelta(days=8)), is_on=False)
    assert look(at(MONDAY + dt.timedelta(days=14))) == []


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        # Clocks go forward in Sydney on 4 October 2026 and back on 5 April 2026; in London back on
        # 25 October 2026, forward on 29 March 2026. 2028 has a leap day, a Tuesday.
        (SYDNEY, ["2026-09-28T07:00+10:00", "2026-10-05T07:00+11:00"]),
        (SYDNEY, ["2026-03-30T07:00+11:00", "2026-04-06T07:00+10:00"]),
        ("Europe/London", ["2026-10-19T07:00+01:00", "2026-10-26T07:00+00:00"]),
        ("Europe/London", ["2026-03-23T07:00+00:00", "2026-03-30T07:00+01:00"]),
        ("America/New_York", ["2028-02-28T07:00-05:00", "2028-03-06T07:00-05:00"]),
        ("Pacific/Apia", ["2026-12-28T07:00+13:00", "2027-01-04T07:00+13:00"]),
    ],
)
def test_seven_stays_seven(zone: str, days: list[str]) -> None:
    moments = [dt.datetime.fromisoformat(day) for day in days]
    minute = dt.timedelta(minutes=1)
    for moment in moments:
        here = moment.astimezone(ZoneInfo(zone))
        assert list(mondays(moment - minute, moment, zone)) == [here.date()]
        assert list(mondays(moment, moment + 6 * 24 * 60 * minute, zone)) == []
    span = mondays(moments[0] - minute, moments[1], zone)
    assert [day.isoformat() for day in span] == [day[:10] for day in days]


def test_a_look_takes_the_same_statements_however_many_projects(
    scene: Scene, ana: Person, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(6):
        project = Project.objects.create(
            account=scene.account, number=f"25-{number:03}", name=f"Project {number}",
            currency="AUD", time_zone=SYDNEY, terminology="en-AU", paper="a4",
        )  # fmt: skip
        project.invoicing_settings.create(account=scene.account, sends_digest=True)
    # The settings, since when; what is turned on, a savepoint and its end, the mails, the jobs.
    with clock.fixed(at(MONDAY + dt.timedelta(days=70))), django_assert_num_queries(7):
        assert digests.queue_digests(scene.account) == 7
