"""Two workers at the same moment open one period."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.operations import open_due_periods
from ledgerstone.tenancy import clock, context
from tests.support.scene import Scene, build_scene


@pytest.fixture
def committed(committed_db: str) -> Iterator[Scene]:
    """A scene in a database in which commits are real, whose October is over."""
    scene = build_scene()
    with context.accounts([scene.account.pk]):
        scene.period()
        InvoicingSettings.objects.update(period_frequency="monthly")
        yield scene


def test_two_workers_at_once_open_one_period(committed: Scene) -> None:
    together = Barrier(2)

    def look() -> int:
        together.wait()
        try:
            with (
                clock.fixed(datetime(2026, 10, 31, 13, 0, tzinfo=UTC)),
                context.accounts([committed.account.pk]),
            ):
                opened = open_due_periods(
                    account_id=committed.account.pk, project_id=committed.project.pk
                )
                return len(opened)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        counts = [one.result() for one in [workers.submit(look) for _ in range(2)]]
    assert sorted(counts) == [0, 1]
    assert BillingPeriod.objects.filter(status="open").count() == 1
    assert BillingPeriod.objects.count() == 2


def test_the_worker_looks_every_quarter_of_an_hour() -> None:
    crons = {name: task.cron for (name, _id), task in app.periodic_registry.periodic_tasks.items()}
    assert crons["projects.open_due_periods"] == "*/15 * * * *"
