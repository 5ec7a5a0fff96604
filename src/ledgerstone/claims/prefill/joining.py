"""Joins of many lines with many lines, whatever the database knows about them yet.

Lines that were written a moment ago are not in its statistics: it then takes them for a handful and
goes through all of one table for each row of the other. Joining by hash is linear in any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


@contextmanager
def joined_by_hash() -> Iterator[CursorWrapper]:
    """A cursor whose joins go through each table once.

    For statements that name what they need of each large table by an index.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield cursor
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")
