"""The page that sends a claim on by e-mail: who is offered, what is sent, and who may."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import Person
from tests.claims.desk import Desk
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF
from tests.web.posting import form_values, text_of


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene)


@pytest.fixture
def ana(scene: Scene) -> Person:
    """Somebody on the distribution of the project's commitments."""
    person = worker(scene, scene.own, "Ana Reyes")
    member(scene, person, "site_team")
    add_recipient(
        actor=scene.actor,
        project_id=scene.project.pk,
        purpose="commitments",
        person_id=person.pk,
    )
    return person


def page_of(claim: Claim) -> str:
    return reverse("web:claim_forward", args=[claim.pk])


def ticked(page: HttpResponse) -> list[tuple[str, str]]:
    """The ticked boxes by name, with whom they are for."""
    found = html.fromstring(page.content).xpath('//*[@class="forward-person"]//input[@checked]')
    return [(box.get("name"), box.get("value")) for box in found]


def sent(client: Client, claim: Claim, **given: object) -> HttpResponse:
    """Send the form of the page as a browser does, with some of it changed; follow it."""
    fields = {**form_values(client.get(page_of(claim)), "subject"), **given}
    return client.post(page_of(claim), fields, follow=True)


def test_the_form_begins_with_the_distribution_and_sends_what_was_typed(
    desk: Desk, signed_in: Client, ana: Person
) -> None:
    claim = desk.certified(HALF)
    assert page_of(claim) in signed_in.get(reverse("web:claim", args=[claim.pk])).content.decode()
    page = signed_in.get(page_of(claim))
    assert ticked(page) == [("to", str(ana.pk))]
    assert "As it is certified." in text_of(page)
    answer = sent(signed_in, claim, text="Have a look.", is_private="1")
    assert "The mail to one person is on its way." in text_of(answer)
    mail = Mail.objects.get(kind="claim_forwarded")
    assert (mail.text, mail.is_private, mail.claim_id) == ("Have a look.", True, claim.pk)
    assert mail.subject.startswith("FW: Progress claim 1 for SU-001 - Keel Steel")
    assert [(one.person, one.way) for one in mail.recipients.all()] == [(ana, "to")]


def test_a_form_that_is_sent_twice_is_one_mail(desk: Desk, signed_in: Client, ana: Person) -> None:
    claim = desk.claimed(HALF)
    fields = form_values(signed_in.get(page_of(claim)), "subject")
    for _ in range(2):
        assert signed_in.post(page_of(claim), fields).status_code == 302
    assert MailRecipient.objects.filter(mail__kind="claim_forwarded").count() == 1


def test_a_form_that_is_refused_keeps_what_was_typed(
    desk: Desk, signed_in: Client, ana: Person
) -> None:
    claim = desk.claimed(HALF)
    page = signed_in.post(
        page_of(claim), {"subject": "Mine", "text": "My words", "blind": str(ana.pk), "to": "x"}
    )
    assert page.status_code == 422
    assert "Choose at least one person to write to." in text_of(page)
    assert ticked(page) == [("blind", str(ana.pk))]
    assert 'value="Mine"' in page.content.decode()
    assert "My words" in text_of(page)
    assert not Mail.objects.filter(kind="claim_forwarded").exists()


def test_our_claim_is_e_mailed_to_the_owner(scene: Scene, desk: Desk, signed_in: Client) -> None:
    ours = Desk.at(scene, "head_contract")
    olive = Person.objects.create(
        account=scene.account,
        company=scene.owner,
        name="Olive <b>Moss",
        email="olive@owner.example",
        is_primary_contact=True,
    )
    claim = ours.start()
    assert "E-mail to the" in text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
    page = signed_in.get(page_of(claim))
    assert ticked(page) == [("to", str(olive.pk))]
    assert "Olive <b>Moss" in text_of(page)
    assert "Has no login: gets the PDF and the figures" in text_of(page)
    sent(signed_in, claim)
    assert Mail.objects.get(kind="claim_to_owner").recipients.get().person == olive


def test_who_may_not_send_it_is_not_offered_it(scene: Scene, desk: Desk) -> None:
    claim = desk.claimed(HALF)
    contact = contact_of(scene, desk.contract)
    client = Client()
    client.force_login(contact.user)
    shown = client.get(reverse("web:claim", args=[claim.pk]))
    assert shown.status_code == 200
    assert page_of(claim) not in shown.content.decode()
    for answer in (client.get(page_of(claim)), client.post(page_of(claim), {"to": "1"})):
        assert answer.status_code == 403


def test_as_many_queries_however_many_people(scene: Scene, desk: Desk, signed_in: Client) -> None:
    claim = desk.claimed(HALF)
    counts = []
    for names in (("Bo Lind",), ("Cy Dee", "Di Eco", "Ed Fox", "Flo Gil")):
        for name in names:
            member(scene, worker(scene, scene.own, name), "site_team")
        signed_in.get(page_of(claim))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert "Bo Lind" in text_of(signed_in.get(page_of(claim)))
        counts.append(len(captured))
    assert counts[0] == counts[1]
