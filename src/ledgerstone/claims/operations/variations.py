"""Adding to an open claim what was approved since it was started."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from ledgerstone.claims.acts import tell, value_or_refuse
from ledgerstone.claims.events import VariationsAdded
from ledgerstone.claims.hearing.bringing import bring
from ledgerstone.claims.locking import locked_claim, require
from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.missing import ADDING, missing_from
from ledgerstone.claims.sheets.valuation import load
from ledgerstone.claims.sheets.writing import keep_figures, touch
from ledgerstone.claims.transitions import Action
from ledgerstone.tenancy.actor import Actor


def add_variations_to_claim(
    *,
    actor: Actor,
    claim_id: int,
    expected_version: int,
    variation_ids: Collection[int] | None = None,
) -> Claim:
    """Put the lines of variations that are not on a claim on it: those named, else all.

    Nothing is claimed on them yet. Whoever edits the claim adds them; under review administrators.
    """
    with transaction.atomic():
        claim = locked_claim(
            actor,
            claim_id,
            Action.EDIT_CLAIMED,
            Action.EDIT_ASSESSED,
            expected_version=expected_version,
        )
        require(actor, claim, ADDING.get(claim.status, Action.EDIT_CLAIMED))
        chosen = [
            one for one in missing_from(claim) if variation_ids is None or one.id in variation_ids
        ]
        if not chosen:
            return claim
        touch(claim)
        bring(claim, [line_id for one in chosen for line_id in one.line_ids])
        keep_figures(claim, value_or_refuse(load(claim)))
        numbers = ", ".join(one.number for one in chosen)
        tell(
            VariationsAdded,
            actor,
            claim,
            f"added {numbers} to claim {claim.number}",
            variations=[one.id for one in chosen],
        )
    return claim
