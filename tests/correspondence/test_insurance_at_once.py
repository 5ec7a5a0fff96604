"""Rows and jobs of the daily notice come into being together, whoever works beside."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from ledgerstone.correspondence.models import Mail
from ledgerstone.correspondence.planned.insurance_notices import queue_notices
from ledgerstone.tenancy import clock, context
from tests.correspondence.insured import END, Insured, morning
from tests.support.mail import queued
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
            assert _round(insured) == 1
            transaction.set_rollback(True)
        assert not Mail.objects.exists()
        assert queued() == []
        assert _round(insured) == 1
    assert len(queued()) == 1


def test_two_workers_at_once_tell_once(committed: Insured) -> None:
    together = Barrier(2)

    def look() -> int:
        together.wait()
        try:
            with context.accounts([committed.account.pk]):
                return _round(committed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        rounds = [one.result() for one in [workers.submit(look) for _ in range(2)]]
    assert sorted(rounds) == [0, 1]
    assert len(queued()) == Mail.objects.count() == 1


def _round(insured: Insured) -> int:
    with clock.fixed(morning(END)):
        return queue_notices(insured.account)
