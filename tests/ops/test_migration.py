"""Privileges after migrating: with two roles, and with one."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.tenancy import migrating
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


# Two tables that refer to each other, a column each, and a rule: three runs.
_OPERATIONS: list[Operation] = [
    migrations.CreateModel("Chapter", [("id", models.AutoField(primary_key=True))]),
    migrations.CreateModel("Verse", [("id", models.AutoField(primary_key=True))]),
    migrations.AddField(
        "verse", "chapter", models.ForeignKey("stride.Chapter", models.CASCADE, null=True)
    ),
    migrations.AddField(
        "chapter", "first", models.ForeignKey("stride.Verse", models.CASCADE, null=True)
    ),
    migrations.AddConstraint(
        "verse", models.CheckConstraint(condition=models.Q(id__gt=0), name="stride_verse_positive")
    ),
]


@pytest.mark.django_db
def test_a_migration_in_strides_says_what_django_says_one_by_one() -> None:
    said = []
    for kind in (migrating.Migration, migrations.Migration):
        migration = kind("0001_initial", "stride")
        migration.operations = _OPERATIONS
        editor = connection.schema_editor(collect_sql=True, atomic=False)
        with editor:
            state = migration.apply(ProjectState(), editor)
        assert {name for _, name in state.models} == {"chapter", "verse"}
        said.append(editor.collected_sql)
    in_strides, one_by_one = said
    assert in_strides == one_by_one
    assert sum(statement.startswith("CREATE TABLE") for statement in in_strides) == 2
    assert any("stride_verse_positive" in statement for statement in in_strides)
