"""Reminding claim contacts who were invited and have handed nothing in yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from ledgerstone.claims.inviting.invitation_events import ContactsReminded, RoundReminded
from ledgerstone.claims.inviting.invitation_round import why_not_reminded
from ledgerstone.claims.many import Outcome
from ledgerstone.claims.models import Invitation
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor

from .inviting import MOMENT, held_for_round, outcome_of, tell_round

_REMIND = """
UPDATE claims_invitation SET reminders = reminders + 1, reminded_at = %s
 WHERE account_id = %s AND id = ANY (%s) RETURNING contract_id, id
"""


def remind_contacts(
    *, actor: Actor, project_id: int, period_id: int, contract_ids: Sequence[int]
) -> Outcome:
    """Remind the claim contacts of these commitments of their invitation for the open period.

    Ids in the outcome are of contracts.
    """
    with acting(actor):
        held = held_for_round(actor, project_id, period_id, contract_ids)
        whys = {pk: why_not_reminded(at, held.period) for pk, at in held.standings.items()}
        outcome = outcome_of(held.contracts, whys)
        now = clock.now()
        invitations = [held.standings[pk].invitation for pk in outcome.done]
        ids = [one.pk for one in invitations if one is not None and not _just(one, now)]
        tell_reminded(actor, held.period, keep_reminded(actor, ids))
    return outcome


def _just(invitation: Invitation, now: dt.datetime) -> bool:
    """Whether somebody reminded a moment ago: nobody is mailed twice for that."""
    last = invitation.reminded_at
    return last is not None and now - last < MOMENT


def keep_reminded(actor: Actor, invitation_ids: Sequence[int]) -> dict[int, int]:
    """Write down that these invitations were reminded of now; they by contract. One statement."""
    if not invitation_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_REMIND, [clock.now(), actor.account_id, list(invitation_ids)])
        return dict(cursor.fetchall())


def tell_reminded(actor: Actor, period: BillingPeriod, reminded: dict[int, int]) -> None:
    """Publish that contacts were reminded: the invitations by contract, all of one period."""
    tell_round(actor, period, reminded, (ContactsReminded, RoundReminded), "reminded")
