"""Daily summaries: what waits for a person goes to them once a day in one mail."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.mail import EmailMessage

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.letters import unsubscribing
from ledgerstone.correspondence.models import Mail, MailChoice, MailRecipient
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import ProjectMember
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account
from tests.claims.desk import Desk
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene

SYDNEY = ZoneInfo("Australia/Sydney")
HALF = {"2": {"percent_to_date": "50"}}
TUESDAY = dt.date(2026, 10, 20)
WEDNESDAY = dt.date(2026, 10, 21)
KIND = "claim_submitted"


def at(day: dt.date, time: str = "07:00") -> dt.datetime:
    return dt.datetime.combine(day, dt.time.fromisoformat(time), SYDNEY)


def look(moment: dt.datetime) -> list[EmailMessage]:
    """What goes out at a moment."""
    with clock.fixed(moment), context.accounts([]):
        queue_planned_mails(0)
        sent = deliver()
        queue_planned_mails(0)
        return sent


def listed(scene: Scene, name: str, choice: str = "daily") -> Person:
    """Somebody on the distribution of claims, and what they chose for these mails."""
    person = worker(scene, scene.own, name)
    member(scene, person, "claim_administrator")
    add_recipient(
        actor=scene.actor,
        project_id=scene.project.pk,
        purpose="commitment_claims",
        person_id=person.pk,
    )
    if choice:
        MailChoice.objects.create(account=scene.account, person=person, kind=KIND, choice=choice)
    return person


@pytest.fixture
def ana(scene: Scene) -> Person:
    Account.objects.filter(pk=scene.account.pk).update(time_zone=SYDNEY.key)
    scene.account.refresh_from_db()
    with clock.fixed(at(dt.date(2026, 10, 1))):
        scene.period(2026, 10)
    return listed(scene, "Ana Reyes")


def claimed(scene: Scene, moment: dt.datetime, title: str = "Lighting") -> Claim:
    """A claim comes in; whoever wants to know at once is told."""
    with clock.fixed(moment):
        claim = Desk.at(scene, title=title).claimed(HALF)
        deliver()
    return claim


def parts(person: Person) -> list[MailRecipient]:
    return list(MailRecipient.objects.filter(person=person, mail__kind=KIND).order_by("id"))


def test_what_waits_comes_in_one_mail_the_next_morning(scene: Scene, ana: Person) -> None:
    at_once = listed(scene, "Otto Once", "")
    claimed(scene, at(TUESDAY, "06:30"), "Lighting")
    claimed(scene, at(TUESDAY, "06:45"), "Joinery")
    assert {one.state for one in parts(ana)} == {"held"}
    assert {one.state for one in parts(at_once)} == {"sent"}
    assert look(at(TUESDAY, "06:59")) == []
    [mail] = look(at(TUESDAY))
    assert mail.to == [f"Ana Reyes <{ana.email}>"]
    assert mail.subject == "Northbridge Construction: 2 messages since your last summary"
    for one, title in zip(parts(ana), ("Lighting", "Joinery"), strict=True):
        assert (one.state, one.sent_at) == ("summed", at(TUESDAY))
        assert one.summary is not None
        assert title in one.subject
        assert title in mail.body
    stop = unsubscribing.url(ana, KIND)
    assert mail.body.count(stop) == 1
    [whole] = MailRecipient.objects.filter(person=ana, mail__kind="daily_summary")
    assert stop not in whole.text
    for claim in Claim.objects.all():
        assert f"/claims/{claim.pk}/" in mail.body
    assert look(at(TUESDAY, "12:00")) == look(at(WEDNESDAY)) == []


def test_what_comes_after_seven_waits_for_the_next_morning(scene: Scene, ana: Person) -> None:
    claimed(scene, at(TUESDAY, "07:00"))
    assert look(at(TUESDAY, "23:45")) == []
    [mail] = look(at(WEDNESDAY))
    assert mail.subject == "Northbridge Construction: 1 message since your last summary"


def test_after_downtime_it_all_comes_once(scene: Scene, ana: Person) -> None:
    claimed(scene, at(TUESDAY - dt.timedelta(days=3)), "Lighting")
    claimed(scene, at(TUESDAY - dt.timedelta(days=1)), "Joinery")
    assert len(look(at(TUESDAY, "15:20"))) == 1
    assert [one.state for one in parts(ana)] == ["summed", "summed"]
    assert look(at(WEDNESDAY)) == []


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        # The clocks of Sydney go forward on 4 October 2026 and back on 4 April 2027.
        (dt.date(2026, 10, 3), "2026-10-02T21:00"),
        (dt.date(2026, 10, 4), "2026-10-03T20:00"),
        (dt.date(2027, 4, 3), "2027-04-02T20:00"),
        (dt.date(2027, 4, 4), "2027-04-03T21:00"),
        (dt.date(2028, 2, 29), "2028-02-28T20:00"),
    ],
)
def test_seven_stays_seven(scene: Scene, ana: Person, day: dt.date, utc: str) -> None:
    moment = dt.datetime.fromisoformat(f"{utc}+00:00")
    claimed(scene, at(day - dt.timedelta(days=1), "18:00"))
    assert look(moment - dt.timedelta(minutes=1)) == []
    assert len(look(moment)) == 1
    assert moment == at(day)


def test_each_part_goes_through_the_gate_again(scene: Scene, ana: Person) -> None:
    ben = listed(scene, "Ben Hart")
    claimed(scene, at(TUESDAY, "06:30"), "Open works")
    hidden = claimed(scene, at(TUESDAY, "06:40"), "Hidden works")
    member_row = ProjectMember.objects.get(person=ben)
    member_row.delete()
    Contract.objects.filter(pk=hidden.contract_id).update(is_private=True)
    [mail] = look(at(TUESDAY))
    assert mail.to == [f"Ana Reyes <{ana.email}>"]
    assert {one.state for one in parts(ben)} == {"not_sent"}
    assert {one.why_not for one in parts(ben)} == {"Ben Hart may not see what it is about."}
    whole = MailRecipient.objects.get(person=ben, mail__kind="daily_summary")
    assert whole.why_not == "Nothing of it is left to tell: the records have changed."


def test_who_turned_the_kind_off_meanwhile_is_left_alone(scene: Scene, ana: Person) -> None:
    claimed(scene, at(TUESDAY, "06:30"))
    MailChoice.objects.filter(person=ana).update(choice="never")
    assert look(at(TUESDAY)) == []
    [one] = parts(ana)
    assert one.why_not == "Ana Reyes does not want mails of this kind."


def test_who_became_unreachable_gets_none_and_every_part_says_why(
    scene: Scene, ana: Person
) -> None:
    claimed(scene, at(TUESDAY, "06:30"))
    ana.messages = "none"
    ana.save(update_fields=["messages"])
    assert look(at(TUESDAY)) == []
    [one] = parts(ana)
    assert one.state == "not_sent"
    assert "Not at all" in one.why_not


def test_a_server_that_refuses_the_summary_refused_its_parts(
    scene: Scene, ana: Person, settings: Any
) -> None:
    claimed(scene, at(TUESDAY, "06:30"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    moment = at(TUESDAY)
    for _ in range(40):
        look(moment)
        moment += dt.timedelta(minutes=30)
    [one] = parts(ana)
    assert one.state == "failed"
    assert "refused" in one.server_words
    assert Mail.objects.filter(kind="daily_summary").count() == 1


def test_a_round_leaves_one_summary_a_day_whoever_looks_again(scene: Scene, ana: Person) -> None:
    claimed(scene, at(TUESDAY, "06:30"), "Lighting")
    with clock.fixed(at(TUESDAY)), context.accounts([]):
        for _ in range(3):
            queue_planned_mails(0)
        assert len(deliver()) == 1
    # Held since, and due by a clock that was set back: it waits for the next day's.
    claimed(scene, at(TUESDAY, "06:50"), "Joinery")
    assert look(at(TUESDAY, "08:00")) == []
    assert len(look(at(WEDNESDAY))) == 1
