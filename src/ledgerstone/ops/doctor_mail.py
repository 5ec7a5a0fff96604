"""The doctor's question about mail: where it goes, and whether the server takes it."""

import smtplib
import ssl

from ledgerstone.ops import mail
from ledgerstone.ops.findings import Finding
from ledgerstone.ops.installation import Installation, InstallationError

_PATIENCE = 10.0


def delivery(place: Installation) -> Finding:
    try:
        found = mail.delivery("localhost")
    except InstallationError as error:
        return Finding.wrong("", str(error))
    if not found.host:
        return Finding.note(
            f"No mail server is named, so each mail is a file in {place.outbox}.",
            f"Name one with {mail.URL}=smtp://user:password@mail.example.com:587",
        )
    try:
        _greet(found)
    except (smtplib.SMTPException, OSError) as error:
        # The type only: what a server says can quote the name and password it was given.
        return Finding.wrong(
            f"{found.host}:{found.port} does not take it ({type(error).__name__}).",
            f"Check host, port, user and password in {mail.URL}.",
        )
    return Finding.fine(f"Through {found.host}:{found.port}, as {found.sender}.")


def _greet(found: mail.Delivery) -> None:
    """Connect and sign in as for a mail, without sending one."""
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if found.tls_first:
        server = smtplib.SMTP_SSL(found.host, found.port, timeout=_PATIENCE, context=secure)
    else:
        server = smtplib.SMTP(found.host, found.port, timeout=_PATIENCE)
    with server:
        if found.starts_tls:
            server.starttls(context=secure)
        if found.user and found.password:
            server.login(found.user, found.password)
        server.noop()
