"""Deciding a claim downstream: the certificate."""

from __future__ import annotations

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.tenancy.actor import Actor


def approve_claim(
    *, actor: Actor, claim_id: int, expected_version: int, decision: str | None = None
) -> Certificate:
    """Certify a claim under review: approved, approved_as_noted or pending_owner_approval.

    Without a decision the proposed one is taken: as noted where assessed and claimed differ.
    """
    raise NotImplementedError


def approve_pending(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Record the owner's approval: the certificate stands as it is and becomes payable."""
    raise NotImplementedError
