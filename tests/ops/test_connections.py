"""A connection that the server ended is noticed before a request uses it, with no statement."""

from __future__ import annotations

import psycopg
import pytest
from django.core.signals import request_started
from django.db import DatabaseError, connection

from ledgerstone.ops.postgresql import base


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _end(address: str, backend: int) -> None:
    with psycopg.connect(address, autocommit=True) as other:
        gone = other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend]).fetchone()
    assert gone == (True,)


def _request() -> None:
    request_started.send(sender=None)


def test_requests_share_a_connection_that_serves(committed_db: str) -> None:
    first = _backend()
    for _ in range(3):
        _request()
        assert _backend() == first


def test_one_that_was_ended_between_requests_is_replaced(committed_db: str) -> None:
    for _ in range(2):
        first = _backend()
        _request()
        assert _backend() == first
        _end(committed_db, first)
        _request()
        assert _backend() != first


def test_one_that_was_used_just_now_is_not_asked(committed_db: str) -> None:
    _backend()
    assert connection.is_usable()
    backend = _backend()
    assert connection.is_usable()
    assert "pg_backend_pid" in _last_statement(committed_db, backend)


def test_one_that_nobody_used_for_long_is_asked(committed_db: str) -> None:
    _backend()
    assert connection.is_usable()
    backend = _backend()
    connection._found_alive -= base.TRUSTED_FOR  # type: ignore[attr-defined]
    assert connection.is_usable()
    assert _last_statement(committed_db, backend) == "SELECT 1"


def test_after_an_error_it_is_asked(committed_db: str) -> None:
    backend = _backend()
    assert connection.is_usable()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy_account WHERE no_such_column")
    assert connection.errors_occurred
    assert connection.is_usable()
    assert _last_statement(committed_db, backend) == "SELECT 1"
    _request()
    assert _backend() == backend


def _last_statement(address: str, backend: int) -> str:
    with psycopg.connect(address, autocommit=True) as other:
        asked = "SELECT query FROM pg_stat_activity WHERE pid = %s"
        found = other.execute(asked, [backend]).fetchone()
    assert found is not None
    return str(found[0])
