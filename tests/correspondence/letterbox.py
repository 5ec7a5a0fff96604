"""A mail server of our own that keeps what it takes; the application sends to it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller


class Letterbox:
    """Keeps every mail that a server takes, by its receivers."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], Message]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        self.got.append((envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture
def letterbox(settings: Any) -> Iterator[Letterbox]:
    """A mail server of our own, which the application sends to."""
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "ledgerstone.correspondence.delivery.transport.Server"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def body(mail: Message) -> str:
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())
