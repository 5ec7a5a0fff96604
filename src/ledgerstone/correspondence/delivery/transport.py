"""Hands one mail to the mail server, and says what became of it.

A run of mails goes over one line (`lines`). A server that hung up between two of them is found out
before anything of the second counts, and that one goes over another line at once.

What matters is what is known afterwards. An SMTP server delivers nothing before it has the last
line of a mail, so whatever goes wrong before that line is a try that failed, and may be tried
again. From that line until its answer nobody but the server knows: such a mail is not sent a second
time by itself. With a service that takes mails in one request that stretch is the whole request.
"""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from . import lines
from .lines import WAITING, Line

# What is not about the address or the mail, but about us and the server: somebody mends it.
_OURS_TO_MEND = {401, 403}
_TRY_LATER = {429, 503}
_FIRST_DOTS = re.compile(rb"^\.", re.MULTILINE)


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


class _WithheldError(Exception):
    """The last line of a mail was not sent on purpose."""


class _UnreachedError(Exception):
    """There is no line to the server; in its words."""


def _yes() -> bool:
    return True


class _Noting:
    """Asks before the last line of a mail, and notes whether the server may have it unanswered."""

    before_last_line: Callable[[], bool] = staticmethod(_yes)
    is_unanswered = False

    @property
    def has_ended(self) -> bool:
        """Whether either side hung up."""
        server: Any = self
        return server.sock is None

    def data(self, msg: Any) -> tuple[int, bytes]:
        server: Any = self
        # The last line goes by itself, and at once.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server.putcmd("data")
        code, words = server.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, words)
        server.send(_in_lines(msg))
        if not self.before_last_line():
            server.close()
            raise _WithheldError
        self.is_unanswered = True
        server.send(b".\r\n")
        code, words = server.getreply()
        # Anything else is no answer to what we sent.
        self.is_unanswered = not (200 <= code < 300 or 400 <= code < 600)
        return (250 if 200 <= code < 300 else code), words


def _in_lines(msg: bytes) -> bytes:
    """A mail as it goes over the line, with a dot before each line that begins with one."""
    lines = _FIRST_DOTS.sub(b"..", msg)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


class _Plain(_Noting, smtplib.SMTP):
    pass


class _Secure(_Noting, smtplib.SMTP_SSL):
    pass


class Server(EmailBackend):
    """Django's way to an SMTP server, over connections that note how far they got."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Secure if self.use_ssl else _Plain


@dataclass(slots=True)
class _Permission:
    """Asked once, when nothing can be taken back any more. What goes wrong in asking is no fault of
    the mail server's, and is not judged as one."""

    ask: Callable[[], bool]
    error: Exception | None = None
    was_asked: bool = False

    def __call__(self) -> bool:
        self.was_asked = True
        try:
            return self.ask()
        except Exception as error:
            self.error = error
            return False


def _nothing(outcome: Outcome) -> None:
    return


def hand_over(
    message: EmailMessage,
    *,
    right_before: Callable[[], bool],
    afterwards: Callable[[Outcome], None] = _nothing,
    in_a_run: bool = False,
) -> Outcome | None:
    """Send a mail to its one recipient.

    ``right_before`` is called when the mail is as good as gone; where it says no, nothing is sent,
    and None is the outcome. ``afterwards`` is told the outcome as soon as it is known, before
    goodbyes are said to the server. What goes ``in_a_run`` takes the line of the mail before, and
    leaves it to the next.
    """
    permission = _Permission(right_before)
    try:
        line, handed = _over_a_line(message, permission, in_a_run=in_a_run)
    except _UnreachedError as error:
        outcome = Outcome(Fate.LATER, str(error))
        afterwards(outcome)
        return outcome
    is_good = False
    try:
        if permission.error is not None:
            raise permission.error
        if handed is not None:
            afterwards(handed)
            is_good = in_a_run and handed.fate is Fate.TAKEN
    finally:
        if is_good:
            WAITING.keep(line)
        else:
            line.close()
    return handed


def _over_a_line(
    message: EmailMessage, permission: _Permission, *, in_a_run: bool
) -> tuple[Line, Outcome | None]:
    """What became of a mail, over the line that waits or a new one, and the line."""
    line = WAITING.take() if in_a_run else None
    if line is not None:
        handed = _handed(message, line, permission)
        if not _broke_before(line, permission):
            return line, handed
        line.close()
    try:
        line = lines.opened()
    except Exception as error:
        raise _UnreachedError(_words(error)) from error
    return line, _handed(message, line, permission)


def _broke_before(line: Line, permission: _Permission) -> bool:
    """Whether the server hung up before it was asked whether the mail may go."""
    server = getattr(line.connection, "connection", None)
    return isinstance(server, _Noting) and server.has_ended and not permission.was_asked


def _handed(message: EmailMessage, line: Line, permission: _Permission) -> Outcome | None:
    server = getattr(line.connection, "connection", None)
    line.mails += 1
    try:
        if isinstance(server, _Noting):
            server.before_last_line, server.is_unanswered = permission, False
        elif not permission():
            return None
        message.connection = line.connection
        if not message.send():
            return Outcome(Fate.REFUSED, "The mail has no recipient.")
    except _WithheldError:
        return None
    except Exception as error:
        if isinstance(server, _Noting):
            return _said_by_server(error, is_unanswered=server.is_unanswered)
        return _said_by_service(error)
    return Outcome(Fate.TAKEN)


def _said_by_server(error: Exception, *, is_unanswered: bool) -> Outcome:
    """What a failure means for a mail that went to an SMTP server."""
    words = _words(error)
    if is_unanswered:
        return Outcome(Fate.UNKNOWN, words)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
        return Outcome(_fate_of_address(*answers[0]) if answers else Fate.LATER, words)
    if isinstance(error, smtplib.SMTPDataError):
        if error.smtp_code < 500:
            return Outcome(Fate.LATER, words)
        # Some servers look at the address only when they have the mail: RFC 3463 names it 5.1.x.
        about_address = b"5.1." in _raw(error.smtp_error)[:16]
        return Outcome(Fate.NO_SUCH_ADDRESS if about_address else Fate.REFUSED, words)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == 552:
        # Too large for this server, today as tomorrow.
        return Outcome(Fate.REFUSED, words)
    if isinstance(error, smtplib.SMTPException | OSError):
        # Said about the sender or the connection: neither the address nor the mail is at fault.
        return Outcome(Fate.LATER, words)
    # Nothing of ours was handed over: the mail itself could not be written.
    return Outcome(Fate.REFUSED, words)


def _fate_of_address(code: int, words: Any) -> Fate:
    """What an answer to the recipient's address means. A server that lets nobody in without a
    password, or passes on nothing of ours, says so here as well: the address may be a good one."""
    if code < 500 or code == 530:
        return Fate.LATER
    said = _raw(words)[:16]
    about_address = b"5.1." in said or b"5.2." in said
    is_policy = b"5.7." in said or code not in (550, 551, 553)
    return Fate.NO_SUCH_ADDRESS if about_address or not is_policy else Fate.REFUSED


def _said_by_service(error: Exception) -> Outcome:
    """What a failure means for a mail that went to a service in one request."""
    words = _words(error)
    if type(error).__name__ == "AnymailRecipientsRefused":
        return Outcome(Fate.NO_SUCH_ADDRESS, words)
    status = next(filter(None, map(_status, _chain(error))), None)
    if status is not None:
        if status in _TRY_LATER | _OURS_TO_MEND:
            return Outcome(Fate.LATER, words)
        return Outcome(Fate.REFUSED if 400 <= status < 500 else Fate.UNKNOWN, words)
    if any(_never_reached(one) for one in _chain(error)):
        return Outcome(Fate.LATER, words)
    is_unwritten = isinstance(error, ValueError | TypeError) and not isinstance(error, OSError)
    return Outcome(Fate.REFUSED if is_unwritten else Fate.UNKNOWN, words)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """A failure and what it came of."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        of = (one.__cause__, getattr(one, "reason", None), *one.args)
        waiting.extend(other for other in of if isinstance(other, BaseException))


def _status(error: BaseException) -> int | None:
    """The HTTP status that a service answered with, as the libraries of services keep it."""
    said = getattr(error, "status_code", None)
    if said is None:
        response = getattr(error, "response", None)
        if isinstance(response, dict):
            said = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return said if isinstance(said, int) else None


def _never_reached(error: BaseException) -> bool:
    """Whether there was no connection at all."""
    names = {kind.__name__ for kind in type(error).__mro__}
    unreached = {"ConnectTimeout", "NewConnectionError", "EndpointConnectionError"}
    return bool(names & unreached) or isinstance(error, ConnectionRefusedError | socket.gaierror)


def _words(error: Exception) -> str:
    """What a server said, as people read it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = [f"{code} {_text(words)}" for code, words in error.recipients.values()]
        return "; ".join(said) or "The address was refused."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return _text(str(error)) or type(error).__name__


def _text(words: Any) -> str:
    said = _raw(words).decode("utf-8", "replace").replace("\x00", " ")
    for secret in getattr(settings, "MAIL_SECRETS", ()):
        # A server may quote the password or the key that it was given. A very short one is in
        # every other word, and no secret.
        said = said.replace(secret, "…") if len(secret) > 3 else said
    return " ".join(said.split())[:500]


def _raw(words: Any) -> bytes:
    return words if isinstance(words, bytes) else str(words).encode("utf-8", "replace")
