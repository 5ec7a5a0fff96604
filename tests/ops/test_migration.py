"""Privileges after migrating: with two roles, and with one."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.tenancy.tables import append_only_tables, tenant_tables


def test_the_serving_role_reads_and_writes_but_never_changes_what_only_grows(
    committed_db: str,
) -> None:
    with psycopg.connect(committed_db) as connection:
        rows = connection.execute(
            "SELECT relname, has_table_privilege(oid, 'SELECT'),"
            " has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE'),"
            " has_table_privilege(oid, 'TRUNCATE')"
            " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    readable = {name for name, reads, _, _ in rows if reads}
    changeable = {name for name, _, changes, _ in rows if changes}
    assert readable == {name for name, *_ in rows}
    assert readable - changeable == {*append_only_tables(), "django_migrations"}
    assert not any(truncates for *_, truncates in rows)


def test_one_role_alone_is_bound_by_the_policies_too(committed_db: str, tmp_path: Path) -> None:
    url = committed_db.replace("//ledgerstone@", f"//{OWNER_ROLE}@")
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}
    environment |= {"DATABASE_URL": url, "LEDGERSTONE_STATE_DIR": str(tmp_path / "state")}
    answer = subprocess.run(
        [sys.executable, "-m", "ledgerstone.ops.cli", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "The database is up to date.\n"
    with psycopg.connect(url) as connection:
        forced = connection.execute(
            "SELECT relname FROM pg_class WHERE relforcerowsecurity"
        ).fetchall()
    assert {name for (name,) in forced} == set(tenant_tables())
