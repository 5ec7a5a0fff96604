"""A worker of two lanes, in processes of its own over a real database."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from ledgerstone.directory.operations import create_person, invite_person
from ledgerstone.ops.health import worker_is_alive
from ledgerstone.ops.lanes import queues_of_lanes
from ledgerstone.tenancy import context
from tests.support.post_office import post_office, worker
from tests.support.processes import comes_true, living
from tests.support.scene import Scene, build_scene

PATIENCE = 30.0
# A job of the long lane, and the table that it cannot do without.
LONG, HELD = "documents.forget_imports", "directory_stagedimport"


@pytest.fixture
def scene(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    with context.accounts([built.account.pk]):
        yield built


@pytest.fixture
def under_way(scene: Scene, committed_db: str) -> Iterator[psycopg.Connection]:
    """A long job that does not end before this is rolled back."""
    with psycopg.connect(committed_db) as holding:
        holding.execute(f"LOCK TABLE {HELD}")
        app.tasks[LONG].defer(timestamp=0)
        yield holding


def test_a_mail_arrives_while_something_long_is_under_way(
    scene: Scene, under_way: psycopg.Connection, committed_db: str, tmp_path: Path
) -> None:
    environment = os.environ | {
        "DATABASE_URL": committed_db,
        "LEDGERSTONE_STATE_DIR": str(tmp_path),
    }
    with post_office() as office, worker(environment, office) as running:
        assert comes_true(lambda: _states() == ["doing"], PATIENCE)
        invite_person(actor=scene.actor, person_id=_person(scene, "dana@keel.example"))
        office.to("dana@keel.example")
        assert _states() == ["doing"]
        # A lane that dies is begun again, and the other one does not notice.
        assert worker_is_alive()
        short, long = _lanes(running)
        long.kill()
        assert comes_true(lambda: len(_lanes(running)) == 2, PATIENCE)
        assert short in _lanes(running)
        invite_person(actor=scene.actor, person_id=_person(scene, "ana@keel.example"))
        office.to("ana@keel.example")
        # They end with the process that began them, however that ends.
        running.kill()
        assert comes_true(lambda: not living(tmp_path), PATIENCE)


def test_every_queue_is_of_one_lane() -> None:
    lanes = queues_of_lanes(app)
    assert lanes == {"short": ["builtin", "mail", "periods", "upkeep"], "long": ["documents"]}


def _person(scene: Scene, email: str) -> int:
    person = create_person(
        actor=scene.actor, company_id=scene.subcontractor.pk, name="Dana Reyes", email=email
    )
    return person.pk


def _states() -> list[str]:
    """Of the long job, unless it was done; at its hour the worker has one of its own beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status FROM procrastinate_jobs"
            " WHERE task_name = %s AND args ->> 'timestamp' = '0'",
            [LONG],
        )
        return [state for (state,) in cursor.fetchall()]


def _lanes(running: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The processes of the lanes that live, the elder first."""
    children = sorted(psutil.Process(running.pid).children(), key=lambda one: one.pid)
    return [one for one in children if one.status() != psutil.STATUS_ZOMBIE]
