"""Sends a mail about signing in, of which nothing is kept: what it holds opens things.

It goes out as text and HTML through the same mail server as every other mail. Where the server has
nothing of it, the job fails, and is tried again. Where only the server knows, it is not sent again:
whoever misses it asks for another.
"""

from __future__ import annotations

import logging

from ledgerstone.correspondence.delivery.envelope import Envelope, message_of
from ledgerstone.correspondence.delivery.transport import Fate, hand_over
from ledgerstone.correspondence.letters.letter import Letter
from ledgerstone.directory.models import Person
from ledgerstone.directory.operations.refusals import note_refusal
from ledgerstone.tenancy.models import Account

logger = logging.getLogger(__name__)


class NotTaken(Exception):  # noqa: N818 - it says what happened
    """The mail server did not take a mail, and may take it later."""


def send(
    letter: Letter, *, to: str, account: Account | None = None, person: Person | None = None
) -> bool:
    """Send a letter to one address, in the name of an account where it is about one.

    Whether the server took it. ``person`` is whose address it is in that account: one that the
    server refuses for good is written to no more.
    """
    message = message_of(letter, Envelope.of_sign_in(account, to))
    outcome = hand_over(message, right_before=lambda: True, in_a_run=True)
    assert outcome is not None  # noqa: S101 - nothing said no
    if outcome.fate is Fate.LATER:
        raise NotTaken(outcome.words)
    if outcome.fate is Fate.TAKEN:
        return True
    logger.warning("a mail about signing in did not go out: %s", outcome.fate.value)
    if outcome.fate is Fate.NO_SUCH_ADDRESS and person is not None:
        note_refusal(
            account_id=person.account_id, person_id=person.pk, address=to, words=outcome.words
        )
    return False
