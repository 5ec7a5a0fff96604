"""Sends a mail to one person, at most once, whatever dies between any two steps.

A worker that sends holds a lock of its database session, which ends with the worker. The row goes
from queued to sending before anything else, to handing right before the mail server gets the last
line of the mail, and to what became of it as soon as the server answers. So whoever gets the lock
knows of a row that is sending: its worker died, and the server delivers nothing; it is sent again.
Of one that is handing, only the server knows: it is not sent again, and says so.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

from ledgerstone.correspondence.letters.composing import as_kept, letter_of, to_compose
from ledgerstone.correspondence.models import (
    FAILED,
    HANDING,
    NOT_SENT,
    QUEUED,
    SENDING,
    SENT,
    UNKNOWN,
    MailRecipient,
)
from ledgerstone.directory.operations.refusals import note_refusal
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account

from .envelope import Envelope, message_of
from .settling import leave_to_worker
from .transport import Fate, Outcome, hand_over

logger = logging.getLogger(__name__)

# How long to wait after each try that failed: some fourteen hours in all.
WAITS = tuple(dt.timedelta(minutes=n) for n in (1, 2, 5, 10, 20, 40, 60, 120, 240, 360))
_LOCK_SPACE = 7_214
DIED = "The worker ended while it handed the mail to the mail server."
_DIES = "The worker ended each time it was about to send the mail."
_NOT_WRITTEN = "The mail could not be written; the log of the worker says why."

# Where a mail may come from on its way to a state.
_BEFORE = {
    SENDING: (QUEUED, SENDING),
    HANDING: (SENDING,),
    SENT: (HANDING, UNKNOWN),
    UNKNOWN: (HANDING,),
    QUEUED: (SENDING, HANDING, UNKNOWN),
    FAILED: (SENDING, HANDING, UNKNOWN),
    NOT_SENT: (SENDING,),
}


def deliver(account: Account, recipient_id: int) -> None:
    """Send a mail to a recipient who is still to get it; the account is in context."""
    with _alone_with(recipient_id) as is_alone:
        if not is_alone:
            return
        recipient = _read(account, recipient_id)
        if recipient is None:
            return
        if recipient.state == HANDING:
            _turn(recipient, UNKNOWN, server_words=DIED)
        elif recipient.state == SENDING and recipient.tries > len(WAITS):
            _turn(recipient, FAILED, server_words=_DIES)
        elif recipient.state in (QUEUED, SENDING) and recipient.due_at <= clock.now():
            _send(account, recipient)


def _send(account: Account, recipient: MailRecipient) -> None:
    if not _turn(recipient, SENDING, taken_at=clock.now(), tries=recipient.tries + 1):
        return
    recipient.tries += 1
    try:
        written = letter_of(account, recipient)
        if isinstance(written, str):
            _turn(recipient, NOT_SENT, why_not=written)
            return
        envelope = Envelope.of(account, recipient)
        message = message_of(written, envelope)
        kept = {
            **as_kept(written),
            "address": recipient.person.email,
            "message_id": envelope.message_id,
        }
    except DatabaseError:
        raise
    except Exception:
        logger.exception("a mail could not be written", extra={"recipient_id": recipient.pk})
        _again(account, recipient, _NOT_WRITTEN)
        return
    hand_over(
        message,
        right_before=lambda: _turn(recipient, HANDING, taken_at=clock.now(), **kept),
        afterwards=lambda outcome: _conclude(account, recipient, outcome),
        in_a_run=True,
    )


def _conclude(account: Account, recipient: MailRecipient, outcome: Outcome) -> None:
    words = outcome.words or "The mail server gave no reason."
    if outcome.fate is Fate.TAKEN:
        _turn(recipient, SENT, sent_at=clock.now(), server_words="", why_not="")
    elif outcome.fate is Fate.UNKNOWN:
        _turn(recipient, UNKNOWN, server_words=words)
    elif outcome.fate is Fate.LATER:
        _again(account, recipient, words)
    else:
        _turn(recipient, FAILED, server_words=words)
        if outcome.fate is Fate.NO_SUCH_ADDRESS:
            note_refusal(
                account_id=account.pk,
                person_id=recipient.person_id,
                address=recipient.person.email,
                words=words,
            )


def _again(account: Account, recipient: MailRecipient, words: str) -> None:
    """Try once more after a while, or give up and say what the server said last."""
    if recipient.tries > len(WAITS):
        _turn(recipient, FAILED, server_words=words)
        return
    due_at = clock.now() + WAITS[recipient.tries - 1]
    with transaction.atomic():
        if _turn(recipient, QUEUED, due_at=due_at, server_words=words):
            leave_to_worker(account.pk, [recipient.pk], at=due_at)


def _read(account: Account, recipient_id: int) -> MailRecipient | None:
    found = MailRecipient.objects.filter(account_id=account.pk, pk=recipient_id)
    return to_compose(found).first()


def _turn(recipient: MailRecipient, after: str, **besides: object) -> bool:
    """Take a recipient to its next state; whether it could go there, by this try.

    A try may say of itself what somebody else took for unknown because it was so late to say it.
    """
    changed = MailRecipient.objects.filter(
        account_id=recipient.account_id,
        pk=recipient.pk,
        state__in=_BEFORE[after],
        tries=recipient.tries,
    ).update(state=after, **besides)
    return bool(changed)


@contextmanager
def _alone_with(recipient_id: int) -> Iterator[bool]:
    """A block that no other worker is in for the same recipient; False where one is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_lock(%s, (%s %% 2147483647)::int)", [_LOCK_SPACE, recipient_id]
        )
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(%s, (%s %% 2147483647)::int)",
                    [_LOCK_SPACE, recipient_id],
                )
