"""The parts of a mail as a mail server gets them, and what becomes of mails about signing in."""

from __future__ import annotations

from email.message import EmailMessage, Message
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.correspondence import jobs
from ledgerstone.correspondence.delivery.envelope import Envelope, message_of
from ledgerstone.correspondence.letters.letter import Letter, Paper, Paragraph
from ledgerstone.correspondence.models import Mail
from ledgerstone.correspondence.signing_in.sign_in_mail import NotTaken
from ledgerstone.directory.models import Invitation, Person
from ledgerstone.directory.operations import create_person, invite_person, set_logo
from tests.directory.test_logos import PLAIN
from tests.support.mail import deliver
from tests.support.scene import Scene

from .letterbox import Letterbox, letterbox

__all__ = ["letterbox"]

LETTER = Letter("Claim 3 of Łódź Steel", (Paragraph("Please answer claim 3 – it waits."),))


@pytest.fixture
def person(scene: Scene) -> Person:
    return create_person(
        actor=scene.actor,
        company_id=scene.subcontractor.pk,
        name="Dana Reyes",
        email="dana@keel.example",
    )


def shape(mail: Message) -> Any:
    """How the parts of a mail lie in each other."""
    if mail.is_multipart():
        return (mail.get_content_type(), [shape(part) for part in mail.get_payload()])  # type: ignore[union-attr]
    return mail.get_content_type()


def arrived(scene: Scene, letterbox: Letterbox, letter: Letter = LETTER) -> Message:
    message_of(letter, Envelope.of_sign_in(scene.account, "dana@keel.example")).send()
    [(_, mail)] = letterbox.got
    return mail


def test_text_comes_first_and_html_after_it(scene: Scene, letterbox: Letterbox) -> None:
    mail = arrived(scene, letterbox)
    assert shape(mail) == ("multipart/alternative", ["text/plain", "text/html"])
    assert mail["Subject"] == "Claim 3 of Łódź Steel"
    for kind in ("plain", "html"):
        assert isinstance(mail, EmailMessage)
        part = mail.get_body((kind,))
        assert part is not None
        assert "Please answer claim 3 – it waits." in part.get_content()


def test_the_logo_is_a_part_of_the_mail_that_its_html_names(
    scene: Scene, letterbox: Letterbox
) -> None:
    set_logo(actor=scene.actor, company_id=scene.own.pk, content=PLAIN.encode())
    mail = arrived(scene, letterbox)
    html_and_text = ("multipart/alternative", ["text/plain", "text/html"])
    assert shape(mail) == ("multipart/related", [html_and_text, "image/png"])
    assert isinstance(mail, EmailMessage)
    logo = mail.get_payload()[1]  # type: ignore[index]
    assert isinstance(logo, EmailMessage)
    assert logo["Content-ID"] == "<logo>"
    assert logo.get_content_disposition() == "inline"
    assert logo.get_content().startswith(b"\x89PNG")
    html = mail.get_body(("html",))
    assert html is not None
    assert 'src="cid:logo"' in html.get_content()


def test_files_go_along_beside_the_logo(scene: Scene, letterbox: Letterbox) -> None:
    set_logo(actor=scene.actor, company_id=scene.own.pk, content=PLAIN.encode())
    paper = Paper("claim 3 – Łódź.pdf", "application/pdf", b"%PDF-1.7")
    mail = arrived(scene, letterbox, Letter("Claim 3", LETTER.blocks, papers=(paper,)))
    assert mail.get_content_type() == "multipart/mixed"
    [pdf] = [part for part in mail.walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_filename() == "claim 3 – Łódź.pdf"
    assert pdf.get_payload(decode=True) == b"%PDF-1.7"


def refuse(letterbox: Letterbox, said: str) -> None:
    """Have the mail server say one thing to every receiver."""

    async def handle(*_: Any) -> str:
        return said

    letterbox.handle_RCPT = handle  # type: ignore[attr-defined]


def test_an_address_that_is_refused_for_good_is_marked_and_not_tried_again(
    scene: Scene, person: Person, letterbox: Letterbox
) -> None:
    refuse(letterbox, "550 5.1.1 No such mailbox")
    invitation = invite_person(actor=scene.actor, person_id=person.pk)
    deliver()
    person.refresh_from_db()
    assert person.refused_address == "dana@keel.example"
    assert "No such mailbox" in person.refused_words
    assert Invitation.objects.get(pk=invitation.pk).sent_at is None
    assert not ProcrastinateJob.objects.filter(
        task_name="correspondence.invitation", status="todo"
    ).exists()


def test_a_server_that_cannot_take_it_now_is_asked_again(
    scene: Scene, person: Person, letterbox: Letterbox
) -> None:
    refuse(letterbox, "451 4.3.2 Come back later")
    invitation = invite_person(actor=scene.actor, person_id=person.pk)
    with pytest.raises(NotTaken, match="Come back later"):
        jobs.send_invitation(account_id=scene.account.pk, invitation_id=invitation.pk)
    person.refresh_from_db()
    assert person.refused_address == ""
    assert Invitation.objects.get(pk=invitation.pk).sent_at is None
    assert not Mail.objects.exists()
