"""Whether the private database is as this release's ``migrate`` left it, asked in milliseconds.

Loading the application only to find that nothing is missing takes longer than all else of a start.
So the supervisor keeps a mark with the database: a digest of this release, of the migrations that
the database has and of who may do what with its tables. A restored backup, another release or a
privilege changed by hand makes another mark, and then ``migrate`` is run.
"""

import hashlib
import sys
from pathlib import Path

import psycopg
from psycopg import sql

PACKAGE = Path(__file__).resolve().parent.parent
# All of our code, not the migrations alone: which tables only grow is said by the models.
SOURCES = (".py", ".sql")
LEFT = """
    SELECT shobj_description(oid, 'pg_database')
      FROM pg_database WHERE datname = current_database()
"""
STATE = """
    SELECT app, name FROM django_migrations
    UNION ALL
    SELECT relname, concat_ws(' ', relacl, relrowsecurity, relforcerowsecurity)
      FROM pg_class WHERE relnamespace = 'public'::regnamespace
    ORDER BY 1, 2
"""


def is_as_left(connection: psycopg.Connection) -> bool:
    """Whether neither the release nor the database changed since ``leave``."""
    row = connection.execute(LEFT).fetchone()
    return row is not None and row[0] is not None and row[0] == _mark(connection)


def leave(connection: psycopg.Connection) -> None:
    """Mark the database as it is now, right after ``migrate``."""
    connection.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(connection.info.dbname), sql.Literal(_mark(connection))
        )
    )


def _mark(connection: psycopg.Connection) -> str | None:
    """The digest, or None for a database that was never migrated."""
    try:
        state = connection.execute(STATE).fetchall()
    except psycopg.errors.UndefinedTable:
        return None
    digest = hashlib.sha256(_release())
    digest.update(repr(state).encode())
    return f"migrated {digest.hexdigest()}"


def _release() -> bytes:
    """A digest of our code and of the names and versions of the packages beside it."""
    digest = hashlib.sha256()
    for place in sys.path:
        for package in sorted(Path(place).glob("*.dist-info")):
            digest.update(f"{package.name}\0".encode())
    for path in sorted(path for path in PACKAGE.rglob("*") if path.suffix in SOURCES):
        digest.update(f"{path.relative_to(PACKAGE)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()
