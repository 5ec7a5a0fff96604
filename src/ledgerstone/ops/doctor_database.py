"""The doctor's questions to the database, asked as the role that serves."""

from django.db import ProgrammingError, connection, transaction

from ledgerstone.ops import database_url, health, migration
from ledgerstone.ops.findings import Finding
from ledgerstone.ops.programs import OLDEST_MAJOR
from ledgerstone.tenancy.tables import (
    append_only_tables,
    tenant_tables,
    tracked_tables,
    trigger_written_tables,
)

MIGRATE = "Run 'ledgerstone migrate'; it sets privileges and policies again."


def version() -> Finding:
    number = str(_value("SHOW server_version"))
    if int(str(_value("SHOW server_version_num"))) // 10_000 < OLDEST_MAJOR:
        return Finding.wrong(
            f"It is PostgreSQL {number}.",
            f"Move the database to PostgreSQL {OLDEST_MAJOR} or newer.",
        )
    return Finding.fine(f"PostgreSQL {number}.")


def migrations() -> Finding:
    missing = migration.unapplied()
    if missing:
        return Finding.wrong(
            f"{len(missing)} are missing, the first is {missing[0]}.", "Run 'ledgerstone migrate'."
        )
    return Finding.fine()


def roles() -> Finding:
    if database_url.has_one_role_only():
        return Finding.note(
            "One role does both; row-level security is forced upon it, and triggers alone keep "
            "certificates from being changed.",
            "Safer: make a second role that owns the tables, name it in DATABASE_OWNER_URL, and "
            "run 'ledgerstone migrate'.",
        )
    owned = _value("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
    if owned:
        return Finding.wrong(
            f"The application's role owns {owned} tables.",
            "Give them to the owner role: REASSIGN OWNED BY application_role TO owner_role.",
        )
    return Finding.fine()


def privileges() -> Finding:
    asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if _value(asked):
        return Finding.wrong(
            "It is a superuser or may bypass row-level security, so accounts are not kept apart.",
            "As an administrator of the database: ALTER ROLE … NOSUPERUSER NOBYPASSRLS.",
        )
    return Finding.fine()


def policies() -> Finding:
    forced = "AND relforcerowsecurity" if database_url.has_one_role_only() else ""
    open_tables = _column(
        "SELECT name FROM unnest(%s::text[]) AS name WHERE NOT EXISTS ("  # noqa: S608 - our words
        f"SELECT FROM pg_class WHERE oid = to_regclass(name) AND relrowsecurity {forced}"
        " AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid))",
        tenant_tables(),
    )
    if open_tables:
        return Finding.wrong(f"Not on: {', '.join(open_tables)}.", MIGRATE)
    return Finding.fine(f"{len(tenant_tables())} tables.")


def no_rows() -> Finding:
    seen = []
    with connection.cursor() as cursor:
        for table in tenant_tables():
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT EXISTS (SELECT FROM {name})")  # noqa: S608 - our own tables
            if _first(cursor.fetchone()):
                seen.append(table)
    if seen:
        return Finding.wrong(f"Rows are seen in: {', '.join(seen)}.", MIGRATE)
    return Finding.fine()


def append_only() -> Finding:
    """Asks for the privilege, and tries: even a statement that matches no row is refused."""
    if database_url.has_one_role_only():
        return Finding.note("With one role only, triggers refuse it, not privileges.")
    allowed = [table for table in append_only_tables() if _may_change(table)]
    if allowed:
        return Finding.wrong(f"The application may change: {', '.join(allowed)}.", MIGRATE)
    return Finding.fine(f"{len(append_only_tables())} tables only grow.")


def change_history() -> Finding:
    """Every trigger stands, and nobody else writes where they write."""
    unwatched = _column(
        "SELECT name FROM unnest(%s::text[]) AS name WHERE 4 > (SELECT count(*) FROM pg_trigger"
        " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = to_regclass(name)"
        " AND proname = 'history_track' AND tgenabled IN ('O', 'A'))",
        tracked_tables(),
    )
    if unwatched:
        return Finding.wrong(
            f"Not of: {', '.join(unwatched)}.",
            "As the owner of the tables: ALTER TABLE … ENABLE TRIGGER USER.",
        )
    if not database_url.has_one_role_only():
        asked = "SELECT has_table_privilege(%s, 'INSERT')"
        forgeable = [
            table
            for table in trigger_written_tables()
            if _value(asked, connection.ops.quote_name(table))
        ]
        if forgeable:
            return Finding.wrong(f"The application may add to: {', '.join(forgeable)}.", MIGRATE)
    return Finding.fine(f"{len(tracked_tables())} tables.")


def worker(ran_before: bool) -> Finding:
    if health.worker_is_alive():
        return Finding.fine()
    if not ran_before:
        return Finding.note("Ledgerstone is not running.", "Start it with 'ledgerstone serve'.")
    lately = f"in the last {health.WORKER_SILENCE} seconds"
    if health.living_lanes():
        return Finding.wrong(
            f"One of its lanes gave no sign of life {lately}: mails or long documents wait.",
            "See what the log of the worker says, and start it anew.",
        )
    return Finding.wrong(
        f"None gave a sign of life {lately}.",
        "Start one with 'ledgerstone worker', or serve without --no-worker.",
    )


def _may_change(table: str) -> bool:
    name = connection.ops.quote_name(table)
    asked = "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')"
    if _value(asked, name):
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {name} WHERE false")  # noqa: S608 - our own tables
    except ProgrammingError:
        return False
    return True


def _value(query: str, *parameters: str | list[str]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, list(parameters))
        return _first(cursor.fetchone())


def _column(query: str, *parameters: str | list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(parameters))
        return [str(row[0]) for row in cursor.fetchall()]


def _first(row: tuple[object, ...] | None) -> object:
    return row[0] if row else None
