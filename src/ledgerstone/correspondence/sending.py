"""Sends one letter. The first sentence of a letter is the whole request."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as plain text: a subject, and paragraphs. ``reply_to`` is who reads an answer."""

    subject: str
    paragraphs: tuple[str, ...]
    reply_to: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs) + "\n"


def send(letter: Letter, *, to: str) -> None:
    """Send a letter to one address."""
    message = EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        to=[to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        # So that nobody's absence is announced to an address that nobody reads.
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.send()


def address(path: str) -> str:
    """A page of this installation, as a mail names it."""
    return f"{settings.ORIGIN}{path}"
