"""Mails that tell that files are made: to whoever asked, once, with the way to them."""

from __future__ import annotations

import pytest

from ledgerstone.claims.models import Claim
from ledgerstone.correspondence.models import MailChoice, MailRecipient
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.documents.models import Document
from ledgerstone.documents.operations import make_document
from ledgerstone.documents.packages import packaging
from ledgerstone.projects.operations import close_billing_period
from tests.claims.desk import Desk
from tests.documents import attached
from tests.documents.packed import attach
from tests.support.mail import deliver
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene)


@pytest.fixture
def claim(desk: Desk) -> Claim:
    return desk.certified({"1": {"work_this_period": "500"}})


@pytest.fixture
def asked(scene: Scene, claim: Claim) -> Document:
    """Backups that somebody asked for, and that are not made yet."""
    close_billing_period(actor=scene.actor, period_id=claim.period_id)
    return packaging.request_backups(
        actor=scene.actor, period_id=claim.period_id, claim_ids=[claim.pk]
    )


def made(scene: Scene, document: Document) -> None:
    make_document(account_id=scene.account.pk, document_id=document.pk, user_id=scene.actor.user_id)


def packed(scene: Scene, desk: Desk, claim: Claim) -> Document:
    """A package that takes long enough to be left to the worker."""
    files = [attach(desk, claim, f"{n}.pdf", attached.pdf(f"{n}")) for n in range(11)]
    files.append(attach(desk, claim, "locked.pdf", attached.protected()))
    return packaging.request_package(
        actor=scene.actor, claim_id=claim.pk, paper_ids=[one.pk for one in files]
    )


def test_whoever_asked_is_told_once_with_the_way_to_it(scene: Scene, asked: Document) -> None:
    assert deliver() == []
    made(scene, asked)
    (mail,) = [*deliver(), *deliver()]
    assert mail.to == [f"Robin Hale <{scene.user.email}>"]
    subject = "Backups of 1 to 30 September 2026 are compiled, 24-017 Marlow Road Depot"
    assert mail.subject == subject
    text = " ".join(mail.body.split())
    assert "The backups of 1 claim of 1 to 30 September 2026 on 24-017 Marlow Road Depot" in text
    assert f"/documents/{asked.pk}/" in text
    made(scene, asked)
    assert [*deliver(), *deliver()] == []


def test_whoever_wants_no_mail_gets_none(scene: Scene, asked: Document) -> None:
    Person.objects.filter(user=scene.user).update(messages=NOT_AT_ALL)
    made(scene, asked)
    assert [*deliver(), *deliver()] == []
    assert "Not at all" in MailRecipient.objects.get().why_not


def test_whoever_may_not_have_the_file_any_more_is_not_told(scene: Scene, claim: Claim) -> None:
    close_billing_period(actor=scene.actor, period_id=claim.period_id)
    person = worker(scene, scene.own, "Ana Reyes")
    membership = member(scene, person, "claim_administrator")
    actor = as_actor(scene, person)
    asked = packaging.request_backups(actor=actor, period_id=claim.period_id, claim_ids=[claim.pk])
    make_document(account_id=scene.account.pk, document_id=asked.pk, user_id=actor.user_id)
    membership.delete()
    assert [*deliver(), *deliver()] == []
    assert MailRecipient.objects.get().why_not == "Ana Reyes may not see what it is about."


def test_backups_that_are_gone_are_not_told_of(scene: Scene, asked: Document) -> None:
    made(scene, asked)
    Document.objects.filter(pk=asked.pk).delete()
    assert deliver() == []
    assert MailRecipient.objects.get().why_not == "It is not there any more."


def test_a_package_that_took_long_is_told_of_and_names_what_is_not_in_it(
    scene: Scene, desk: Desk, claim: Claim
) -> None:
    document = packed(scene, desk, claim)
    assert document.status == "queued"
    made(scene, document)
    (mail,) = [*deliver(), *deliver()]
    subject = "Claim 1 of SU-001 Structural steel with attachments is ready, 24-017 Marlow"
    assert mail.subject.startswith(subject)
    assert "with 12 attached files in one PDF." in " ".join(mail.body.split())
    assert "- locked.pdf\n  It is protected by a password." in mail.body
    assert f"/documents/{document.pk}/" in mail.body


def test_a_package_that_was_opened_meanwhile_is_not_told_of(
    scene: Scene, desk: Desk, claim: Claim
) -> None:
    document = packed(scene, desk, claim)
    made(scene, document)
    document.refresh_from_db()
    packaging.mark_seen(scene.actor, document)
    assert [*deliver(), *deliver()] == []
    assert MailRecipient.objects.get().why_not == "Robin Hale opened it already."


def test_a_package_that_was_made_at_once_is_not_told_of(scene: Scene, claim: Claim) -> None:
    packaging.request_package(actor=scene.actor, claim_id=claim.pk, paper_ids=[])
    assert [*deliver(), *deliver()] == []
    assert not MailRecipient.objects.exists()


def test_who_turned_such_mails_off_gets_none(scene: Scene, asked: Document) -> None:
    MailChoice.objects.create(
        account=scene.account,
        person=Person.objects.get(user=scene.user),
        kind="backups_ready",
        choice="never",
    )
    made(scene, asked)
    assert [*deliver(), *deliver()] == []
    assert MailRecipient.objects.get().why_not == "Robin Hale does not want mails of this kind."
