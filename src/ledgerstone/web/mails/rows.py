"""Mails in words: what was sent to whom, and how far it got with each of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.text import capfirst

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.log import mail_log
from ledgerstone.correspondence.log.mail_filter import Asked
from ledgerstone.correspondence.log.resending import AGAIN_BY
from ledgerstone.correspondence.models import (
    BLIND,
    COPY,
    FAILED,
    HANDING,
    HELD,
    NOT_SENT,
    QUEUED,
    SENDING,
    SENT,
    SUMMED,
    UNKNOWN,
    Mail,
    MailRecipient,
)
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.records.moments import said

_WAYS = {COPY: "copy", BLIND: "blind copy"}
# As many of a mail's recipients as a list shows; the mail's own page has all.
_FEW = 8
_STATES = {
    QUEUED: ("them", "On its way"),
    HELD: ("them", "Waits"),
    SENDING: ("them", "On its way"),
    HANDING: ("them", "On its way"),
    SENT: ("done", "Sent"),
    SUMMED: ("done", "Sent"),
    NOT_SENT: ("problem", "Not sent"),
    FAILED: ("problem", "Failed"),
    UNKNOWN: ("you", "Not known"),
}


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One recipient. ``told`` says when, until when, or why not; ``server`` what the mail server
    said; ``again`` labels the button that sends it again, empty where there is none."""

    recipient: MailRecipient
    family: str
    word: str
    way: str
    told: str
    server: str
    again: str


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail in a list. ``lead`` says what it is and who sent it."""

    mail: Mail
    subject: str
    lead: str
    when: str
    recipients: list[RecipientRow]
    more: int


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """A mail that the reader got."""

    mail: Mail
    subject: str
    when: str


def received_row(recipient: MailRecipient, formats: Formats) -> ReceivedRow:
    """A mail in the list of those that one person got."""
    mail = recipient.mail
    subject = recipient.subject or mail.subject or catalogue.KINDS[mail.kind].title
    return ReceivedRow(mail, subject, said(formats, recipient.sent_at or mail.made_at))


def mail_row(actor: Actor, mail: Mail, formats: Formats, asked: Asked | None = None) -> MailRow:
    """One mail with its recipients whom its reader is told of. In a list that is ``asked`` for
    something a few of them, those first that are asked for."""
    may_send = mail_log.may_send_again(actor, mail)
    told = mail_log.shown(mail)
    drawn = told
    if asked is not None:
        drawn = sorted(told, key=lambda one: not asked.is_for(one))[:_FEW]
    rows = [_recipient(one, formats, may_send=may_send) for one in drawn]
    when, more = said(formats, mail.made_at), len(told) - len(rows)
    return MailRow(mail, subject_of(mail), _lead(mail), when, rows, more)


def is_trouble(recipient: MailRecipient) -> bool:
    """Whether a mail did not get there and somebody should look: not where it was left out because
    it was overtaken or not wanted."""
    if recipient.state == NOT_SENT:
        return bool(why_unreachable(recipient.person, recipient.asked_for))
    return recipient.state in (FAILED, UNKNOWN)


def subject_of(mail: Mail) -> str:
    """The subject as it was sent, else as somebody wrote it, else what kind of mail it is."""
    sent: str | None = getattr(mail, "sent_subject", None)
    return sent or mail.subject or catalogue.KINDS[mail.kind].title


def _lead(mail: Mail) -> str:
    """Who wrote it; of what nobody wrote, what kind of mail it is and after whose act it went."""
    kind, again = catalogue.KINDS[mail.kind], mail.facts.get(AGAIN_BY)
    if mail.text or subject_of(mail) == kind.title:
        lead = mail.sender_name or capfirst(kind.when)
    else:
        lead = f"{kind.title}, {mail.sender_name}" if mail.sender_name else kind.title
    return f"{lead}. Sent again by {again}" if again else lead


def _recipient(recipient: MailRecipient, formats: Formats, *, may_send: bool) -> RecipientRow:
    family, word = _STATES[recipient.state]
    if recipient.state == QUEUED and recipient.tries:
        family, word = "you", "Tried again"
    if recipient.state == NOT_SENT and not is_trouble(recipient):
        family = "neutral"
    return RecipientRow(
        recipient,
        family,
        word,
        _WAYS.get(recipient.way, ""),
        _told(recipient, formats),
        recipient.server_words,
        _again(recipient) if may_send else "",
    )


def _told(recipient: MailRecipient, formats: Formats) -> str:
    """When it was sent, when it will be, or why it was not."""
    due = said(formats, recipient.due_at)
    if recipient.state == SENT and recipient.sent_at is not None:
        return said(formats, recipient.sent_at)
    if recipient.state == SUMMED:
        return "in a daily summary"
    if recipient.state == HELD:
        return f"for the daily summary, {due}"
    if recipient.state == QUEUED and recipient.tries:
        times = "once" if recipient.tries == 1 else f"{recipient.tries} times"
        return f"tried {times}, again {due}"
    if recipient.state == FAILED:
        times = "one try" if recipient.tries == 1 else f"{recipient.tries} tries"
        return f"given up after {times}"
    if recipient.state == UNKNOWN:
        return "the connection ended before the mail server answered; it may have arrived"
    return recipient.why_not


def _again(recipient: MailRecipient) -> str:
    if recipient.state in (FAILED, NOT_SENT, UNKNOWN):
        return "Try again"
    if recipient.state in (SENT, SUMMED):
        return "Send again"
    is_later = recipient.due_at > clock.now()
    return "Send now" if recipient.state in (QUEUED, HELD) and is_later else ""
