"""The doctor says which mails did not get there, and what is left lying."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.ops import doctor_mails
from ledgerstone.ops.findings import Level
from ledgerstone.tenancy import clock, context
from tests.support.people import worker
from tests.support.scene import Scene, scene

__all__ = ["scene"]

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def _mail(scene: Scene, *states: str, ago: dt.timedelta = DAY, words: str = "") -> Mail:
    """A mail that got so far with as many people."""
    moment = clock.now() - ago
    mail = Mail.objects.create(
        account=scene.account,
        kind="contract_mail",
        cause=f"contract_mail:{Mail.objects.count()}",
        made_at=moment,
        recipients_at=moment,
    )
    for state in states:
        count = MailRecipient.objects.count()
        MailRecipient.objects.create(
            account=scene.account, mail=mail, state=state, server_words=words, taken_at=moment,
            person=worker(scene, scene.own, f"Reader {count}"), due_at=moment, sent_at=moment,
        )  # fmt: skip
    return mail


def test_where_all_got_there_nothing_is_wrong(scene: Scene) -> None:
    _mail(scene, "sent", "summed")
    _mail(scene, "failed", "unknown", ago=8 * DAY, words="550 No")
    with context.accounts([]):
        assert doctor_mails.lately().level is Level.FINE
        assert doctor_mails.left_lying().level is Level.FINE


def test_what_failed_and_what_nobody_knows_is_told_with_the_words_of_the_server(
    scene: Scene,
) -> None:
    _mail(scene, "failed", "failed", "unknown", words="550 5.7.1 Not from you")
    with context.accounts([]):
        found = doctor_mails.lately()
    assert found.level is Level.NOTE
    assert found.what == (
        "In the last 7 days 2 mails failed, and of 1 mail nobody knows whether it arrived. Of one "
        "the mail server said “550 5.7.1 Not from you”."
    )


@pytest.mark.parametrize("state", ["queued", "held", "sending", "handing"])
def test_what_should_be_done_by_now_is_wrong(scene: Scene, state: str) -> None:
    _mail(scene, state, ago=HOUR / 2)
    assert doctor_mails.left_lying().level is Level.FINE
    _mail(scene, state, ago=2 * HOUR)
    mail = _mail(scene, ago=2 * HOUR)
    Mail.objects.filter(pk=mail.pk).update(recipients_at=None)
    found = doctor_mails.left_lying()
    assert found.level is Level.WRONG
    assert found.what == "2 mails and 0 jobs should have been done an hour ago."


def test_jobs_that_nobody_does_are_wrong(scene: Scene) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH job AS (INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('mail', 'lost', '{}', 'todo'), ('mail', 'lost', '{}', 'doing') RETURNING id)"
            " SELECT array_agg(id) FROM job"
        )
        [ids] = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '2 hours'"
            " WHERE job_id = ANY(%s)",
            [ids],
        )
    assert doctor_mails.left_lying().what == (
        "0 mails and 2 jobs should have been done an hour ago."
    )
