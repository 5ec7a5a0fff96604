"""The accounts that a connection may see, set per request and per job and reset after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from psycopg.pq import TransactionStatus

from .constraints import ACCOUNTS_SETTING
from .planned import Asked, several

_current: ContextVar[tuple[int, ...]] = ContextVar("ledgerstone_accounts", default=())


_TELL = f"SELECT set_config('{ACCOUNTS_SETTING}', %(accounts)s, false)"


def _tell(accounts: tuple[int, ...], *asked: Asked) -> list[list[tuple[Any, ...]]]:
    _, *answers = several((_TELL, {"accounts": ",".join(map(str, accounts))}), *asked)
    return answers


@contextmanager
def accounts(ids: Iterable[int], *asked: Asked) -> Iterator[list[list[tuple[Any, ...]]]]:
    """Let the connection see the rows of these accounts, and of no others, inside the block.

    What is ``asked`` is asked on the same way to the database; the block has its answers.
    Opened outside a transaction where there is one to come: a setting made inside a transaction
    that rolls back is rolled back with it.
    """
    wanted = tuple(sorted({int(account) for account in ids}))
    before = _current.get()
    token = _current.set(wanted)
    try:
        yield _tell(wanted, *asked)
    finally:
        _current.reset(token)
        if not _is_broken():
            _tell(before)


def _is_broken() -> bool:
    """Whether nothing can be told: no connection, or a transaction that can only roll back.

    Rolling back takes back what was set inside it.
    """
    if connection.connection is None or connection.needs_rollback:
        return True
    status = connection.connection.info.transaction_status
    return bool(status == TransactionStatus.INERROR)


def current() -> tuple[int, ...]:
    """The accounts in context."""
    return _current.get()
