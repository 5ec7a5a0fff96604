"""Invitations, reminders and their mails come into being once, whoever works beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from ledgerstone.claims.many import Outcome
from ledgerstone.claims.operations import planned_reminders, remind_planned
from ledgerstone.correspondence.delivery import delivery, settling
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.tenancy import clock, context
from tests.claims.rounds import AFTERNOON, Round
from tests.support.mail import queued
from tests.support.scene import Scene, build_scene

MORNING = dt.datetime(2026, 10, 21, 7, 0, tzinfo=ZoneInfo("Australia/Sydney"))


@pytest.fixture
def october(committed_db: str) -> Iterator[Round]:
    """A round in a database in which commits are real."""
    scene = build_scene()
    with context.accounts([scene.account.pk]):
        with clock.fixed(AFTERNOON):
            made = Round.at(scene)
            made.settings(reminds_contacts=True)
            made.invite()
        yield made


def twice(october: Round, act: Callable[[], object]) -> list[object]:
    """What two workers get who do the same at the same instant."""
    together = Barrier(2)

    def one() -> object:
        together.wait()
        try:
            with context.accounts([october.scene.account.pk]), clock.fixed(MORNING):
                return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        return [done.result() for done in [workers.submit(one) for _ in range(2)]]


def _reminders() -> int:
    return Mail.objects.filter(kind="invitation_reminder").count()


def test_two_workers_on_the_same_morning_remind_once(october: Round) -> None:
    with clock.fixed(MORNING):
        [morning] = planned_reminders(october.scene.account.pk)
    assert sorted(twice(october, lambda: remind_planned(morning)), key=str) == [0, 1]
    assert october.invitation.reminders == 1
    assert _reminders() == 1
    # Started again, it finds nothing to do.
    with clock.fixed(MORNING + dt.timedelta(minutes=15)):
        assert planned_reminders(october.scene.account.pk) == []
        assert remind_planned(morning) == 0


def test_two_workers_with_the_same_mail_send_it_once(
    october: Round, mailoutbox: list[object]
) -> None:
    account, mail = october.scene.account, Mail.objects.get()
    twice(october, lambda: settling.settle_recipients(account, mail.pk))
    recipient = MailRecipient.objects.get()
    twice(october, lambda: delivery.deliver(account, recipient.pk))
    assert len(mailoutbox) == 1
    recipient.refresh_from_db()
    assert recipient.state == "sent"


def test_an_invitation_that_is_taken_back_leaves_no_mail_behind(scene: Scene) -> None:
    with clock.fixed(AFTERNOON):
        made = Round.at(scene)
        with transaction.atomic():
            made.invite()
            assert len(queued()) == 1
            transaction.set_rollback(True)
        assert queued() == []
        assert not Mail.objects.exists()


def test_two_administrators_who_invite_at_once_have_it_mailed_once(october: Round) -> None:
    Mail.objects.all().delete()
    outcomes = twice(october, october.invite)
    assert outcomes == [Outcome([october.contract.pk]), Outcome([october.contract.pk])]
    assert Mail.objects.count() == 1
