"""The doctor finds what is broken, and says how to mend it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from ledgerstone.ops import doctor_database, doctor_files, keys
from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.ops.findings import Finding, Level
from ledgerstone.ops.installation import Installation
from ledgerstone.tenancy.tables import append_only_tables, tenant_tables


@pytest.fixture
def two_roles(committed_db: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An administrator's own database with two roles, as the environment names it."""
    monkeypatch.setenv("DATABASE_URL", committed_db)
    owner = committed_db.replace("//ledgerstone@", f"//{OWNER_ROLE}@")
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)
    return owner


def test_nothing_is_wrong_with_a_migrated_database(two_roles: str) -> None:
    found = [
        doctor_database.version(),
        doctor_database.migrations(),
        doctor_database.roles(),
        doctor_database.privileges(),
        doctor_database.policies(),
        doctor_database.no_rows(),
        doctor_database.append_only(),
        doctor_database.change_history(),
    ]
    assert {finding.level for finding in found} == {Level.FINE}


@pytest.mark.parametrize(
    ("damage", "question", "mend"),
    [
        ("GRANT UPDATE ON {grows} TO ledgerstone", doctor_database.append_only, "migrate"),
        ("ALTER TABLE {tenant} DISABLE ROW LEVEL SECURITY", doctor_database.policies, "migrate"),
        (
            "DELETE FROM django_migrations WHERE app = 'claims'",
            doctor_database.migrations,
            "migrate",
        ),
        ("ALTER TABLE {tenant} OWNER TO ledgerstone", doctor_database.roles, "REASSIGN"),
        (
            "GRANT INSERT ON history_change TO ledgerstone",
            doctor_database.change_history,
            "migrate",
        ),
        (
            "ALTER TABLE directory_company DISABLE TRIGGER directory_company_tracked_update",
            doctor_database.change_history,
            "ENABLE TRIGGER",
        ),
    ],
)
def test_damage_is_found(
    two_roles: str, damage: str, question: Callable[[], Finding], mend: str
) -> None:
    statement = damage.format(grows=append_only_tables()[0], tenant=tenant_tables()[0])
    with psycopg.connect(two_roles.replace(OWNER_ROLE, "postgres"), autocommit=True) as connection:
        connection.execute(statement)
    finding = question()
    assert finding.level is Level.WRONG
    assert mend in finding.mend


def test_a_key_that_others_may_read_is_found(installation_place: Installation) -> None:
    keys.ensure(installation_place)
    assert doctor_files.keys(installation_place).level is Level.FINE
    path = installation_place.keys / keys.SIGNING_FILE
    path.chmod(0o644)
    finding = doctor_files.keys(installation_place)
    assert finding.level is Level.WRONG
    assert finding.mend == f"Close it: chmod 600 {path}"


def test_a_lost_key_is_found(installation_place: Installation) -> None:
    keys.ensure(installation_place)
    (installation_place.keys / keys.FIELD_FILE).unlink()
    assert doctor_files.keys(installation_place).level is Level.WRONG


def test_one_role_for_everything_is_told(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", committed_db)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    finding = doctor_database.roles()
    assert finding.level is Level.NOTE
    assert "DATABASE_OWNER_URL" in finding.mend


def test_an_installation_that_never_started_ends_with_1_and_stays_untouched(
    tmp_path: Path,
) -> None:
    state = tmp_path / "nothing"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    answer = subprocess.run(
        [sys.executable, "-m", "ledgerstone.ops.cli", "doctor"],
        env=environment | {"LEDGERSTONE_STATE_DIR": str(state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "Start it once with 'ledgerstone serve'" in answer.stdout
    assert not state.exists()
