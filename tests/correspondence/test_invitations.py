"""Mails about invitations to claim, as a mail server gets them; reminders on their mornings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from email.message import Message
from zoneinfo import ZoneInfo

import pytest
import time_machine
from procrastinate.contrib.django import app

from ledgerstone.claims.models import Extension, Invitation
from ledgerstone.contracts.models import ContractPerson
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.history.models import Event
from ledgerstone.projects.models import Project
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy import context
from tests.claims.rounds import AFTERNOON, Round
from tests.correspondence.letterbox import Letterbox, body, letterbox
from tests.support.contacts import contact_of
from tests.support.mail import queued
from tests.support.people import member, worker
from tests.support.scene import Scene

__all__ = ["letterbox"]

SYDNEY = ZoneInfo("Australia/Sydney")


@pytest.fixture
def october(scene: Scene) -> Iterator[Round]:
    with time_machine.travel(AFTERNOON, tick=False):
        yield Round.at(scene)


def work(box: Letterbox) -> list[Message]:
    """What the worker does now, the planned reminders and then every mail; what a server got."""
    before = len(box.got)
    with context.accounts([]):
        queue_planned_mails(0)
        done: set[int] = set()
        # Also those that were done before: each mails once.
        while jobs := [job for job in queued() if job.pk not in done]:
            for job in jobs:
                done.add(job.pk)
                app.tasks[job.task_name](**job.args)
    return [mail for _, mail in box.got[before:]]


def receivers(mails: list[Message]) -> list[str]:
    return sorted(str(mail["To"]) for mail in mails)


def on(day: int, time: str = "07:00") -> time_machine.travel:
    """That time of a day in October where the project is."""
    hour, minute = map(int, time.split(":"))
    return time_machine.travel(dt.datetime(2026, 10, day, hour, minute, tzinfo=SYDNEY), tick=False)


def reminders(letterbox: Letterbox, day: int, time: str = "07:00") -> int:
    """How many reminders go out on that morning."""
    with on(day, time):
        return sum("reminder to claim" in mail["Subject"] for mail in work(letterbox))


def test_each_contact_is_invited_once_with_all_that_they_need_to_decide(
    october: Round, letterbox: Letterbox
) -> None:
    october.office.certified({"1": {"work_this_period": "12000"}})
    october.period = october.scene.period(2026, 11)
    contact_of(october.scene, october.contract, email="kit@keel.example", name="Kit Keel")
    october.invite(text="Send your tax invoice with it.")
    mails = work(letterbox)
    assert work(letterbox) == []
    assert receivers(mails) == ["Kit Keel <kit@keel.example>", "Pat Keel <pat@keel.example>"]
    [mail] = [mail for mail in mails if "pat@keel.example" in mail["To"]]
    assert mail["Subject"] == (
        "Marlow Road Depot: Robin Hale invites you to claim for November by Fri 27 Nov, "
        "SU-001 Lighting"
    )
    assert mail["Reply-To"] == october.scene.user.email
    text = body(mail)
    flat = " ".join(text.split())
    assert flat.startswith(
        "Pat Keel, please send your November claim for Lighting (SU-001) at Marlow Road Depot by "
        "Friday 27 November 2026."
    )
    for said in (
        "You may enter work and stored materials, up to 30 November 2026.",
        "Retention releases are not open this time.",
        "Your figures carry on from claim 1.",
        "Robin Hale writes: > Send your tax invoice with it.",
        "Contract sum to date 288,500.00",
        "Certified to date, claim 1 12,000.00",
        "Left to claim 276,500.00",
        "Amounts in AUD, before GST.",
        "Start the November claim: http",
        "Nothing to claim? Decline for November: http",
        "After Friday 27 November 2026 only Northbridge Construction can start a claim",
        "named you as progress claim contact of SU-001",
    ):
        assert said in flat, text
    assert len(set(re.findall(r"http\S+/open/\S+", text))) == 1
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 77


def test_it_speaks_the_words_of_the_region(october: Round, letterbox: Letterbox) -> None:
    Project.objects.filter(pk=october.scene.project.pk).update(terminology="en-US")
    october.invite()
    [mail] = work(letterbox)
    assert "invites you to bill for October by Wed, Oct 28" in mail["Subject"]
    assert "October invoice" in body(mail)
    assert "Retainage held" in body(mail)
    assert "claim" not in body(mail).split("http")[0].replace("claimed", "")


def test_who_cannot_be_reached_or_is_contact_no_longer_gets_none_and_the_row_says_why(
    october: Round, letterbox: Letterbox
) -> None:
    scene, contract = october.scene, october.contract
    quiet = contact_of(scene, contract, email="una@keel.example", name="Una")
    gone = contact_of(scene, contract, email="gil@keel.example", name="Gil Gone")
    listed = contact_of(scene, contract, email="lin@keel.example", name="Lin Listed")
    Person.objects.filter(pk=quiet.person.pk).update(messages=NOT_AT_ALL)
    october.invite()
    # Whom it goes to is settled; before it goes, two of them are taken off.
    for job in queued():
        app.tasks[job.task_name](**job.args)
    ContractPerson.objects.filter(person=gone.person).delete()
    member(scene, listed.person, "read_only")
    ContractPerson.objects.filter(person=listed.person).update(is_contact=False, is_listed=True)
    assert receivers(work(letterbox)) == ["Pat Keel <pat@keel.example>"]
    rows = {row.person.name: row for row in MailRecipient.objects.all()}
    assert rows["Pat Keel"].state == "sent"
    assert "Not at all" in rows["Una"].why_not
    assert rows["Gil Gone"].why_not == "Gil Gone may not see what it is about."
    assert "is progress claim contact of SU-001 no longer" in rows["Lin Listed"].why_not


def test_what_was_overtaken_before_it_went_is_not_sent(
    october: Round, letterbox: Letterbox
) -> None:
    october.invite()
    with time_machine.travel(AFTERNOON + dt.timedelta(minutes=1), tick=False):
        october.invite()
        assert len(work(letterbox)) == 1
    with time_machine.travel(AFTERNOON + dt.timedelta(minutes=2), tick=False):
        october.invite()
        october.answer(False)
        assert all("declined" in mail["Subject"] for mail in work(letterbox))


def test_administrators_are_told_of_answers(october: Round, letterbox: Letterbox) -> None:
    scene = october.scene
    listed = worker(scene, scene.own, "Ana Reyes")
    member(scene, listed, "site_team")
    add_recipient(
        actor=scene.actor,
        project_id=scene.project.pk,
        purpose="commitment_claims",
        person_id=listed.pk,
    )
    october.invite()
    work(letterbox)
    october.answer(False, "Rain all month.\nNothing was done.")
    mails = work(letterbox)
    assert receivers(mails) == [f"Ana Reyes <{listed.email}>", f"Robin Hale <{scene.user.email}>"]
    assert mails[0]["Subject"] == (
        "Marlow Road Depot: Keel Steel declined to claim for October, SU-001 Lighting"
    )
    text = " ".join(body(mails[0]).split())
    assert "Pat Keel of Keel Steel declined to claim for October" in text
    assert "They wrote: > Rain all month. > Nothing was done." in text
    with time_machine.travel(AFTERNOON + dt.timedelta(minutes=5), tick=False):
        october.answer(True)
        assert all("accepted" in mail["Subject"] for mail in work(letterbox))


def test_reminders_go_out_at_seven_until_the_due_date(october: Round, letterbox: Letterbox) -> None:
    october.settings(reminds_contacts=True, reminder_days=3)
    october.invite()
    assert len(work(letterbox)) == 1
    sent = {
        day: reminders(letterbox, day, "06:45") + reminders(letterbox, day) for day in range(20, 32)
    }
    assert [day for day, count in sent.items() if count] == [23, 26]
    assert set(sent.values()) == {0, 1}
    Extension.objects.create(
        account=october.scene.account, contract=october.contract, period=october.period,
        due_date=dt.date(2026, 10, 30),
    )  # fmt: skip
    assert reminders(letterbox, 29) == 1
    assert october.invitation.reminders == 3
    told = Event.objects.filter(kind="invitation.reminded").first()
    assert told is not None
    assert (told.actor, told.actor_name) == (None, "Ledgerstone")


def test_a_morning_that_was_missed_is_made_up_for_once(
    october: Round, letterbox: Letterbox
) -> None:
    october.settings(reminds_contacts=True)
    october.invite()
    assert [reminders(letterbox, 24, time) for time in ("06:00", "11:00", "12:00")] == [0, 1, 0]
    assert reminders(letterbox, 25) == 1


def test_who_answered_no_or_handed_something_in_is_not_reminded(
    october: Round, letterbox: Letterbox
) -> None:
    october.settings(reminds_contacts=True)
    october.invite()
    work(letterbox)
    with on(21):
        [mail] = work(letterbox)
        assert "has not come yet" in " ".join(body(mail).split())
    october.answer(False)
    work(letterbox)
    assert reminders(letterbox, 22) == 0
    with on(22, "08:00"):
        october.answer(True)
        work(letterbox)
    with on(23):
        [mail] = work(letterbox)
        assert "you said that you will send" in " ".join(body(mail).split())
    claim = october.desk.start()
    with on(24):
        [mail] = work(letterbox)
        text = " ".join(body(mail).split())
        assert "is started and has not been sent yet" in text
        assert "Continue the October claim: http" in text
    october.desk.type(claim, {"1": {"work_this_period": "100"}})
    october.desk.submit(claim)
    assert reminders(letterbox, 25) == 0


@pytest.mark.parametrize("why", ["switched off", "closed", "withheld"])
def test_no_reminder_where_there_is_nothing_to_remind_of(
    october: Round, letterbox: Letterbox, why: str
) -> None:
    october.settings(reminds_contacts=why != "switched off")
    october.invite()
    work(letterbox)
    if why == "closed":
        close_billing_period(actor=october.scene.actor, period_id=october.period.pk)
    if why == "withheld":
        october.settings(contacts_may_claim=False)
    assert reminders(letterbox, 22) == 0
    assert Invitation.objects.get().reminders == 0
