"""Mails of earlier releases stand in the one log after migrating, as far as they got."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.correspondence.delivery.mail_jobs import take_up_what_is_left
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.directory.models import Person
from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.tenancy import context
from tests.claims.rounds import AFTERNOON, Round
from tests.support.scene import Scene, build_scene

# A message to two, of which one was on its way; an invitation to two, of which one is still to be
# sent; a reminder; a notice of insurance that was sent, and one that was not.
BEFORE = """
INSERT INTO correspondence_message
  (id, account_id, contract_id, subject, text, is_private, sender_id, sender_name, created_at)
  VALUES (7, {account}, {contract}, 'The steel', 'Please look.', true, {user}, 'Robin Hale',
    '2026-10-01T00:00:00Z');
INSERT INTO correspondence_messagerecipient
  (account_id, message_id, person_id, is_copy, address, state, why_not, sent_at) VALUES
  ({account}, 7, {one}, false, 'one@then.example', 'sent', '', '2026-10-01T00:01:00Z'),
  ({account}, 7, {two}, true, 'two@then.example', 'sending', '', NULL);
INSERT INTO correspondence_invitationmail
  (account_id, invitation_id, person_id, about, at, address, state, why_not, sent_at) VALUES
  ({account}, {invitation}, {one}, 'invited', '2026-10-20T03:00:00Z', 'one@then.example', 'sent',
    '', '2026-10-20T03:00:09Z'),
  ({account}, {invitation}, {two}, 'invited', '2026-10-20T03:00:00Z', '', 'queued', '', NULL),
  ({account}, {invitation}, {one}, 'reminded', '2026-10-22T20:00:00.0625Z', '', 'not_sent',
    'It was answered.', NULL);
INSERT INTO correspondence_insurancenotice
  (account_id, person_id, day, policies, state, why_not, made_at, sent_at) VALUES
  ({account}, {one}, '2026-10-02', '{{3,4}}', 'sent', '', '2026-10-01T20:00:00Z',
    '2026-10-01T20:00:05Z'),
  ({account}, {two}, '2026-10-02', '{{3}}', 'not_sent', 'Not active.', '2026-10-01T20:00:00Z',
    NULL);
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
  VALUES ('mail', 'correspondence.invitation_to_claim', '{{}}');
"""


@pytest.fixture
def scene(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    with context.accounts([built.account.pk]):
        yield built


def _migrate(committed_db: str, state: Path, *arguments: str) -> str:
    """Run a command of Django as the owner of the tables; the address of the owner."""
    owner = committed_db.replace("//ledgerstone@", f"//{OWNER_ROLE}@")
    environment = os.environ | {
        "DATABASE_URL": committed_db,
        "DATABASE_OWNER_URL": owner,
        "LEDGERSTONE_ROLE": "owner",
        "LEDGERSTONE_STATE_DIR": str(state),
        "DJANGO_SETTINGS_MODULE": "ledgerstone.ops.settings",
    }
    command = [sys.executable, "-W", "ignore", "-m", "django", "migrate", "correspondence"]
    subprocess.run([*command, *arguments], env=environment, check=True, capture_output=True)
    return owner


def test_mails_of_before_stand_in_the_one_log(
    scene: Scene, committed_db: str, tmp_path: Path
) -> None:
    with time_machine.travel(AFTERNOON, tick=False):
        round_ = Round.at(scene)
        round_.invite()
    ProcrastinateJob.objects.all().delete()
    two = Person.objects.create(
        account=scene.account, company=scene.subcontractor, name="Two", email="two@now.example"
    )
    ids = {
        "account": scene.account.pk, "contract": round_.contract.pk, "user": scene.user.pk,
        "one": round_.contact.person.pk, "two": two.pk, "invitation": round_.invitation.pk,
    }  # fmt: skip
    connection.close()
    owner = _migrate(committed_db, tmp_path, "0004")
    with psycopg.connect(owner) as session:
        session.execute("DELETE FROM correspondence_mail")
        session.execute(BEFORE.format(**ids))
    _migrate(committed_db, tmp_path)

    with context.accounts([scene.account.pk]):
        _all_is_there(scene, round_, two)
        take_up_what_is_left(0)
    [job] = ProcrastinateJob.objects.filter(status="todo")
    assert job.task_name == "correspondence.deliver"


def _all_is_there(scene: Scene, round_: Round, two: Person) -> None:
    pat, day = round_.contact.person, "2026-10-02"
    key = f"{round_.invitation.pk}:2026-10-20T03:00:00+00:00"
    reminded = f"{round_.invitation.pk}:2026-10-22T20:00:00.062500+00:00"
    rows = MailRecipient.objects.select_related("mail__sender", "person").order_by("id")
    told = [(row.mail.kind, row.mail.cause, row.person, row.state, row.way) for row in rows]
    assert told == [
        ("contract_mail", "contract_mail:before:7", pat, "sent", "to"),
        ("contract_mail", "contract_mail:before:7", two, "unknown", "copy"),
        ("invitation", f"invitation:{key}", pat, "sent", "to"),
        ("invitation", f"invitation:{key}", two, "queued", "to"),
        ("invitation_reminder", f"invitation_reminder:{reminded}", pat, "not_sent", "to"),
        ("insurance", f"insurance:{pat.pk}:{day}", pat, "sent", "to"),
        ("insurance", f"insurance:{two.pk}:{day}", two, "not_sent", "to"),
    ]
    message, lost, invited, queued, reminder, insurance, unsure = rows
    mail = message.mail
    assert (mail.subject, mail.text, mail.is_private) == ("The steel", "Please look.", True)
    assert (mail.sender, mail.sender_name) == (scene.user, "Robin Hale")
    assert mail.facts == {"to": [pat.pk], "copy": [two.pk]}
    assert (message.address, message.text, message.tries) == ("one@then.example", mail.text, 1)
    assert lost.server_words == "The worker ended while it sent the mail."
    assert invited.mail.facts == {"at": "2026-10-20T03:00:00+00:00"}
    assert invited.mail.invitation == round_.invitation
    assert (queued.asked_for, queued.tries) == (scene.subcontractor.pk, 0)
    assert reminder.why_not == "It was answered."
    assert insurance.mail.facts == {"person": pat.pk, "day": day, "policies": [3, 4]}
    assert unsure.why_not == "Not active."
    assert all(row.mail.recipients_at for row in rows)
