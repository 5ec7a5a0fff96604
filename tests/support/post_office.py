"""A real mail server that keeps what it is sent, and the worker that sends to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from aiosmtpd.controller import Controller

from ledgerstone.ops.processes import bound_to, stop
from tests.support.live import free_port
from tests.support.processes import comes_true

MAIL_MAY_TAKE = 60.0


@dataclass
class PostOffice:
    """What arrived, in order."""

    arrived: list[EmailMessage] = field(default_factory=list)
    url: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail; the name is the server's."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.arrived.append(message)
        return "250 Kept"

    def to(self, address: str, nth: int = 1) -> EmailMessage:
        """The nth mail to an address, when it is there."""
        assert comes_true(lambda: len(self._of(address)) >= nth, MAIL_MAY_TAKE), self.arrived
        return self._of(address)[nth - 1]

    def words_to(self, address: str, nth: int = 1) -> str:
        """What the nth mail to an address says as plain text, when it is there."""
        part = self.to(address, nth).get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def _of(self, address: str) -> list[EmailMessage]:
        return [one for one in self.arrived if parseaddr(str(one["To"]))[1] == address]


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server on a free port of this machine."""
    office = PostOffice()
    port = free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        office.url = f"smtp://127.0.0.1:{port}?from=claims@ledgerstone.example"
        yield office
    finally:
        controller.stop()


@contextmanager
def worker(environment: Mapping[str, str], office: PostOffice) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that sends its mail to the post office."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ledgerstone.ops.worker"],
        env={**environment, "LEDGERSTONE_SMTP_URL": office.url},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=bound_to(os.getpid()),  # noqa: PLW1509 - no thread of ours holds a lock
    )
    try:
        yield process
    finally:
        stop(process, signal.SIGTERM, 10)
