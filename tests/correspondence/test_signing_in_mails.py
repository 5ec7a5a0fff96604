"""Mails about signing in, as a real mail server gets them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.correspondence import jobs
from ledgerstone.correspondence.models import Mail
from ledgerstone.correspondence.signing_in.sign_in_mail import NotTaken
from ledgerstone.directory.models import Invitation, Person
from ledgerstone.directory.operations import create_person, invite_person
from ledgerstone.ops import mail
from tests.support.mail import deliver, queued
from tests.support.post_office import PostOffice, post_office
from tests.support.scene import Scene


@pytest.fixture
def person(scene: Scene) -> Person:
    return create_person(
        actor=scene.actor,
        company_id=scene.subcontractor.pk,
        name="Dana Reyes",
        email="dana@keel.example",
    )


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """A mail server that the application was told of."""
    with post_office() as opened:
        use(monkeypatch, opened)
        yield opened


def use(monkeypatch: pytest.MonkeyPatch, opened: PostOffice) -> None:
    """Have the settings that the URL of a server makes."""
    server = mail.parse(opened.url)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", server.backend)
    monkeypatch.setattr(settings, "EMAIL_HOST", server.host)
    monkeypatch.setattr(settings, "EMAIL_PORT", server.port)
    monkeypatch.setattr(settings, "DEFAULT_FROM_EMAIL", server.sender)


def test_an_invitation_goes_out_over_smtp(office: PostOffice, scene: Scene, person: Person) -> None:
    invitation = invite_person(actor=scene.actor, person_id=person.pk)
    deliver()
    [arrived] = office.arrived
    assert arrived["To"] == "dana@keel.example"
    assert arrived["From"] == "Northbridge Construction by Ledgerstone <claims@ledgerstone.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Subject"].startswith("Northbridge Construction invites you to sign in")
    for kind in ("plain", "html"):
        part = arrived.get_body((kind,))
        assert part is not None
        assert "/invitation/" in part.get_content()
    invitation.refresh_from_db()
    assert invitation.sent_at is not None
    assert not Mail.objects.exists()


def test_the_job_holds_ids_only_and_goes_with_its_transaction(scene: Scene, person: Person) -> None:
    invitation = invite_person(actor=scene.actor, person_id=person.pk)
    [job] = queued()
    assert job.args == {"account_id": scene.account.pk, "invitation_id": invitation.pk}
    assert invitation.nonce not in str(ProcrastinateJob.objects.values_list("args", flat=True))


def test_what_was_replaced_meanwhile_is_not_sent(scene: Scene, person: Person) -> None:
    first = invite_person(actor=scene.actor, person_id=person.pk)
    second = invite_person(actor=scene.actor, person_id=person.pk)
    assert len(deliver()) == 1
    sent = Invitation.objects.filter(sent_at__isnull=False)
    assert [one.pk for one in sent] == [second.pk]
    assert first.pk != second.pk


def test_a_server_that_is_away_fails_the_job_so_that_it_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, scene: Scene, person: Person
) -> None:
    with post_office() as gone:
        use(monkeypatch, gone)
    invitation = invite_person(actor=scene.actor, person_id=person.pk)
    with pytest.raises(NotTaken):
        jobs.send_invitation(account_id=scene.account.pk, invitation_id=invitation.pk)
    invitation.refresh_from_db()
    assert invitation.sent_at is None
