"""Connections to PostgreSQL that are known to be alive without a way to the server and back.

Django asks ``SELECT 1`` before the first statement of every request. A server that closed a
connection, or told it to end, has something lying in its socket; one that was looked at a moment
ago and has nothing there serves.
"""

from __future__ import annotations

import math
import select
import time

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

# After so many seconds the server itself is asked: a network that is gone says nothing.
TRUSTED_FOR = 30.0


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's; ``is_usable`` looks at the socket of a connection that was used just now."""

    _found_alive = -math.inf

    def is_usable(self) -> bool:
        """Whether statements can be sent. After an error the server is asked in any case."""
        usable = (self._was_alive_just_now() and self._is_silent()) or bool(super().is_usable())
        self._found_alive = time.monotonic() if usable else -math.inf
        return usable

    def _was_alive_just_now(self) -> bool:
        return not self.errors_occurred and time.monotonic() - self._found_alive < TRUSTED_FOR

    def _is_silent(self) -> bool:
        """Whether the connection waits for us, and nothing came that nobody asked for."""
        driver = self.connection
        if driver is None or driver.closed:
            return False
        if driver.info.transaction_status != TransactionStatus.IDLE:
            return False
        # Not select(), which knows no descriptor above 1,023.
        watched = select.poll()
        watched.register(driver.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not watched.poll(0)
