"""Hands one mail to the mail server, and says what became of it.

What matters is what is known afterwards. Until the server has the last line of a mail it delivers
nothing, so a connection that breaks before is a try that failed, and it may be tried again. From
then until its answer nobody but the server knows: such a mail is not sent a second time by itself.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend


class Fate(Enum):
    """What became of a mail that was handed over."""

    TAKEN = "taken"
    LATER = "later"
    NO_SUCH_ADDRESS = "no such address"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``words`` are the server's own, or what the connection said."""

    fate: Fate
    words: str = ""


class _Noting:
    """Notes whether the server may have the whole of a mail without having answered yet."""

    is_unanswered = False

    def data(self, msg: Any) -> Any:
        self.is_unanswered = True
        answer = super().data(msg)  # type: ignore[misc]
        self.is_unanswered = False
        return answer


class _Plain(_Noting, smtplib.SMTP):
    pass


class _Secure(_Noting, smtplib.SMTP_SSL):
    pass


class Server(EmailBackend):
    """Django's way to an SMTP server, over connections that note how far they got."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Secure if self.use_ssl else _Plain


def hand_over(message: EmailMessage, *, right_before: Callable[[], bool]) -> Outcome | None:
    """Send a mail to its one receiver. ``right_before`` is called when the server answers the
    telephone and has nothing yet; where it says no, nothing is sent, and None is the outcome."""
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except Exception as error:
        return Outcome(Fate.LATER, _words(error))
    try:
        if not right_before():
            return None
        message.connection = connection
        message.send()
    except Exception as error:
        return _judged(error, connection)
    finally:
        _close(connection)
    return Outcome(Fate.TAKEN)


def _judged(error: Exception, connection: Any) -> Outcome:
    """What a failure means for the mail."""
    words = _words(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = max((code for code, _ in error.recipients.values()), default=450)
        return Outcome(Fate.NO_SUCH_ADDRESS if code >= 500 else Fate.LATER, words)
    if isinstance(error, smtplib.SMTPDataError):
        if error.smtp_code < 500:
            return Outcome(Fate.LATER, words)
        # Some servers look at the address only when they have the mail: RFC 3463 names it 5.1.x.
        about_address = b"5.1." in _raw(error.smtp_error)[:16]
        return Outcome(Fate.NO_SUCH_ADDRESS if about_address else Fate.REFUSED, words)
    if isinstance(error, smtplib.SMTPResponseException):
        # Said about the sender or the connection: the address has nothing to do with it.
        return Outcome(Fate.LATER, words)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return Outcome(Fate.LATER if status == 429 or status >= 500 else Fate.REFUSED, words)
    if isinstance(error, smtplib.SMTPException | OSError):
        server = getattr(connection, "connection", None)
        may_have_it = getattr(server, "is_unanswered", True)
        return Outcome(Fate.UNKNOWN if may_have_it else Fate.LATER, words)
    # Nothing of ours was handed over: the mail itself could not be written.
    return Outcome(Fate.REFUSED, words)


def _words(error: Exception) -> str:
    """What a server said, as people read it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = [f"{code} {_text(words)}" for code, words in error.recipients.values()]
        return "; ".join(said) or "The address was refused."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error).strip() or type(error).__name__


def _text(words: Any) -> str:
    return " ".join(_raw(words).decode("utf-8", "replace").split())[:500]


def _raw(words: Any) -> bytes:
    return words if isinstance(words, bytes) else str(words).encode()


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:
        # The mail is decided by now; how the connection ends changes nothing.
        return
