"""Reopening a certified claim: its certificate is withdrawn, never deleted."""

from __future__ import annotations

from ledgerstone.claims.models import Claim
from ledgerstone.tenancy.actor import Actor


def reopen_claim(*, actor: Actor, claim_id: int, expected_version: int, reason: str) -> Claim:
    """Withdraw the certificate: downstream the claim is under review again, upstream returned."""
    raise NotImplementedError
