"""A start migrates exactly when this release or the database changed since the last."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledgerstone.ops import migrated
from ledgerstone.ops.database_url import APPLICATION_ROLE
from ledgerstone.tenancy.tables import append_only_tables, tenant_tables


@pytest.fixture
def left(committed_db: str) -> Iterator[psycopg.Connection]:
    """The superuser at a database that ``migrate`` has just left."""
    superuser = committed_db.replace(f"//{APPLICATION_ROLE}@", "//postgres@")
    with psycopg.connect(superuser, autocommit=True) as connection:
        migrated.leave(connection)
        yield connection


def test_nothing_changed(left: psycopg.Connection) -> None:
    assert migrated.is_as_left(left)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM django_migrations WHERE app = 'claims'",
        "GRANT UPDATE ON {grows} TO ledgerstone",
        "REVOKE SELECT ON {tenant} FROM ledgerstone",
        "ALTER TABLE {tenant} FORCE ROW LEVEL SECURITY",
        "CREATE TABLE of_a_later_release (id bigint)",
        "DROP TABLE django_migrations",
    ],
)
def test_the_database_changed(left: psycopg.Connection, change: str) -> None:
    with left.transaction(force_rollback=True):
        left.execute(change.format(grows=append_only_tables()[0], tenant=tenant_tables()[0]))
        assert not migrated.is_as_left(left)


def test_another_release(
    left: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_initial.py").write_text("operations = []\n")
    monkeypatch.setattr(migrated, "PACKAGE", tmp_path)
    assert not migrated.is_as_left(left)
    migrated.leave(left)
    (tmp_path / "migrations" / "0002_more.py").write_text("operations = []\n")
    assert not migrated.is_as_left(left)


def test_another_version_of_a_package(
    left: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    assert migrated.is_as_left(left)
    (tmp_path / "django_allauth-99.0.dist-info").mkdir()
    assert not migrated.is_as_left(left)


def test_a_database_that_was_never_marked(committed_db: str, left: psycopg.Connection) -> None:
    left.execute(
        psycopg.sql.SQL("COMMENT ON DATABASE {} IS NULL").format(
            psycopg.sql.Identifier(left.info.dbname)
        )
    )
    assert not migrated.is_as_left(left)
