"""Jobs of workers that are gone are taken up again, and none of them holds up the others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app, django_connector
from procrastinate.jobs import Job

from ledgerstone.tenancy.jobs import take_up_stalled_jobs

TASK = "tenancy.take_up_stalled_jobs"


@pytest.fixture
def gone(committed_db: str) -> Iterator[int]:
    """A worker that gave no sign of life for a minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 minute') RETURNING id"
        )
        yield cursor.fetchone()[0]


def _job(worker: int | None, **given: Any) -> int:
    """A job that a worker took."""
    values = {
        "queue_name": "mail", "task_name": "correspondence.deliver", "status": "doing",
        "attempts": 0, "queueing_lock": None, "worker_id": worker, **given,
    }  # fmt: skip
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO procrastinate_jobs ({names}) VALUES ({marks}) RETURNING id",  # noqa: S608
            list(values.values()),
        )
        return int(cursor.fetchone()[0])


def _look() -> None:
    """What the worker does once a minute."""
    connector = app.connector
    assert isinstance(connector, django_connector.DjangoConnector)

    async def look() -> None:
        with app.replace_connector(connector.get_worker_connector()) as working:
            async with working.open_async():
                job = Job(id=None, queue="upkeep", lock=None, queueing_lock=None, task_name=TASK)
                await take_up_stalled_jobs(
                    JobContext(
                        app=working, job=job, start_timestamp=0.0, abort_reason=lambda: None
                    ),
                    timestamp=0,
                )

    # In a thread, because a browser of an earlier test keeps a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, look()).result()


def _statuses() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_what_a_worker_left_goes_to_another_one_unless_it_took_too_many(gone: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        alive = cursor.fetchone()[0]
    left, pruned, held = _job(gone), _job(None), _job(alive)
    # Of these tries eight may be its own: it comes again by itself when it fails.
    tried, often = _job(gone, attempts=12), _job(gone, attempts=13)
    _look()
    assert _statuses() == {
        left: "todo", pruned: "todo", held: "doing", tried: "todo", often: "failed",
    }  # fmt: skip


def test_one_that_is_queued_again_by_now_holds_up_nobody(gone: int) -> None:
    lock = "correspondence.take_up_what_is_left"
    left = _job(gone, task_name=lock, queueing_lock=lock)
    again = _job(None, task_name=lock, queueing_lock=lock, status="todo")
    other = _job(gone)
    _look()
    assert _statuses() == {left: "failed", again: "todo", other: "todo"}
