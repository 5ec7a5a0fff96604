"""A database that a test committed to, made as the migrations left it, for the next test.

Making one anew copies hundreds of files, which takes longer than many a test. Here whatever rows
there are go, what migrations wrote comes back, and sequences begin where they began. A database
whose tables, functions or rules are not those it was made with is refused, and made anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

# Larger ones are truncated: their files cost less than their rows.
_MOST_BYTES = 2_000_000

_TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n
ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY 1
"""
_SEQUENCES = """
SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences ORDER BY 1
"""
_SHAPE = """
SELECT
  (SELECT md5(string_agg(concat_ws(' ', oid, relname, relowner, relrowsecurity,
    relforcerowsecurity, relacl), ',' ORDER BY oid)) FROM pg_class WHERE relkind <> 't'),
  (SELECT md5(string_agg(concat_ws(' ', oid, nspname, nspowner, nspacl), ',' ORDER BY oid))
    FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'),
  (SELECT md5(string_agg(setconfig::text, ',' ORDER BY setrole)) FROM pg_db_role_setting),
  (SELECT count(*) FROM pg_attribute WHERE attnum > 0),
  (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_default_acl),
  (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_proc),
  (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_trigger),
  (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_policy),
  (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_constraint)
"""


@dataclass(frozen=True, slots=True)
class Made:
    """How a database was made: its shape, the rows that migrations wrote, and its sequences."""

    shape: tuple[object, ...]
    rows: dict[str, bytes]
    sequences: dict[str, int | None]

    @classmethod
    def of(cls, connection: psycopg.Connection) -> Made:
        """Read it from a database that no test has had yet."""
        rows = {}
        for table in _with_rows(connection):
            with connection.cursor().copy(_said("COPY {} TO STDOUT", table)) as copy:
                rows[table] = b"".join(bytes(part) for part in copy)
        return cls(_shape(connection), rows, dict(connection.execute(_SEQUENCES).fetchall()))

    def restore(self, connection: psycopg.Connection) -> bool:
        """Make a database as it was made; False where it can only be made anew."""
        if _shape(connection) != self.shape:
            return False
        with connection.transaction():
            # Neither rules about facts nor references stand in the way.
            connection.execute("SET LOCAL session_replication_role = replica")
            for table in _with_rows(connection):
                self._empty(connection, table)
            for table, rows in self.rows.items():
                with connection.cursor().copy(_said("COPY {} FROM STDIN", table)) as copy:
                    copy.write(rows)
            for name, value in connection.execute(_SEQUENCES).fetchall():
                before = self.sequences[name]
                if value != before and before is None:
                    connection.execute(_said("ALTER SEQUENCE {} RESTART", name))
                elif value != before:
                    connection.execute("SELECT setval(%s, %s)", [name, before])
        return True

    @staticmethod
    def _empty(connection: psycopg.Connection, table: str) -> None:
        [size] = connection.execute("SELECT pg_relation_size(%s::regclass)", [table]).fetchone()
        is_large = size > _MOST_BYTES
        connection.execute(_said("TRUNCATE {} CASCADE" if is_large else "DELETE FROM {}", table))


def _with_rows(connection: psycopg.Connection) -> list[str]:
    """The tables that have any row. Two statements."""
    tables = [name for (name,) in connection.execute(_TABLES)]
    asked = sql.SQL(", ").join(_said("EXISTS (SELECT FROM {})", table) for table in tables)
    answers = connection.execute(sql.SQL("SELECT ARRAY[{}]").format(asked)).fetchone()
    return [table for table, has_rows in zip(tables, answers[0], strict=True) if has_rows]


def _shape(connection: psycopg.Connection) -> tuple[object, ...]:
    return tuple(connection.execute(_SHAPE).fetchone())


def _said(statement: str, name: str) -> sql.Composed:
    """A statement about a table or sequence whose name the catalogue has quoted already."""
    return sql.SQL(statement).format(sql.SQL(name))
