"""Rows and jobs of the daily notice come into being together, whoever works beside."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from ledgerstone.correspondence.insurance_notices import Queued, send_notice
from ledgerstone.correspondence.models import InsuranceNotice
from ledgerstone.tenancy import clock, context
from tests.correspondence.insured import END, Insured, jobs, morning
from tests.support.scene import Scene, build_scene


@pytest.fixture
def committed(committed_db: str) -> Iterator[Insured]:
    """Insurance in a database in which commits are real."""
    scene = build_scene()
    with context.accounts([scene.account.pk]):
        insured = Insured.at(scene)
        insured.manager()
        insured.policy()
        yield insured


def test_a_round_that_fails_leaves_neither_rows_nor_jobs_also_in_the_worker(scene: Scene) -> None:
    """The worker's own connection, which the library would use there, knows no such row."""
    insured = Insured.at(scene)
    insured.manager()
    insured.policy()
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()):
        with transaction.atomic():
            assert insured.at_seven(END) == Queued(1, 0)
            transaction.set_rollback(True)
        assert not InsuranceNotice.objects.exists()
        assert jobs() == []
        assert insured.at_seven(END) == Queued(1, 0)
    assert len(jobs()) == 1


def test_two_workers_at_once_tell_once(committed: Insured) -> None:
    together = Barrier(2)

    def look() -> Queued:
        together.wait()
        try:
            with context.accounts([committed.account.pk]):
                return committed.at_seven(END)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        rounds = [one.result() for one in [workers.submit(look) for _ in range(2)]]
    assert sorted(one.mails for one in rounds) == [0, 1]
    assert len(jobs()) == InsuranceNotice.objects.count() == 1


def test_two_workers_with_the_same_mail_send_it_once(
    committed: Insured, mailoutbox: list[object]
) -> None:
    committed.at_seven(END)
    notice = InsuranceNotice.objects.get()
    together = Barrier(2)

    def send() -> None:
        together.wait()
        try:
            with context.accounts([committed.account.pk]), clock.fixed(morning(END)):
                send_notice(committed.account, notice.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        for one in [workers.submit(send) for _ in range(2)]:
            one.result()
    assert len(mailoutbox) == 1
