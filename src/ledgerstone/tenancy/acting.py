"""Tells the database who acts, so that the change history knows.

``with acting(actor):`` stands where ``transaction.atomic()`` would: the block is one transaction
(or a savepoint of one), and for its length the triggers of the change history read the actor in two
settings of the transaction. A setting goes with its transaction, and a rollback to a savepoint
takes back what was set behind it, so no actor outlives the block that named them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from . import clock
from .actor import Actor

ACTOR_SETTING = "ledgerstone.actor"
MOMENT_SETTING = "ledgerstone.moment"


@dataclass(frozen=True, slots=True)
class _Said:
    """What the database was told: ``user_id:name``, and the moment where the clock is fixed.

    Valid on the connection that was told and inside the block that told it; whatever is rolled back
    within that block goes back to a savepoint made after the telling.
    """

    connection: Any
    actor: str = ""
    moment: str = ""


_said: ContextVar[_Said | None] = ContextVar("ledgerstone_acting", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let the writes inside the block be this person's; all of them stand or fall together."""
    user_id = "" if actor.signed_by is None else actor.signed_by
    with _telling(f"{user_id}:{actor.name}"):
        yield


@contextmanager
def acting_as_system(name: str = "Ledgerstone") -> Iterator[None]:
    """As ``acting``, for what nobody does in person, such as a nightly job."""
    with _telling(f":{name}"):
        yield


@contextmanager
def _telling(who: str) -> Iterator[None]:
    is_whole_transaction = not connection.in_atomic_block
    with transaction.atomic():
        before = _current()
        now = _Said(connection.connection, who, _fixed_moment())
        if now == before:
            yield
            return
        _tell(now)
        token = _said.set(now)
        try:
            yield
        finally:
            _said.reset(token)
        # Not after an error: the rollback restores what was said before.
        if not is_whole_transaction and not connection.needs_rollback:
            _tell(before)


def _current() -> _Said:
    """What this transaction was told by the blocks around, or nothing."""
    said = _said.get()
    if said is None or said.connection is not connection.connection:
        return _Said(connection.connection)
    return said


def _fixed_moment() -> str:
    moment = clock.fixed_at()
    return "" if moment is None else moment.isoformat()


def _tell(said: _Said) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [ACTOR_SETTING, said.actor, MOMENT_SETTING, said.moment],
        )
