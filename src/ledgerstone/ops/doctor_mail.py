"""The doctor's questions about mail: where it goes, whether it is taken, and a test mail."""

from __future__ import annotations

import smtplib
import ssl
from typing import TYPE_CHECKING

from ledgerstone.ops import mail
from ledgerstone.ops.findings import Finding
from ledgerstone.ops.installation import Installation, InstallationError

if TYPE_CHECKING:
    from ledgerstone.correspondence.letters.letter import Letter

_PATIENCE = 10.0
_TRY = "Try it with: ledgerstone doctor --send-test you@example.com"


def delivery(place: Installation) -> Finding:
    try:
        found = mail.delivery("localhost")
    except InstallationError as error:
        return Finding.wrong("", str(error))
    if found.service:
        return Finding.fine(f"Through {found.service}, as {found.sender}. {_TRY}")
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


def send_test(address: str) -> Finding:
    """Send one mail as every other is sent, and say what became of it. Django is set up."""
    from django.conf import settings
    from django.core.mail import EmailMultiAlternatives

    from ledgerstone.correspondence.delivery.transport import Fate, hand_over
    from ledgerstone.correspondence.letters.rendering import Brand, html_of, text_of
    from ledgerstone.directory.reach import is_address

    if not is_address(address):
        return Finding.wrong("", f"{address} is no address. Write it as you@example.com.")
    found = mail.delivery("localhost")
    letter = _letter(settings.ORIGIN)
    message = EmailMultiAlternatives(letter.subject, text_of(letter), to=[address])
    message.attach_alternative(html_of(letter, Brand()), "text/html")
    outcome = hand_over(message, right_before=lambda: True)
    words = outcome.words if outcome is not None else ""
    if outcome is None or outcome.fate is not Fate.TAKEN:
        return Finding.wrong(
            f"It was not taken: {words}" if words else "It was not taken.",
            f"Check what {mail.URL} or {mail.mail_services.URL} says.",
        )
    if found.is_local:
        return Finding.note(
            "No mail server is named: it is a file.", f"See {settings.MAIL_OUTBOX}."
        )
    return Finding.fine(f"It was taken for {address}, from {settings.DEFAULT_FROM_EMAIL}.")


def _letter(origin: str) -> Letter:
    from ledgerstone.correspondence.letters.letter import Letter, Paragraph, Small, Way

    return Letter(
        "A test mail from Ledgerstone",
        (
            Paragraph(
                "Mail of this installation of Ledgerstone reaches you. There is nothing to do."
            ),
            Way("Open Ledgerstone", origin),
            Small("You get this because somebody who runs it had a test mail sent to you."),
        ),
    )


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
