"""Nobody edits the change history, and nobody invents a change: the role that serves included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import RestrictViolation

from ledgerstone.history.models import RowChange
from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.tenancy import context
from ledgerstone.tenancy.tables import tracked_tables
from tests.support.database_guard import database_url
from tests.support.scene import Scene, build_scene

FORGED = (
    "INSERT INTO history_change (account_id, at, recorded_at, actor_name, table_name, row_id, kind,"
    " changed) VALUES ({}, now(), now(), 'Somebody', 'directory_company', 1, 'changed', '{{}}')"
)


@pytest.mark.parametrize(
    "statement",
    [
        FORGED,
        "UPDATE history_change SET actor_name = 'Somebody' WHERE account_id = {}",
        "DELETE FROM history_change WHERE account_id = {}",
        "TRUNCATE history_change",
        "ALTER TABLE history_change DISABLE TRIGGER ALL",
        "ALTER TABLE directory_company DISABLE TRIGGER ALL",
        "ALTER TABLE directory_company DISABLE TRIGGER directory_company_tracked_update",
        "DROP TRIGGER directory_company_tracked_update ON directory_company",
        "DROP FUNCTION history_track() CASCADE",
        "ALTER FUNCTION history_track() SECURITY INVOKER",
        "CREATE OR REPLACE FUNCTION history_track() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER twice AFTER INSERT ON directory_company REFERENCING NEW TABLE AS new_rows"
        " FOR EACH STATEMENT EXECUTE FUNCTION history_track('account_id')",
        "SET session_replication_role = replica",
        "GRANT INSERT ON history_change TO PUBLIC; " + FORGED,
    ],
)
def test_the_role_that_serves_is_refused(scene: Scene, statement: str) -> None:
    before = RowChange.objects.count()
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(scene.account.pk))
    assert RowChange.objects.count() == before


def test_nobody_tracks_a_table_of_their_own(committed_db: str, database_server: Path) -> None:
    """With leave to make tables, the role that serves could invent changes from rows of its own."""
    with (
        psycopg.connect(_superuser(database_server), autocommit=True) as direct,
        psycopg.connect(committed_db, autocommit=True) as serving,
    ):
        direct.execute("GRANT CREATE ON SCHEMA public TO ledgerstone")
        serving.execute("CREATE TABLE forged (id bigint, account_id bigint, name text)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="history_track"):
            serving.execute(
                "CREATE TRIGGER forged AFTER INSERT ON forged REFERENCING NEW TABLE AS new_rows"
                " FOR EACH STATEMENT EXECUTE FUNCTION history_track('account_id')"
            )


def test_names_planted_before_ours_change_nothing(committed_db: str, database_server: Path) -> None:
    """The function looks nowhere but in the catalogue and where it says."""
    scene = build_scene()
    with (
        psycopg.connect(_superuser(database_server), autocommit=True) as direct,
        psycopg.connect(committed_db, autocommit=True) as serving,
    ):
        direct.execute("CREATE SCHEMA planted AUTHORIZATION ledgerstone")
        serving.execute("CREATE TABLE planted.history_change (LIKE public.history_change)")
        serving.execute(
            "CREATE FUNCTION planted.left(text, integer) RETURNS text LANGUAGE sql"
            " AS $$ SELECT 'planted' $$"
        )
        serving.execute("SET search_path = planted, pg_catalog, public")
        serving.execute(
            "SELECT set_config('ledgerstone.accounts', %s, false)", [str(scene.account.pk)]
        )
        serving.execute("UPDATE public.directory_company SET address = '1'")
        planted = serving.execute("SELECT count(*) FROM planted.history_change").fetchone()
    assert planted == (0,)
    with context.accounts([scene.account.pk]):
        assert RowChange.objects.latest("id").actor_name == "database role ledgerstone"


def test_changes_of_another_account_are_not_there(scene: Scene) -> None:
    other = build_scene("Southgate Civil")
    assert not RowChange.objects.filter(account_id=other.account.pk).exists()
    with context.accounts([]):
        assert not RowChange.objects.exists()
    with context.accounts([other.account.pk]):
        assert RowChange.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", tracked_tables())
def test_triggers_stand_on_every_tracked_table(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid,"
            " LATERAL (VALUES ('INSERT', 4), ('DELETE', 8), ('UPDATE', 16), ('TRUNCATE', 32))"
            " AS e (event, bit)"
            " WHERE tgrelid = %s::regclass AND proname = 'history_track' AND tgtype & bit <> 0"
            " AND tgenabled = 'O'",
            [table],
        )
        assert {row[0] for row in cursor.fetchall()} == {"INSERT", "DELETE", "UPDATE", "TRUNCATE"}


def test_with_one_role_changes_are_kept_and_still_not_invented(
    committed_db: str, database_server: Path, tmp_path: Path
) -> None:
    scene = build_scene()
    url = _migrated_by_one_role(committed_db, tmp_path)
    with psycopg.connect(url, autocommit=True) as only:
        # An account that is being opened is not in context yet.
        only.execute("CREATE TEMP TABLE opened AS SELECT * FROM tenancy_account")
        only.execute("UPDATE opened SET id = id + 1000, slug = 'new'")
        only.execute("INSERT INTO tenancy_account SELECT * FROM opened")
        account = str(scene.account.pk)
        only.execute("SELECT set_config('ledgerstone.accounts', %s, false)", [account])
        with only.transaction():
            only.execute("UPDATE directory_company SET address = '1' WHERE is_own")
            after = only.execute("SELECT current_setting('ledgerstone.accounts')").fetchone()
        assert after == (account,)
        last = only.execute(
            "SELECT account_id, actor_name, changed FROM history_change ORDER BY id DESC LIMIT 1"
        ).fetchone()
        assert last == (scene.account.pk, f"database role {OWNER_ROLE}", {"address": ["", "1"]})
        with pytest.raises(RestrictViolation, match="written by triggers only"):
            only.execute(FORGED.format(account))
        for statement in ("UPDATE history_change SET kind = kind", "DELETE FROM history_change"):
            with pytest.raises(RestrictViolation, match="a record of what happened"):
                only.execute(statement)


def _migrated_by_one_role(address: str, state: Path) -> str:
    url = address.replace("//ledgerstone@", f"//{OWNER_ROLE}@")
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}
    environment |= {"DATABASE_URL": url, "LEDGERSTONE_STATE_DIR": str(state / "state")}
    subprocess.run(
        [sys.executable, "-m", "ledgerstone.ops.cli", "migrate"], env=environment, check=True
    )
    return url


def _superuser(server: Path) -> str:
    return database_url(server, str(connection.settings_dict["NAME"]), "postgres")
