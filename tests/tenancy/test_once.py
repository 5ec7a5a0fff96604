"""A request that carries a key happens once."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from ledgerstone.directory.models import Company
from ledgerstone.directory.operations import create_company
from ledgerstone.tenancy import context
from ledgerstone.tenancy.idempotency import atomic, once
from ledgerstone.tenancy.models import IdempotencyKey
from ledgerstone.tenancy.refusals import Invalid, WrongState
from tests.support.scene import Scene, build_scene


def add(scene: Scene, name: str = "Tern Glazing") -> dict[str, Any]:
    return {"id": create_company(actor=scene.actor, name=name).pk}


def test_the_same_request_is_answered_and_not_repeated(scene: Scene) -> None:
    key = uuid4()
    request = {"actor": scene.actor, "key": key, "path": "/companies/new", "body": b"name=Tern"}
    first = once(**request, act=lambda: add(scene))
    again = once(**request, act=lambda: add(scene))
    assert (first[1], again[1]) == (False, True)
    assert first[0] == again[0]
    assert Company.objects.filter(name="Tern Glazing").count() == 1


@pytest.mark.parametrize("other", [{"body": b"name=Gull"}, {"path": "/projects/new"}])
def test_the_same_key_with_another_request_is_refused(scene: Scene, other: dict[str, Any]) -> None:
    request = {"actor": scene.actor, "key": uuid4(), "path": "/companies/new", "body": b"name=Tern"}
    once(**request, act=lambda: add(scene))
    with pytest.raises(WrongState, match="already sent with other contents"):
        once(**{**request, **other}, act=lambda: add(scene, "Gull Paving"))
    assert not Company.objects.filter(name="Gull Paving").exists()


def test_a_request_that_was_refused_may_be_sent_again(scene: Scene) -> None:
    request = {"actor": scene.actor, "key": uuid4(), "path": "/companies/new", "body": b"name="}
    with pytest.raises(Invalid):
        once(**request, act=lambda: add(scene, "Keel Steel"))
    assert not IdempotencyKey.objects.exists()
    _answer, repeated = once(**request, act=lambda: add(scene))
    assert not repeated


def test_a_request_sent_twice_at_once_happens_once(committed_db: str) -> None:
    scene = build_scene()
    request = {"actor": scene.actor, "key": uuid4(), "path": "/companies/new", "body": b"name=Tern"}

    def second() -> tuple[dict[str, Any], bool]:
        try:
            with context.accounts([scene.account.pk]):
                return once(**request, act=lambda: add(scene, "Never Made"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other, context.accounts([scene.account.pk]):
        sent: list[Future[tuple[dict[str, Any], bool]]] = []

        def first() -> dict[str, Any]:
            answer = add(scene)
            sent.append(other.submit(second))
            wait_until_somebody_waits(committed_db)
            return answer

        answer, repeated = once(**request, act=first)
        assert not repeated
        assert sent[0].result(timeout=30) == (answer, True)
        assert Company.objects.filter(name__in=["Tern Glazing", "Never Made"]).count() == 1


def wait_until_somebody_waits(address: str) -> None:
    """Ask the database until another connection waits for ours."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with psycopg.connect(address, autocommit=True) as observer:
        for _ in range(100_000):
            row = observer.execute(waiting).fetchone()
            if row is not None and row[0]:
                return
    pytest.fail("The second request did not wait for the first.")


@pytest.mark.parametrize("is_one_whole", [False, True])
def test_a_refusal_inside_takes_everything_with_it(scene: Scene, is_one_whole: bool) -> None:
    request: dict[str, Any] = {"actor": scene.actor, "key": uuid4(), "path": "/x", "body": b""}

    def refused() -> dict[str, Any]:
        with atomic():
            add(scene, "Never Made")
            raise Invalid("No.")

    with pytest.raises(Invalid):
        once(**request, act=refused, is_one_whole=is_one_whole)
    assert not Company.objects.filter(name="Never Made").exists()
    answer, repeated = once(**request, act=lambda: {"made": 1}, is_one_whole=is_one_whole)
    assert (answer, repeated) == ({"made": 1}, False)


def test_one_whole_has_no_savepoint_of_its_own(scene: Scene) -> None:
    def act() -> dict[str, Any]:
        with atomic():
            return {}

    def savepoints(is_one_whole: bool) -> int:
        with CaptureQueriesContext(connection) as captured:
            once(
                actor=scene.actor, key=uuid4(), path="/x", body=b"", act=act,
                is_one_whole=is_one_whole,
            )  # fmt: skip
        return sum(query["sql"].startswith("SAVEPOINT") for query in captured)

    assert savepoints(False) == savepoints(True) + 1


def test_a_key_belongs_to_one_person_of_one_account(scene: Scene) -> None:
    key = uuid4()
    other = build_scene("Southgate Civil")
    once(actor=scene.actor, key=key, path="/x", body=b"", act=lambda: {"by": "us"})
    with context.accounts([other.account.pk]):
        answer, repeated = once(
            actor=other.actor, key=key, path="/y", body=b"z", act=lambda: {"by": "them"}
        )
    assert (answer, repeated) == ({"by": "them"}, False)
    assert connection.in_atomic_block
