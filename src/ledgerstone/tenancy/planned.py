"""Statements that a connection plans once and then only executes.

A join of many small tables under row-level security takes the database many times longer to plan
than to execute. The driver puts values into the text of a statement, so that the database sees a
new one each time; here it is prepared under a name. For statements that find and write rows by
their keys, whose plan does not depend on how much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

# The names of prepared statements, per connection of the driver: they live and end with it.
_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_numbers = count(1)

Key = int | str
_KINDS = {bool: "boolean", int: "bigint", str: "text"}


def one_row(statement: str, keys: Mapping[str, Key]) -> tuple[Any, ...] | None:
    """The first row of such a statement; None where it finds nothing."""
    found = rows(statement, keys)
    return found[0] if found else None


def rows(statement: str, keys: Mapping[str, Key]) -> list[tuple[Any, ...]]:
    """The rows of a statement that names its values ``%(name)s``: whole numbers, truths and texts.

    One statement, the first time as well.
    """
    places = {key: f"${place}" for place, key in enumerate(keys, 1)}
    kinds = [_KINDS[type(value)] for value in keys.values()]
    with _executed(statement, lambda: (kinds, statement % places), list(keys.values())) as cursor:
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def write(statement: str, values: Sequence[Any]) -> int:
    """Write by a statement whose values stand at ``%s``, each of the type of its place; gives how
    many rows it wrote."""
    places = tuple(f"${place}" for place in range(1, len(values) + 1))
    kinds = ["unknown"] * len(values)
    with _executed(statement, lambda: (kinds, statement % places), values) as cursor:
        return int(cursor.rowcount)


@contextmanager
def _executed(
    statement: str, prepared: Callable[[], tuple[Sequence[str], str]], values: Sequence[Any]
) -> Iterator[CursorWrapper]:
    """The answer of a statement, which is ``prepared`` (types and text) where it is new here."""
    connection.ensure_connection()
    names = _prepared.setdefault(connection.connection, {})
    known = names.get(statement)
    # A name that failed is not used again: the database may know it all the same.
    name = known or f"planned_{next(_numbers)}"
    execute = f"EXECUTE {name} ({', '.join(['%s'] * len(values))})"
    with connection.cursor() as cursor:
        if known is None:
            kinds, text = prepared()
            # Left to itself, the database plans the first five executions for their values.
            cursor.execute(
                "SET plan_cache_mode TO force_generic_plan; "
                f"PREPARE {name} ({', '.join(kinds)}) AS {text}; {execute}",
                values,
            )
            cursor.nextset()
            cursor.nextset()
            names[statement] = name
        else:
            cursor.execute(execute, values)
        yield cursor
