"""Planned mails are left once, whoever looks beside, and whoever was started again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.models import Mail, MailChoice, MailRecipient
from ledgerstone.correspondence.planned import digests, summing
from ledgerstone.correspondence.planned.planned_jobs import queue_planned_mails
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account
from tests.claims.desk import Desk
from tests.support.mail import deliver, queued
from tests.support.people import member, worker
from tests.support.scene import Scene, build_scene, standing_scene

SYDNEY = ZoneInfo("Australia/Sydney")
MONDAY = dt.datetime(2026, 10, 19, 7, 0, tzinfo=SYDNEY)


def _prepared(scene: Scene) -> Scene:
    """A digest and a daily summary that are due on Monday."""
    with context.accounts([scene.account.pk]), clock.fixed(MONDAY - dt.timedelta(days=3)):
        Account.objects.filter(pk=scene.account.pk).update(time_zone=SYDNEY.key)
        scene.account.refresh_from_db()
        scene.period(2026, 10)
        ana = worker(scene, scene.own, "Ana Reyes")
        member(scene, ana, "claim_administrator")
        add_recipient(
            actor=scene.actor,
            project_id=scene.project.pk,
            purpose="commitment_claims",
            person_id=ana.pk,
        )
        change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, sends_digest=True)
        MailChoice.objects.create(
            account=scene.account, person=ana, kind="claim_submitted", choice="daily"
        )
        Desk.at(scene).claimed({"2": {"percent_to_date": "50"}})
        deliver()
    return scene


@pytest.fixture
def committed(committed_db: str) -> Scene:
    """The same in a database in which commits are real."""
    return _prepared(build_scene())


def _mails() -> list[str]:
    kinds = ("digest", "daily_summary")
    return list(Mail.objects.filter(kind__in=kinds).order_by("kind").values_list("kind", flat=True))


@pytest.mark.parametrize("look", [digests.queue_digests, summing.queue_summaries])
def test_two_workers_at_once_leave_one(committed: Scene, look: Callable[[Account], int]) -> None:
    together = Barrier(2)

    def looked() -> int:
        together.wait()
        try:
            with context.accounts([committed.account.pk]), clock.fixed(MONDAY):
                return look(committed.account)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        rounds = [one.result() for one in [workers.submit(looked) for _ in range(2)]]
    assert sorted(rounds) == [0, 1]
    with context.accounts([committed.account.pk]):
        assert len(_mails()) == 1
        assert len(queued()) == 1


def test_a_worker_that_died_in_between_leaves_all_or_nothing(db: None) -> None:
    """Its transaction is gone with it; the next look does the whole of it."""
    scene = _prepared(standing_scene())
    with context.accounts([scene.account.pk]), clock.fixed(MONDAY):
        with transaction.atomic():
            assert summing.queue_summaries(scene.account) == 1
            transaction.set_rollback(True)
        assert _mails() == []
        assert MailRecipient.objects.get(state="held").summary is None
        with context.accounts([]):
            queue_planned_mails(0)
            queue_planned_mails(0)
    with context.accounts([scene.account.pk]):
        assert _mails() == ["daily_summary", "digest"]
        held = MailRecipient.objects.get(state="held")
        assert held.summary == Mail.objects.get(kind="daily_summary")
        with clock.fixed(MONDAY):
            assert len(deliver()) == 2
            summing.conclude_parts(scene.account)
        held.refresh_from_db()
        assert held.state == "summed"


def test_an_account_that_fails_does_not_keep_the_others_waiting(db: None) -> None:
    scene, other = _prepared(standing_scene()), build_scene("Southgate Civil")
    with context.accounts([other.account.pk]):
        Account.objects.filter(pk=other.account.pk).update(time_zone="Nowhere/At All")
    with clock.fixed(MONDAY), context.accounts([]), pytest.raises(RuntimeError, match="of 1 acc"):
        queue_planned_mails(0)
    with context.accounts([scene.account.pk]):
        assert _mails() == ["daily_summary", "digest"]
