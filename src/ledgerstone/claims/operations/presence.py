"""Being at a claim: whoever has its sheet open to edit is told of others who do."""

from __future__ import annotations

from django.db import transaction

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import Claim, Presence
from ledgerstone.claims.presence import IS_HERE_FOR
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor


def be_at_claim(*, actor: Actor, claim_id: int) -> Claim:
    """Note that the person has the claim open to edit, and forget who left more than a minute ago.

    Whoever only reads is noted nowhere. The claim as it stands; NotThere where they may not see it.
    """
    claim = queries.get_claim(actor, claim_id)
    may_edit = policy.may_edit_claimed(actor, claim) or policy.may_edit_assessed(actor, claim)
    now = clock.now()
    with transaction.atomic():
        Presence.objects.filter(account_id=actor.account_id, seen_at__lt=now - IS_HERE_FOR).delete()
        if may_edit:
            Presence.objects.bulk_create(
                [
                    Presence(
                        account_id=actor.account_id, claim_id=claim.pk, user_id=actor.user_id,
                        name=actor.name, seen_at=now,
                    )
                ],
                update_conflicts=True,
                unique_fields=["account", "claim", "user"],
                update_fields=["name", "seen_at"],
            )  # fmt: skip
    return claim
