"""Head contract claims: issued by us, certified with the owner's answer."""

from __future__ import annotations

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.tenancy.actor import Actor


def issue_claim(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Issue a claim to the owner: its figures are frozen. Certified at once where set so."""
    raise NotImplementedError


def certify_issued(*, actor: Actor, claim_id: int, expected_version: int) -> Certificate:
    """Certify an issued claim by the assessed figures (as claimed where nothing is assessed).

    Where it is certified already, the earlier certificate is withdrawn and a new one issued.
    """
    raise NotImplementedError
