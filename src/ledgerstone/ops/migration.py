"""Bringing the database to the shape of this release, and saying what the application may do there.

The owner role migrates; then the application role is granted what serving needs, and what a table
that only grows must never see is taken away again.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor

from ledgerstone.ops import database_url
from ledgerstone.ops.installation import InstallationError
from ledgerstone.tenancy.tables import append_only_tables, tenant_tables, trigger_written_tables

# An arbitrary number that all of our migrations agree on, so that two never run at once.
ADVISORY_LOCK = 5_117_340_219
# Django's own record of what was applied: the application reads it and never writes it.
RECORD_OF_MIGRATIONS = "django_migrations"


def migrate(*, verbosity: int = 0) -> str:
    """Apply what is missing, then set the privileges; the answer is what Django said."""
    said = StringIO()
    with _alone():
        call_command(
            "migrate", interactive=False, verbosity=verbosity, stdout=said, skip_checks=True
        )
        grant(application_role())
    return said.getvalue()


def unapplied() -> list[str]:
    """The migrations of this release that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def application_role() -> str:
    """The name of the role that serves."""
    if database_url.is_embedded():
        return database_url.APPLICATION_ROLE
    named = database_url.parameters(os.environ["DATABASE_URL"], "DATABASE_URL").get("user")
    if not named:
        raise InstallationError("DATABASE_URL names no user; the application needs one of its own.")
    return str(named)


def grant(role: str) -> None:
    """Give the application role what serving needs, and no more.

    A single role owns the tables, and its privileges cannot be narrowed: the database checks
    references with them. Then the policies are forced upon it, and triggers alone guard the tables
    that only grow.
    """
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = %s", [role])
        row = cursor.fetchone()
        if row and row[0]:
            _force_row_level_security(cursor)
            return
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}"
        )
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        for table in append_only_tables():
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quoted} FROM {name}")
        for table in trigger_written_tables():
            quoted = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE INSERT ON {quoted} FROM {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {RECORD_OF_MIGRATIONS} FROM {name}")


def _force_row_level_security(cursor: CursorWrapper) -> None:
    """With one role only, the policies must bind the owner of the tables too."""
    for table in tenant_tables():
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY")


@contextmanager
def _alone() -> Iterator[None]:
    """Hold a lock of the session, so that several machines may start at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
