"""By which terms of retention a claim holds.

A claim holds by the terms that the contract had when it was started. Nothing is written on it until
the contract's terms change: only then are those that stood kept with the claims that are there.
Security in place of retention is none of the terms: it counts for whatever is not certified.
"""

from __future__ import annotations

from dataclasses import replace

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.retention import retention_security
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.retention.retention_kept import from_json


def terms_for(claim: Claim, found: RetentionTerms | None) -> RetentionTerms | None:
    """The terms of a claim, where ``found`` are the contract's with what security stands. No
    query, but one where the contract's terms are gone altogether."""
    kept = kept_terms(claim)
    if kept is None:
        return found if claim.kept_retention is None else None
    securities = _security(claim) if found is None else found.securities
    return replace(kept, sliding=(), securities=securities)


def kept_terms(claim: Claim) -> RetentionTerms | None:
    """The terms kept with a claim; None where none are, or where nothing was held back."""
    return None if claim.kept_retention is None else from_json(claim.kept_retention)


def _security(claim: Claim) -> tuple[core.RetentionSecurity, ...]:
    stands = retention_security.standing(
        retention_security.of_contract(claim.contract), claim.period_end
    )
    return (core.RetentionSecurity(1, stands),) if stands else ()
