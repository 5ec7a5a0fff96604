"""The way to the mail server, kept open for the next mail of a run.

Opening one, with encryption and a password, takes more turns with the server than a mail does. A
line waits only after a mail that was taken, so nothing of one mail is left for the next; for two
seconds, which is less than servers wait; and for so many mails, because some take no more on one.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import get_connection

WAITS = 2.0
MOST_MAILS = 100


@dataclass(slots=True)
class Line:
    """An open way, and how many mails went over it."""

    connection: Any
    place: tuple[str, str, int]
    mails: int = 0

    def close(self) -> None:
        # The mail is decided by now; how the line ends changes nothing.
        with contextlib.suppress(Exception):
            self.connection.close()


def opened() -> Line:
    """A new line to where mails go. Raises what kept it from being opened."""
    connection = get_connection(fail_silently=False)
    connection.open()
    return Line(connection, _place())


class Waiting:
    """At most one line that waits for its next mail. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: Line | None = None
        self._end: threading.Timer | None = None

    def take(self) -> Line | None:
        """The line that waits, for the caller alone; None where there is none."""
        line = self._swapped(None)
        if line is not None and line.place != _place():
            line.close()
            return None
        return line

    def keep(self, line: Line) -> None:
        """Have a line wait, after a mail that was taken."""
        if line.mails >= MOST_MAILS:
            line.close()
        elif (other := self._swapped(line)) is not None:
            other.close()

    def _swapped(self, line: Line | None) -> Line | None:
        """Put a line where the other one was; the other one."""
        with self._lock:
            if self._end is not None:
                self._end.cancel()
                self._end = None
            if line is not None:
                self._end = threading.Timer(WAITS, self._give_up, [line])
                self._end.daemon = True
                self._end.start()
            before, self._line = self._line, line
        return before

    def _give_up(self, line: Line) -> None:
        with self._lock:
            if self._line is not line:
                # It was taken just now.
                return
            self._line = self._end = None
        line.close()


def _place() -> tuple[str, str, int]:
    return settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT


WAITING = Waiting()
