"""Whether there is a local outbox, and who looks at it."""

from __future__ import annotations

from django.conf import settings

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.tenancy.actor import Actor


def has_outbox(actor: Actor) -> bool:
    """Whether there is an outbox, and the person looks at it."""
    there = getattr(settings, "MAIL_OUTBOX", None) is not None
    return there and access.may_in_account(actor, Action.CONFIGURE_ACCOUNT)
