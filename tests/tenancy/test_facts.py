"""What happened stays: certificates, withdrawals, submissions and history cannot be rewritten."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from ledgerstone.history.models import Event
from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.tenancy import context
from ledgerstone.tenancy.tables import append_only_tables
from tests.support.database_guard import database_url
from tests.support.scene import Scene, build_scene

FACTS = append_only_tables() if apps.ready else []


def test_these_are_facts() -> None:
    assert set(FACTS) >= {
        "claims_certificate",
        "claims_certificateline",
        "claims_certificatewithdrawal",
        "claims_submission",
        "directory_signin",
        "history_change",
        "history_event",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("table", FACTS)
def test_triggers_stand_before_every_way_to_change_them(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT event FROM pg_trigger,
                LATERAL (VALUES ('DELETE', 8), ('UPDATE', 16), ('TRUNCATE', 32)) AS e (event, bit)
            WHERE tgrelid = %s::regclass AND tgtype & 2 <> 0 AND tgtype & bit <> 0
            """,
            [table],
        )
        stopped = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT bool_and(tgenabled = 'O') FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND NOT tgisinternal",
            [table],
        )
        assert cursor.fetchone() == (True,)
    assert stopped >= {"UPDATE", "DELETE", "TRUNCATE"}


@pytest.mark.django_db
@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET id = id",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "TRUNCATE {} CASCADE",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "DROP TABLE {}",
    ],
)
def test_the_role_that_serves_cannot_rewrite_them(table: str, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "DROP TRIGGER history_event_stands_rows ON history_event",
        "CREATE OR REPLACE FUNCTION history_event_stands() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NEW; END $$",
        "SET ROLE ledgerstone_owner",
    ],
)
def test_the_role_that_serves_cannot_disarm_the_guards(statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_role_that_serves_cannot_give_itself_more() -> None:
    with connection.cursor() as cursor:
        cursor.execute("GRANT ALL ON history_event TO CURRENT_USER")
        cursor.execute("SELECT has_table_privilege('history_event', 'UPDATE, DELETE, TRUNCATE')")
        assert cursor.fetchone() == (False,)


def test_an_event_is_recorded_and_stays(scene: Scene) -> None:
    event = Event.objects.earliest("id")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        event.delete()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(summary="nothing happened")
    event.refresh_from_db()
    assert event.summary.startswith("added the company")


def test_the_owner_of_the_tables_is_stopped_by_the_triggers(
    committed_db: str, database_server: Path
) -> None:
    scene = build_scene()
    name = str(connection.settings_dict["NAME"])
    owner = database_url(database_server, name, OWNER_ROLE)
    with psycopg.connect(owner, autocommit=True) as direct:
        for statement in (
            "UPDATE history_event SET summary = ''",
            "DELETE FROM history_event",
            "TRUNCATE history_event",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation, match="a record of what happened"):
                direct.execute(statement)
    with context.accounts([scene.account.pk]):
        assert Event.objects.exclude(summary="").exists()
