"""The local outbox: there only while no mail server is named, for administrators of the account,
with the mails of their account, and with nothing in them that opens anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.contract_messages import email_contract
from ledgerstone.correspondence.letters import unsubscribing
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.ops import mail as sending
from ledgerstone.ops.installation import Installation
from ledgerstone.tenancy import context
from tests.support.contacts import Contact, contact_of
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene, build_scene
from tests.web.estate_records import a_round
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of

HERE = "/outbox/"


@pytest.fixture
def outbox(settings: Any, tmp_path: Path) -> Path:
    """An installation without a mail server."""
    place = Installation(tmp_path)
    settings.INSTALLATION, settings.MAIL_OUTBOX = place, place.outbox
    settings.EMAIL_BACKEND = sending.OUTBOX
    return place.outbox


@pytest.fixture
def contact(scene: Scene) -> Contact:
    """A claim contact who is invited to claim, and so mailed a link of their own."""
    contract: Contract = scene.contract(status="approved")
    contact = contact_of(scene, contract)
    a_round(scene, contract)
    for _ in range(3):
        deliver()
    return contact


def test_a_newcomer_sees_what_would_have_been_mailed(
    outbox: Path, scene: Scene, contact: Contact, signed_in: Client
) -> None:
    words = text_of(signed_in.get(HERE))
    assert "Pat Keel" in words
    assert str(outbox) in words
    recipient = MailRecipient.objects.get(person=contact.person, mail__kind="invitation")
    answer = signed_in.get(f"{HERE}{recipient.pk}/")
    assert recipient.subject in text_of(answer)
    assert "sandbox" in answer.content.decode()
    framed = signed_in.get(f"{HERE}{recipient.pk}/?part=html")
    assert "sandbox" in framed["Content-Security-Policy"]
    assert "Send the Wards dockets." in framed.content.decode()


def test_nothing_that_opens_anything_is_shown(
    outbox: Path, scene: Scene, contact: Contact, signed_in: Client
) -> None:
    recipient = MailRecipient.objects.get(person=contact.person, mail__kind="invitation")
    [file] = outbox.glob(f"*-mail-{recipient.pk}.eml")
    assert "/open/" in file.read_text()
    for page in (HERE, f"{HERE}{recipient.pk}/", f"{HERE}{recipient.pk}/?part=html"):
        shown = signed_in.get(page).content.decode()
        assert "/open/" not in shown.replace("/open/…", "")
        assert unsubscribing.word(contact.person, "invitation") not in shown


def test_mails_about_signing_in_stay_files(
    outbox: Path, scene: Scene, contact: Contact, signed_in: Client
) -> None:
    django_mail.EmailMessage("Your code", "Type 123 456.", to=[contact.person.email]).send()
    assert len([one for one in outbox.iterdir() if "-mail-" not in one.name]) == 1
    assert "Your code" not in text_of(signed_in.get(HERE))


def test_it_is_for_administrators_of_the_account_and_shows_their_account_only(
    outbox: Path, scene: Scene, contact: Contact, signed_in: Client
) -> None:
    recipient = MailRecipient.objects.filter(person=contact.person).first()
    assert recipient is not None
    plain = worker(scene, scene.own, "Ana Reyes")
    member(scene, plain, "site_team")
    other = build_scene("Southgate Civil")
    stranger = Client()
    stranger.force_login(other.user)
    assert "Pat Keel" not in text_of(stranger.get(HERE))
    for client in (signed_in_as(plain), signed_in_as(contact.person)):
        assert client.get(HERE).status_code == 404
    for client in (signed_in_as(plain), stranger):
        assert client.get(f"{HERE}{recipient.pk}/").status_code == 404
        assert client.get(f"{HERE}{recipient.pk}/?part=html").status_code == 404


def test_where_a_server_is_named_there_is_no_such_page(
    settings: Any, outbox: Path, scene: Scene, signed_in: Client
) -> None:
    assert HERE in signed_in.get("/projects/").content.decode()
    settings.MAIL_OUTBOX = None
    assert signed_in.get(HERE).status_code == 404
    assert HERE not in signed_in.get("/projects/").content.decode()


def test_a_file_that_is_of_another_installation_is_not_shown(
    outbox: Path, scene: Scene, signed_in: Client
) -> None:
    contract: Contract = scene.contract(status="approved")
    ana = worker(scene, scene.own, "Ana Reyes")
    member(scene, ana, "site_team")
    with context.accounts([scene.account.pk]):
        email_contract(
            actor=scene.actor, contract_id=contract.pk, to=[ana.pk], subject="Steel", text="Look."
        )
        deliver()
    recipient = MailRecipient.objects.get()
    here = reverse("web:outbox_mail", args=[recipient.pk])
    assert signed_in.get(here).status_code == 200
    [file] = outbox.iterdir()
    file.write_bytes(file.read_bytes().replace(recipient.message_id.encode(), b"<mail-1.x@y>"))
    answer = signed_in.get(here)
    assert answer.headers["Location"] == reverse("web:mail", args=[recipient.mail_id])
    file.unlink()
    assert "Nothing was mailed yet" in text_of(signed_in.get(HERE))
