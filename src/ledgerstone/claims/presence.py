"""Who has a claim's sheet open to edit just now, besides oneself."""

from __future__ import annotations

import datetime as dt

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

from .models import Claim, Presence

# A page that is open says so three times as often.
IS_HERE_FOR = dt.timedelta(minutes=1)


def others_at(actor: Actor, claim: Claim) -> list[str]:
    """The names of the others, in the order of the alphabet. One query."""
    since = clock.now() - IS_HERE_FOR
    here = Presence.objects.filter(
        account_id=claim.account_id, claim_id=claim.pk, seen_at__gte=since
    ).exclude(user_id=actor.user_id)
    return sorted(here.values_list("name", flat=True))
