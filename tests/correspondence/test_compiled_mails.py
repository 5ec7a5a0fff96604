"""The mail that tells that backups are compiled: to whoever asked, once, with the way to them."""

from __future__ import annotations

import pytest

from ledgerstone.correspondence.compiled_mails import tell_of_compilation
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.documents.models import Document
from ledgerstone.documents.operations import make_document
from ledgerstone.documents.packaging import request_backups
from ledgerstone.projects.operations import close_billing_period
from tests.claims.desk import Desk
from tests.support.mail import deliver
from tests.support.scene import Scene


@pytest.fixture
def asked(scene: Scene) -> Document:
    """Backups that somebody asked for, and that are not made yet."""
    period = scene.period(2026, 9)
    claim = Desk.at(scene).certified({"1": {"work_this_period": "500"}})
    close_billing_period(actor=scene.actor, period_id=period.pk)
    return request_backups(actor=scene.actor, period_id=period.pk, claim_ids=[claim.pk])


def made(scene: Scene, document: Document) -> None:
    make_document(account_id=scene.account.pk, document_id=document.pk, user_id=scene.actor.user_id)


def test_whoever_asked_is_told_once_with_the_way_to_it(scene: Scene, asked: Document) -> None:
    assert deliver() == []
    made(scene, asked)
    (mail,) = deliver()
    assert mail.to == [scene.user.email]
    assert mail.subject == "Backups of 1 to 30 September 2026 are compiled, Marlow Road Depot"
    assert "The backups of 1 claim of 1 to 30 September 2026 on 24-017" in mail.body
    assert f"/documents/{asked.pk}/" in mail.body
    tell_of_compilation(scene.account.pk, asked.pk)
    assert deliver() == []


def test_whoever_wants_no_mail_gets_none(scene: Scene, asked: Document) -> None:
    Person.objects.filter(user=scene.user).update(messages=NOT_AT_ALL)
    made(scene, asked)
    assert deliver() == []
