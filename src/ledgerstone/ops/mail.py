"""How an installation sends mail: through a server that it is told of, else into a directory.

``LEDGERSTONE_SMTP_URL`` is ``smtp://user:password@host:587`` (TLS is asked for when there is a
password, or with ``?tls=yes``), or ``smtps://…`` for a server that speaks TLS from the start.
``LEDGERSTONE_MAIL_URL`` names a service that takes mails over the web, as ``postmark://TOKEN@``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from ledgerstone.ops import mail_services
from ledgerstone.ops.installation import InstallationError

URL = "LEDGERSTONE_SMTP_URL"
SENDER = "LEDGERSTONE_MAIL_FROM"
OUTBOX = "ledgerstone.ops.mail.Outbox"
SERVER = "ledgerstone.correspondence.delivery.transport.Server"
# What the log of mails names a mail by.
_OF_LOG = re.compile(r"<(mail-\d+)\.")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where mail goes, and who it comes from: to a server by its host, or to a service by its name
    with what it asks for. Without either it goes into the outbox."""

    backend: str
    sender: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls_first: bool = False
    starts_tls: bool = False
    service: str = ""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_local(self) -> bool:
        """Whether mails stay on this machine, as files."""
        return self.backend == OUTBOX


def delivery(host_name: str) -> Delivery:
    """What the environment says, for an installation that people know by this name."""
    named = os.environ.get(SENDER, "").strip()
    sender = named or f"Ledgerstone <ledgerstone@{host_name}>"
    url = os.environ.get(URL, "").strip()
    of_service = os.environ.get(mail_services.URL, "").strip()
    if url and of_service:
        raise InstallationError(
            f"Both {URL} and {mail_services.URL} are given. Keep the one through which mail goes."
        )
    if of_service:
        known = _through(mail_services.parse(of_service))
    elif url:
        known = parse(url)
    else:
        return Delivery(OUTBOX, sender)
    return replace(known, sender=named or known.sender or sender)


def _through(service: mail_services.Named) -> Delivery:
    return Delivery(
        backend=service.backend,
        sender=service.sender,
        service=service.name,
        options=service.options,
        secrets=service.secrets,
    )


def parse(url: str) -> Delivery:
    """Read a mail server's URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("smtp", "smtps") or not host:
        # Not quoted: it may hold a password.
        raise InstallationError(
            f"{URL} is not understood. Write it as smtp://user:password@mail.example.com:587, or "
            "smtps:// where the server speaks TLS from the start."
        )
    said = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    password = unquote(parts.password or "")
    asked = said.get("tls", "yes" if password else "no").lower() in ("yes", "true", "1")
    tls_first = parts.scheme == "smtps"
    starts_tls = asked and not tls_first
    return Delivery(
        backend=SERVER,
        sender=said.get("from", ""),
        host=host,
        port=port or (465 if tls_first else 587 if starts_tls else 25),
        user=unquote(parts.username or ""),
        password=password,
        secrets=(password,) if password else (),
        tls_first=tls_first,
        starts_tls=starts_tls,
    )


class Outbox(BaseEmailBackend):
    """Puts each mail into a file that any mail program opens, and that nobody else may read."""

    def send_messages(self, email_messages: Any) -> int:
        directory: Path = settings.INSTALLATION.outbox
        directory.mkdir(mode=0o700, exist_ok=True)
        for message in email_messages:
            self._write(directory, message)
        return len(email_messages)

    def _write(self, directory: Path, message: EmailMessage) -> None:
        moment = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S-%f")
        named = _OF_LOG.match(str(message.extra_headers.get("Message-ID", "")))
        path = directory / f"{moment}-{named[1]}.eml" if named else directory / f"{moment}.eml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.message().as_bytes())
