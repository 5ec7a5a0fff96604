"""Approving many claims at once: those on which there is nothing to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledgerstone.claims.many import Outcome
from ledgerstone.claims.models import Claim
from ledgerstone.tenancy.actor import Actor

from .decision import approve_clean
from .many_claims import act_on_each


def approve_claims(
    *, actor: Actor, claim_ids: Sequence[int], versions: Mapping[int, int]
) -> Outcome:
    """Approve these claims as claimed, each by itself and as the page showed it: ``versions`` are
    those that stood there, by claim.

    Refused where what is assessed differs from what was claimed, where something about a claim
    asks for a look, and for whatever refuses it by itself.
    """

    def approve(claim: Claim, version: int) -> None:
        approve_clean(actor=actor, claim_id=claim.pk, expected_version=version)

    return act_on_each(actor, claim_ids, approve, versions=versions)
