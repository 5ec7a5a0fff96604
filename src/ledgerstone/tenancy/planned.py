"""Statements that a connection plans once and then only executes.

A join of many small tables under row-level security takes the database many times longer to plan
than to execute. The driver puts values into the text of a statement, so that the database sees a
new one each time; here it is prepared under a name. For statements that find rows by their keys,
whose plan does not depend on how much there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

# The names of prepared statements, per connection of the driver: they live and end with it.
_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_numbers = count(1)


def one_row(statement: str, keys: Mapping[str, int]) -> tuple[Any, ...] | None:
    """The first row of such a statement; None where it finds nothing."""
    found = rows(statement, keys)
    return found[0] if found else None


def rows(statement: str, keys: Mapping[str, int]) -> list[tuple[Any, ...]]:
    """The rows of a statement that names its values ``%(name)s``: whole numbers and truths.

    One statement, the first time as well.
    """
    connection.ensure_connection()
    names = _prepared.setdefault(connection.connection, {})
    given = list(keys.values())
    known = names.get(statement)
    # A name that failed is not used again: the database may know it all the same.
    name = known or f"planned_{next(_numbers)}"
    execute = f"EXECUTE {name} ({', '.join(['%s'] * len(given))})"
    with connection.cursor() as cursor:
        if known is None:
            cursor.execute(f"{_preparation(name, statement, keys)}; {execute}", given)
            cursor.nextset()
            cursor.nextset()
            names[statement] = name
        else:
            cursor.execute(execute, given)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _preparation(name: str, statement: str, keys: Mapping[str, int]) -> str:
    types = ["boolean" if isinstance(value, bool) else "bigint" for value in keys.values()]
    places = {key: f"${place}" for place, key in enumerate(keys, 1)}
    # Left to itself, the database plans the first five executions for their values.
    return (
        "SET plan_cache_mode TO force_generic_plan; "
        f"PREPARE {name} ({', '.join(types)}) AS {statement % places}"
    )
