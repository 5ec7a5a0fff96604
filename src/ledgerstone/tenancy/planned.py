"""Statements that a connection plans once and then only executes.

A join of many small tables under row-level security takes the database many times longer to plan
than to execute. The driver puts values into the text of a statement, so that the database sees a
new one each time; here it is prepared under a name. For statements that find and write rows by
their keys, whose plan does not depend on how much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

# The names of prepared statements, per connection of the driver: they live and end with it.
_prepared: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_numbers = count(1)

Key = int | str
# A statement that names its values, and the values.
Asked = tuple[str, Mapping[str, Key]]
_KINDS = {bool: "boolean", int: "bigint", str: "text"}
_Answer = TypeVar("_Answer")


class _Execution(NamedTuple):
    """A statement with the values of one time, and the types and names that it is prepared by."""

    statement: str
    values: Sequence[Any]
    kinds: Sequence[str]
    places: Mapping[str, str] | tuple[str, ...]


# Writes that go out together, while ``together`` collects them.
_collected: ContextVar[list[_Execution] | None] = ContextVar("ledgerstone_writes", default=None)


def one_row(statement: str, keys: Mapping[str, Key]) -> tuple[Any, ...] | None:
    """The first row of such a statement; None where it finds nothing."""
    found = rows(statement, keys)
    return found[0] if found else None


def rows(statement: str, keys: Mapping[str, Key]) -> list[tuple[Any, ...]]:
    """The rows of a statement that names its values ``%(name)s``: whole numbers, truths and texts.

    One statement, the first time as well.
    """
    return several((statement, keys))[0]


def several(*asked: Asked) -> list[list[tuple[Any, ...]]]:
    """The rows of several such statements, on one way to the database and back.

    They are executed one after the other; each sees what the database holds when its turn comes.
    """
    executions = [
        _Execution(
            statement,
            list(keys.values()),
            [_KINDS[type(value)] for value in keys.values()],
            {key: f"${place}" for place, key in enumerate(keys, 1)},
        )
        for statement, keys in asked
    ]
    return _executed(executions, lambda cursor: cursor.fetchall())


def write(statement: str, values: Sequence[Any]) -> int:
    """Write by a statement whose values stand at ``%s``, each of the type of its place.

    Gives how many rows it wrote; 0 inside ``together``, where it is not written yet.
    """
    places = tuple(f"${place}" for place in range(1, len(values) + 1))
    execution = _Execution(statement, values, ["unknown"] * len(values), places)
    collected = _collected.get()
    if collected is not None:
        collected.append(execution)
        return 0
    return _executed([execution], lambda cursor: int(cursor.rowcount))[0]


@contextmanager
def together() -> Iterator[None]:
    """Let the writes inside the block wait for its end and go out on one way to the database.

    They go out in their order, and before any other statement of the block, which sees them; where
    that is one of this module, on the same way. In a block inside another they wait for the end of
    the outer one.
    """
    if _collected.get() is not None:
        yield
        return
    token = _collected.set([])
    try:
        with connection.execute_wrapper(_behind_the_writes):
            yield
        _send_collected()
    finally:
        _collected.reset(token)


def _behind_the_writes(execute: Callable[..., Any], *statement: Any) -> Any:
    _send_collected()
    return execute(*statement)


def _send_collected() -> None:
    if _collected.get():
        _executed([], lambda cursor: None)


def _taken() -> list[_Execution]:
    """The writes that waited, which wait no more."""
    collected = _collected.get()
    waiting = list(collected or ())
    if collected:
        collected.clear()
    return waiting


def _executed(
    executions: Sequence[_Execution], answer: Callable[[CursorWrapper], _Answer]
) -> list[_Answer]:
    """Execute by name, behind the writes that waited, and give the answers of these; what this
    connection does not know yet is prepared first."""
    waiting = _taken()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    names = _prepared.setdefault(connection.connection, {})
    known = names.copy()
    texts: list[str] = []
    values: list[Any] = []
    ends: list[int] = []
    for execution in (*waiting, *executions):
        name = known.get(execution.statement)
        if name is None:
            # A name that failed is not used again: the database may know it all the same.
            name = known[execution.statement] = f"planned_{next(_numbers)}"
            texts += _preparation(name, execution)
        ends.append(len(texts))
        texts.append(f"EXECUTE {name} ({', '.join(['%s'] * len(execution.values))})")
        values += execution.values
    answers: list[_Answer] = []
    with connection.cursor() as cursor:
        cursor.execute("; ".join(texts), values)
        for place in range(len(texts)):
            if place:
                cursor.nextset()
            if place in ends[len(waiting) :]:
                answers.append(answer(cursor))
    names.update(known)
    return answers


def _preparation(name: str, execution: _Execution) -> tuple[str, str]:
    # Left to itself, the database plans the first five executions for their values.
    return (
        "SET plan_cache_mode TO force_generic_plan",
        f"PREPARE {name} ({', '.join(execution.kinds)}) AS "
        f"{execution.statement % execution.places}",
    )
