"""What is known of a mail after everything that can go wrong on its way to the mail server, over a
line of its own or over that of the mail before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ledgerstone.correspondence.delivery import lines
from ledgerstone.correspondence.delivery.lines import Line
from ledgerstone.correspondence.delivery.transport import Fate, hand_over
from tests.support.flawed_server import ANSWERED, DROPPED, UNANSWERED, FlawedServer
from tests.support.live import free_port
from tests.support.processes import comes_true


@dataclass
class Server:
    """A mail server that fails in the way that a test says."""

    flaw: str = ""
    lines: int = 0
    ended: int = 0
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def keep(self, to: str, content: bytes, flaw: str) -> None:
        self.kept.append((to, content))


class _Controller(Controller):
    def __init__(self, server: Server, port: int) -> None:
        super().__init__(server, hostname="127.0.0.1", port=port)
        self.served = server

    def factory(self) -> FlawedServer:
        served = self.served

        class Counted(FlawedServer):
            def connection_lost(self, error: Exception | None) -> None:
                super().connection_lost(error)
                served.ended += 1

        served.lines += 1
        return Counted(lambda: served.flaw, served.keep, loop=self.loop)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A flawed mail server, which the application sends to."""
    found, port = Server(), free_port()
    controller = _Controller(found, port)
    controller.start()
    # It tries itself first.
    assert comes_true(lambda: found.ended == found.lines == 1, 5)
    found.lines = found.ended = 0
    settings.EMAIL_BACKEND = "ledgerstone.correspondence.delivery.transport.Server"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    yield found
    controller.stop()


def _mail(text: str = "Dear Ana,\n\nplease look.\n.\nA dot.\n..two\n") -> EmailMessage:
    return EmailMessage("Steel", text, "us@ledgerstone.example", ["ana@keel.example"])


def _hand_over(
    server: Server, message: EmailMessage | None = None, *, in_a_run: bool = False
) -> tuple[Fate | None, str]:
    """Send; the fate, and the words. Notes in order what was asked and told."""
    before = len(server.kept)

    def right_before() -> bool:
        server.asked.append("may it go")
        assert len(server.kept) == before
        return True

    outcome = hand_over(
        message or _mail(),
        right_before=right_before,
        afterwards=lambda told: server.asked.append(told.fate.value),
        in_a_run=in_a_run,
    )
    return (None, "") if outcome is None else (outcome.fate, outcome.words)


def test_a_mail_arrives_as_it_was_written(server: Server) -> None:
    assert _hand_over(server) == (Fate.TAKEN, "")
    [(to, content)] = server.kept
    assert to == "ana@keel.example"
    got = message_from_bytes(content, policy=default)
    lines = "Dear Ana,", "", "please look.", ".", "A dot.", "..two"
    assert tuple(got.get_content().splitlines()) == lines
    assert server.asked == ["may it go", "taken"]


@pytest.mark.parametrize("flaw", [*ANSWERED, *DROPPED])
def test_what_goes_wrong_before_the_last_line_may_be_tried_again(server: Server, flaw: str) -> None:
    server.flaw = flaw
    fate, words = _hand_over(server)
    # A short mail may be on its way as a whole when the server hangs up: then nobody knows.
    assert fate in ({Fate.LATER, Fate.UNKNOWN} if flaw == "drop in the mail" else {Fate.LATER})
    assert words == ANSWERED.get(flaw, words) != ""
    assert server.kept == []
    is_late = flaw in ("refuse the mail", "drop in the mail")
    assert ("may it go" in server.asked) <= is_late


def test_a_long_mail_that_breaks_off_may_be_tried_again(server: Server) -> None:
    server.flaw = "drop in the mail"
    fate, _ = _hand_over(server, _mail("Steel and more steel.\n" * 1_000_000))
    assert (fate, server.kept, server.asked) == (Fate.LATER, [], ["later"])


@pytest.mark.parametrize("flaw", list(UNANSWERED))
def test_nobody_knows_what_became_of_a_mail_without_an_answer(server: Server, flaw: str) -> None:
    server.flaw = flaw
    fate, words = _hand_over(server)
    assert fate is Fate.UNKNOWN
    assert words
    assert len(server.kept) == UNANSWERED[flaw]


@pytest.mark.parametrize("said", ["gibberish", "999 What", "354 Go on", f"250 {'x' * 9_000}"])
def test_an_answer_that_is_none_is_no_answer(server: Server, said: str) -> None:
    server.flaw = f"say {said}"
    assert _hand_over(server)[0] is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("flaw", "fate"),
    [
        ("RCPT: 550 5.1.1 No such user here", Fate.NO_SUCH_ADDRESS),
        ("RCPT: 550 No such user here", Fate.NO_SUCH_ADDRESS),
        ("RCPT: 550 5.4.1 Recipient address rejected", Fate.NO_SUCH_ADDRESS),
        ("RCPT: 552 5.2.2 The mailbox is full", Fate.NO_SUCH_ADDRESS),
        ("RCPT: 554 5.7.1 Relay access denied", Fate.REFUSED),
        ("RCPT: 550 5.7.1 We do not like your network", Fate.REFUSED),
        ("RCPT: 530 5.7.0 Authentication required", Fate.LATER),
        ("RCPT: 421 4.7.0 Too fast", Fate.LATER),
        ("MAIL: 550 5.7.1 We do not know you", Fate.LATER),
        ("MAIL: 552 5.3.4 Too large", Fate.REFUSED),
        ("DATA: 554 5.5.1 No", Fate.REFUSED),
        ("say 550 5.1.1 No such user here after all", Fate.NO_SUCH_ADDRESS),
        ("say 554 5.6.0 We do not like what it says", Fate.REFUSED),
        ("say 251 Taken and passed on", Fate.TAKEN),
    ],
)
def test_what_a_server_says_decides_what_becomes_of_a_mail(
    server: Server, flaw: str, fate: Fate
) -> None:
    server.flaw = flaw
    found, words = _hand_over(server)
    assert found is fate
    _, _, said = flaw.removeprefix("say ").rpartition(": ")
    assert words == ("" if fate is Fate.TAKEN else said)


def test_nothing_goes_where_it_may_not_go_any_more(server: Server) -> None:
    assert hand_over(_mail(), right_before=lambda: False) is None
    assert server.kept == []


def test_what_goes_wrong_in_asking_is_no_fault_of_the_server(server: Server) -> None:
    def fails() -> bool:
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        hand_over(_mail(), right_before=fails, afterwards=lambda told: server.asked.append("told"))
    assert (server.kept, server.asked) == ([], [])


def test_a_server_that_is_not_there_is_tried_later(server: Server, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    fate, words = _hand_over(server)
    assert (fate, server.asked) == (Fate.LATER, ["later"])
    assert "refused" in words


@pytest.fixture
def used(server: Server) -> Server:
    """The server, with a line open to it that a mail went over."""
    assert _hand_over(server, in_a_run=True) == (Fate.TAKEN, "")
    server.asked.clear()
    return server


def test_the_mails_of_a_run_go_over_one_line(used: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_MAILS", 4)
    for _ in range(4):
        assert _hand_over(used, in_a_run=True) == (Fate.TAKEN, "")
    # No more go over one line, and what is no part of a run has its own.
    assert (len(used.kept), used.lines) == (5, 2)
    assert _hand_over(used) == (Fate.TAKEN, "")
    assert used.lines == 3


@pytest.mark.parametrize(
    "flaw",
    ["drop at MAIL", "drop at RCPT", "drop at DATA", "MAIL: 421 4.7.0 Enough", "RCPT: 421 Enough"],
)
def test_a_server_that_hung_up_meanwhile_gets_the_mail_over_another_line(
    used: Server, monkeypatch: pytest.MonkeyPatch, flaw: str
) -> None:
    def opened() -> Line:
        used.flaw = ""
        return lines_opened()

    lines_opened = lines.opened
    monkeypatch.setattr(lines, "opened", opened)
    used.flaw = flaw
    assert _hand_over(used, in_a_run=True) == (Fate.TAKEN, "")
    assert used.asked == ["may it go", "taken"]
    assert (len(used.kept), used.lines) == (2, 2)


@pytest.mark.parametrize("flaw", list(UNANSWERED))
def test_a_used_line_that_breaks_later_leaves_nobody_wiser(used: Server, flaw: str) -> None:
    used.flaw = flaw
    assert _hand_over(used, in_a_run=True)[0] is Fate.UNKNOWN
    assert (len(used.kept) - 1, used.lines) == (UNANSWERED[flaw], 1)


@pytest.mark.parametrize(
    "flaw", ["refuse at MAIL", "refuse at RCPT", "RCPT: 550 5.1.1 No", "say 554 No"]
)
def test_after_a_refusal_the_next_mail_has_a_line_of_its_own(used: Server, flaw: str) -> None:
    used.flaw = flaw
    fate, _ = _hand_over(used, in_a_run=True)
    assert fate not in (Fate.TAKEN, Fate.UNKNOWN)
    assert used.lines == 1
    used.flaw = ""
    assert _hand_over(used, in_a_run=True) == (Fate.TAKEN, "")
    assert used.lines == 2


def test_a_line_waits_for_a_moment_only(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "WAITS", 0.01)
    assert _hand_over(server, in_a_run=True) == (Fate.TAKEN, "")
    assert comes_true(lambda: server.ended == 1, 5)
    assert lines.WAITING.take() is None


class _Service(BaseEmailBackend):
    """A service that takes mails in one request, which fails as the last test said."""

    error: Exception | None = None

    def send_messages(self, email_messages: Any) -> int:
        if self.error is not None:
            raise self.error
        return len(email_messages)


def _answer(status: int) -> requests.Response:
    response = requests.Response()
    response.status_code, response.reason = status, "because"
    return response


def _unreached() -> Exception:
    error = AnymailRequestsAPIError("Error posting")
    error.__cause__ = requests.ConnectTimeout("timed out")
    return error


def _throttled() -> Exception:
    error = RuntimeError("Maximum sending rate exceeded.")
    error.response = {"ResponseMetadata": {"HTTPStatusCode": 429}}  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (None, Fate.TAKEN),
        (AnymailRequestsAPIError(response=_answer(422)), Fate.REFUSED),
        (AnymailRequestsAPIError(response=_answer(429)), Fate.LATER),
        (AnymailRequestsAPIError(response=_answer(401)), Fate.LATER),
        (AnymailRequestsAPIError(response=_answer(503)), Fate.LATER),
        (AnymailRequestsAPIError(response=_answer(500)), Fate.UNKNOWN),
        (AnymailRequestsAPIError(response=_answer(504)), Fate.UNKNOWN),
        (AnymailRequestsAPIError("Invalid JSON", response=_answer(200)), Fate.UNKNOWN),
        (AnymailRecipientsRefused(), Fate.NO_SUCH_ADDRESS),
        (_unreached(), Fate.LATER),
        (_throttled(), Fate.LATER),
        (requests.ReadTimeout("no answer"), Fate.UNKNOWN),
        (ConnectionRefusedError("refused"), Fate.LATER),
        (ValueError("a header of two lines"), Fate.REFUSED),
    ],
)
def test_what_a_service_says_decides_what_becomes_of_a_mail(
    settings: Any, monkeypatch: pytest.MonkeyPatch, error: Exception | None, fate: Fate
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}._Service"
    monkeypatch.setattr(_Service, "error", error)
    assert _hand_over(Server())[0] is fate
