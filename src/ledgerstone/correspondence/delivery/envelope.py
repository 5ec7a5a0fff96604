"""What stands on a mail around its words: from and to whom, its name, and how to be spared more.

A mail of the work has one recipient, and a name that is fixed before it is sent. It refers to the
thread of what it is about, so that a person's mail program keeps a claim's mails together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.mime.image import MIMEImage
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.letters import logos, unsubscribing
from ledgerstone.correspondence.letters.letter import Letter
from ledgerstone.correspondence.letters.rendering import LOGO, Brand, html_of, subject_of, text_of
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.tenancy.models import Account

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Envelope:
    """``to`` with the recipient's name; ``thread`` names what the mail is about."""

    account: Account | None
    to: str
    message_id: str = ""
    thread: str = ""
    unsubscribe: str = ""
    sender: str = ""

    @classmethod
    def of(cls, account: Account, recipient: MailRecipient) -> Envelope:
        """The envelope of a mail to one recipient; the same however often it is asked for."""
        mail, person = recipient.mail, recipient.person
        host = urlsplit(settings.ORIGIN).hostname or "localhost"
        about = next(
            (
                f"{what}-{pk}"
                for what, pk in (
                    ("claim", mail.claim_id),
                    ("contract", mail.contract_id),
                    ("project", mail.project_id),
                )
                if pk is not None
            ),
            "account",
        )
        # What nobody can guess, so that nobody answers into a thread that they are not in.
        secret = _digest(f"mail-{recipient.pk}")
        thread = _digest(f"thread-{account.pk}-{about}-{person.pk}")
        kind = catalogue.KINDS[mail.kind]
        return cls(
            account=account,
            to=_addressed(person.name, person.email),
            message_id=f"<mail-{recipient.pk}.{secret}@{host}>",
            thread=f"<{about}.{thread}@{host}>",
            unsubscribe=unsubscribing.url(person, kind.name) if kind.may_be_off else "",
            sender=_sent_for(account),
        )

    @classmethod
    def of_sign_in(cls, account: Account | None, to: str) -> Envelope:
        """The envelope of a mail about signing in, to a bare address."""
        return cls(
            account=account,
            to=to,
            message_id=make_msgid(domain=urlsplit(settings.ORIGIN).hostname or "localhost"),
            sender=_sent_for(account) if account is not None else "",
        )


def message_of(letter: Letter, envelope: Envelope) -> EmailMultiAlternatives:
    """The mail as it is sent: text and HTML, the logo, and the files that go along."""
    logo = logos.of_account(envelope.account) if envelope.account is not None else None
    name = envelope.account.name if envelope.account is not None else "Ledgerstone"
    message = EmailMultiAlternatives(
        subject=subject_of(letter),
        body=text_of(letter, stop=envelope.unsubscribe),
        from_email=envelope.sender or None,
        to=[envelope.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=_headers(envelope),
    )
    html = html_of(letter, Brand(name, logo), stop=envelope.unsubscribe)
    message.attach_alternative(html, "text/html")
    if logo is not None:
        image = MIMEImage(logo.content, "png")
        image.add_header("Content-ID", f"<{LOGO}>")
        image.add_header("Content-Disposition", "inline", filename="logo.png")
        message.attach(image)
        if not letter.papers:
            # So that the logo is a part of the mail, and no file that came with it.
            message.mixed_subtype = "related"  # type: ignore[attr-defined]  # its stub lacks it
    for paper in letter.papers:
        message.attach(_plain(paper.name, 200), paper.content, paper.content_type)
    return message


def _headers(envelope: Envelope) -> dict[str, str]:
    # The first is so that nobody's absence is announced to an address that nobody reads.
    headers = {"Auto-Submitted": "auto-generated"}
    if envelope.message_id:
        headers["Message-ID"] = envelope.message_id
    if envelope.thread:
        headers["References"] = headers["In-Reply-To"] = envelope.thread
    if envelope.unsubscribe:
        headers["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _addressed(name: str, email: str) -> str:
    """A recipient with their name, unless the name is none that a mail can carry."""
    return str(Address(display_name=_plain(name), addr_spec=email)) if _plain(name) else email


def _sent_for(account: Account) -> str:
    """The sender of this installation, in the name of the account."""
    _, _, address = settings.DEFAULT_FROM_EMAIL.rpartition("<")
    name = _plain(account.name)
    address = address.rstrip("> ")
    return str(Address(display_name=f"{name} by Ledgerstone", addr_spec=address))


def _plain(name: str, longest: int = _LONGEST_NAME) -> str:
    """A name in one line, without what breaks or reorders a header."""
    shown = "".join(one if one.isprintable() else " " for one in name)
    return " ".join(shown.split())[:longest].strip()


def _digest(text: str) -> str:
    return hashlib.blake2s(
        text.encode(), key=settings.SECRET_KEY.encode()[:32], digest_size=10
    ).hexdigest()
