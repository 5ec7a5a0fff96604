"""The time, injected: operations ask here, tests and the demo say what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_fixed: ContextVar[datetime | None] = ContextVar("ledgerstone_clock", default=None)


def now() -> datetime:
    """The moment, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def fixed_at() -> datetime | None:
    """The moment that the clock was told to show, if it was."""
    return _fixed.get()


@cache
def time_zones() -> frozenset[str]:
    """The names of all time zones. Asking the machine opens every file that it has of them."""
    return frozenset(available_timezones())


def today(time_zone: str) -> date:
    """The date in a time zone, such as a project's."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Let it be this moment inside the block."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
