"""Commitments by mail, and the way of the subcontractor's schedule: who is told what, who not."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage, Message
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ledgerstone.contracts.models import ContractPerson
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.contracts.operations.subcontractor_schedule_status import schedule_changed
from ledgerstone.correspondence.commitments import email_commitment, request_schedule
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.correspondence.delivery import delivery, settling
from ledgerstone.correspondence.log.resending import send_again
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import NOT_AT_ALL, Company, Person
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.correspondence.letterbox import Letterbox, body, letterbox
from tests.documents.reading import read
from tests.support.breakdown import Schedule
from tests.support.contacts import Contact, contact_of
from tests.support.mail import deliver, link_in
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

__all__ = ["letterbox"]

DETAILS = {"1": [("Sheds", "15,000"), ("Fences", "25,000")]}


@pytest.fixture
def schedule(scene: Scene) -> Schedule:
    """A subcontract whose subcontractor breaks it down."""
    return Schedule.at(scene)


@pytest.fixture
def pat(scene: Scene, schedule: Schedule) -> Contact:
    """The claim contact of the subcontract."""
    return contact_of(scene, schedule.contract)


def sent(box: Letterbox) -> list[Message]:
    """What a mail server gets now."""
    before = len(box.got)
    deliver()
    return [mail for _, mail in box.got[before:]]


def flat(mail: Message) -> str:
    return " ".join(body(mail).split())


def pdf_of(mail: Message) -> list[tuple[str, str]]:
    """The files that go with a mail: the name, and the words of the first page."""
    assert isinstance(mail, EmailMessage)
    found = [one for one in mail.iter_attachments() if one.get_content_type() == "application/pdf"]
    return [(str(one.get_filename()), read(one.get_content())[0].text) for one in found]


def listed(scene: Scene, name: str = "Ana Reyes", key: str = "site_team") -> Person:
    """Somebody on the distribution of claims."""
    person = worker(scene, scene.own, name)
    member(scene, person, key)
    add_recipient(
        actor=scene.actor,
        project_id=scene.project.pk,
        purpose="commitment_claims",
        person_id=person.pk,
    )
    return person


def test_a_commitment_goes_to_its_contacts_with_the_contract_and_what_is_next(
    scene: Scene, schedule: Schedule, pat: Contact, letterbox: Letterbox
) -> None:
    contract = schedule.contract
    email_commitment(actor=scene.actor, contract_id=contract.pk, text="Welcome aboard.")
    [mail] = sent(letterbox)
    assert sent(letterbox) == []
    assert mail["To"] == "Pat Keel <pat@keel.example>"
    assert mail["Reply-To"] == scene.user.email
    assert mail["Subject"] == (
        "Marlow Road Depot: Robin Hale sends you subcontract SU-001 Structural steel"
    )
    text = flat(mail)
    assert text.startswith(
        "Pat Keel, Robin Hale of Northbridge Construction sends you subcontract SU-001 Structural "
        "steel, Marlow Road Depot. Please break down its schedule of values"
    )
    assert "Robin Hale writes: > Welcome aboard." in text
    assert "Contract sum 288,500.00" in text
    assert "Break the lines down: http" in text
    [(name, page)] = pdf_of(mail)
    assert name == "SU-001_Structural_steel.pdf"
    assert "Structural steel" in page
    assert "288,500.00" in page
    # The link is Pat's own: it opens the page of the code, and what is kept has it not.
    assert Client().get(link_in(body(mail))).status_code == 200
    assert "/open/" not in MailRecipient.objects.get().text
    # Once the schedule is approved there is nothing to break down.
    schedule.save(DETAILS)
    schedule.approved()
    deliver()
    email_commitment(actor=scene.actor, contract_id=contract.pk)
    [mail] = sent(letterbox)
    assert "There is nothing to do now" in flat(mail)
    assert "Open SU-001 Structural steel: http" in flat(mail)


def test_who_cannot_be_reached_is_left_out_and_nobody_at_all_is_refused(
    scene: Scene, schedule: Schedule, letterbox: Letterbox
) -> None:
    contract = schedule.contract
    given: dict[str, Any] = {"actor": scene.actor, "contract_id": contract.pk}
    with pytest.raises(WrongState, match="No progress claim contact is named"):
        email_commitment(**given)
    una = contact_of(scene, contract, email="una@keel.example", name="Una")
    Person.objects.filter(pk=una.person.pk).update(messages=NOT_AT_ALL)
    with pytest.raises(WrongState, match=r"can be reached\. Una: .*Not at all"):
        email_commitment(**given)
    contact_of(scene, contract)
    email_commitment(**given)
    assert [mail["To"] for mail in sent(letterbox)] == ["Pat Keel <pat@keel.example>"]
    assert "Not at all" in MailRecipient.objects.get(person=una.person).why_not
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    with pytest.raises(NotAllowed):
        email_commitment(**given | {"actor": as_actor(scene, reader)})
    stranger = worker(scene, scene.owner, "Sam Outside")
    with pytest.raises(NotThere):
        email_commitment(**given | {"actor": as_actor(scene, stranger)})
    head = scene.contract("head_contract")
    with pytest.raises(WrongState, match="has no progress claim contact"):
        email_commitment(actor=scene.actor, contract_id=head.pk)


@pytest.mark.parametrize("gate", ["inactive", "address", "not at all", "left", "no contact"])
def test_each_gate_that_fails_before_it_goes_keeps_it_back(
    scene: Scene, schedule: Schedule, pat: Contact, letterbox: Letterbox, gate: str
) -> None:
    email_commitment(actor=scene.actor, contract_id=schedule.contract.pk)
    one = Person.objects.filter(pk=pat.person.pk)
    if gate == "inactive":
        one.update(is_active=False)
    elif gate == "address":
        one.update(email="nowhere")
    elif gate == "not at all":
        one.update(messages=NOT_AT_ALL)
    elif gate == "left":
        one.update(company=Company.objects.create(account=scene.account, name="Elsewhere"))
    else:
        ContractPerson.objects.all().delete()
    assert sent(letterbox) == []
    row = MailRecipient.objects.get()
    assert row.state == "not_sent"
    assert row.why_not


def test_the_schedule_is_asked_for_once_and_only_where_contacts_fill_it(
    scene: Scene, schedule: Schedule, pat: Contact, letterbox: Letterbox
) -> None:
    given: dict[str, Any] = {"actor": scene.actor, "contract_id": schedule.contract.pk}
    with pytest.raises(Invalid, match="not over"):
        request_schedule(**given, by=dt.date(2020, 1, 1))
    request_schedule(**given, text="Ten lines will do.", by=dt.date(2099, 10, 9))
    [mail] = sent(letterbox)
    assert mail["Subject"] == (
        "Marlow Road Depot: Robin Hale invites you to break down your schedule of values for "
        "this subcontract, SU-001 Structural steel"
    )
    text = flat(mail)
    assert "please break down the schedule of values of subcontract SU-001" in text
    assert "at Marlow Road Depot by Friday 9 October 2099" in text
    assert "> Ten lines will do." in text
    assert "Agreed lines 3" in text
    # An administrator fills it: nobody is asked, nor is who was asked a moment ago.
    request_schedule(**given)
    InvoicingSettings.objects.update(contacts_may_fill_schedule=False)
    with pytest.raises(WrongState, match="filled by an administrator"):
        request_schedule(**given)
    assert sent(letterbox) == []
    assert "overtaken" in MailRecipient.objects.latest("id").why_not
    InvoicingSettings.objects.update(contacts_may_fill_schedule=True)
    # Handed in by an administrator before it went: nobody is asked for it any more.
    request_schedule(**given)
    schedule.approved(DETAILS)
    assert [mail for mail in sent(letterbox) if "invites" in mail["Subject"]] == []
    with pytest.raises(WrongState, match="handed in already"):
        request_schedule(**given)
    with pytest.raises(NotAllowed):
        request_schedule(**given | {"actor": pat.actor})


def test_the_distribution_is_told_when_it_is_handed_in(
    scene: Scene, schedule: Schedule, pat: Contact, letterbox: Letterbox
) -> None:
    ana = listed(scene)
    Account.objects.update(contacts_may_fill_schedule=True)
    theirs = schedule.by(pat.actor)
    theirs.save(DETAILS)
    theirs.take_as_it_is()
    theirs.submit()
    [mail] = sent(letterbox)
    assert mail["To"] == f"Ana Reyes <{ana.email}>"
    text = flat(mail)
    assert text.startswith(
        "Ana Reyes, please review the subcontractor schedule of values of subcontract SU-001 "
        "Structural steel at Marlow Road Depot. Pat Keel handed it in for Keel Steel"
    )
    assert "Broken down into 4" in text
    assert "In all 288,500.00" in text
    assert f"/contracts/{schedule.contract.pk}/subcontractor-schedule/" in body(mail)
    assert "/open/" not in body(mail)
    # Returned and handed in again before the worker comes: one mail, about the latest.
    schedule.send_back()
    deliver()
    letterbox.got.clear()
    schedule.submit()
    schedule.send_back()
    schedule.submit()
    assert [mail["To"] for mail in sent(letterbox)] == [f"Ana Reyes <{ana.email}>"]


def test_what_is_sent_again_to_one_does_not_overtake_what_others_wait_for(
    scene: Scene, schedule: Schedule, letterbox: Letterbox
) -> None:
    ana, ben = listed(scene), listed(scene, "Ben Ode")
    schedule.take_as_it_is()
    schedule.submit()
    settling.settle_recipients(scene.account, Mail.objects.get().pk)
    first = MailRecipient.objects.get(person=ana)
    delivery.deliver(scene.account, first.pk)
    send_again(actor=scene.actor, recipient_id=first.pk)
    sent(letterbox)
    to = sorted(str(mail["To"]) for _, mail in letterbox.got)
    assert to == [f"Ana Reyes <{ana.email}>"] * 2 + [f"Ben Ode <{ben.email}>"]


def test_contacts_are_told_what_to_revise_and_of_nothing_else(
    scene: Scene, schedule: Schedule, pat: Contact, letterbox: Letterbox
) -> None:
    schedule.save(DETAILS)
    schedule.take_as_it_is()
    schedule.submit()
    schedule.send_back("Part delivery from erection.", line_2="By level, please.")
    [mail] = sent(letterbox)
    assert mail["To"] == "Pat Keel <pat@keel.example>"
    text = flat(mail)
    assert text.startswith(
        "Pat Keel, please revise the subcontractor schedule of values of subcontract SU-001 "
        "Structural steel at Marlow Road Depot: Robin Hale of Northbridge Construction returned it."
    )
    assert "Robin Hale writes: > Part delivery from erection." in text
    assert "Notes on lines - Line 2 By level, please." in text
    assert "Change the lines: http" in text
    # Row 6: what an administrator sets by hand is told to nobody.
    for status in ("under_review", "draft", "under_review", "approved", "draft"):
        schedule.set(status)
        assert sent(letterbox) == [], status


@pytest.mark.parametrize("who", ["contacts", "administrators"])
def test_agreed_lines_that_change_under_an_approved_schedule_are_told(
    scene: Scene, schedule: Schedule, pat: Contact, letterbox: Letterbox, who: str
) -> None:
    InvoicingSettings.objects.update(contacts_may_fill_schedule=who == "contacts")
    schedule.approved(DETAILS)
    deliver()
    letterbox.got.clear()
    with transaction.atomic():
        schedule_changed(schedule.now, scene.actor)
    [mail] = sent(letterbox)
    text = flat(mail)
    assert "Robin Hale of Northbridge Construction changed the agreed lines" in text
    assert "The schedule of values changed. Allocate the lines that changed again." in text
    if who == "contacts":
        assert text.startswith("Pat Keel, please revise")
        assert "Change the lines: http" in text
    else:
        assert "enters its lines; there is nothing for you to do." in text
        assert "See the notes: http" in text
        assert "schedule of values in revision" in mail["Subject"]


def test_a_message_has_the_contract_for_those_only_who_see_its_figures(
    scene: Scene, schedule: Schedule, letterbox: Letterbox
) -> None:
    contract = schedule.contract
    team, aside = worker(scene, scene.own, "Ana Reyes"), worker(scene, scene.own, "Ben Aside")
    member(scene, team, "site_team")
    member(scene, aside, "site_team")
    given: dict[str, Any] = {"actor": scene.actor, "contract_id": contract.pk, "text": "Here."}
    people = [team.pk, aside.pk]
    email_contract(**given, to=people, subject="<b>SU-001</b>\r\nBcc: x@elsewhere.example")
    mails = sent(letterbox)
    assert [len(pdf_of(mail)) for mail in mails] == [1, 1]
    assert mails[0]["Subject"] == "<b>SU-001</b> Bcc: x@elsewhere.example"
    assert mails[0]["Bcc"] is None
    type(contract).objects.update(is_private=True)
    email_contract(**given, to=people, subject="Again")
    assert [pdf_of(mail) for mail in sent(letterbox)] == [[], []]
    type(contract).objects.update(is_private=False)
    email_contract(**given, to=people, subject="Words only", with_document=False)
    assert [pdf_of(mail) for mail in sent(letterbox)] == [[], []]
    assert Mail.objects.count() == 3
