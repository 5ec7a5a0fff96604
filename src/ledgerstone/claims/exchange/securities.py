"""Security in place of retention: by days on a contract, by claims in a claim document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract, RetentionSecurity
from ledgerstone.core.document.form import DocumentClaim
from ledgerstone.core.rounding import ZERO


def securities_at(
    contract: Contract, claims: Sequence[Claim]
) -> tuple[core.RetentionSecurity, ...]:
    """What stands on the last day of each claim's period, from the claim on where it changes. One
    query."""
    held = list(
        RetentionSecurity.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    )
    found: list[core.RetentionSecurity] = []
    before = ZERO
    for claim in claims if held else ():
        standing = sum((one.amount for one in held if _stands(one, claim.period_end)), ZERO)
        if standing != before:
            found.append(core.RetentionSecurity(claim.number, standing))
            before = standing
    return tuple(found)


def _stands(security: RetentionSecurity, day: dt.date) -> bool:
    return (
        security.received_on <= day
        and (security.expires_on is None or security.expires_on >= day)
        and (security.returned_on is None or security.returned_on > day)
    )


def security_rows(
    contract: Contract, terms: core.Terms, claims: Sequence[DocumentClaim]
) -> list[dict[str, Any]]:
    """Rows that come to the same: each amount from the last day of its first claim's period until
    that of the next one."""
    given = sorted(terms.securities, key=lambda one: one.from_claim)
    days = [_first_day(one.from_claim, claims) for one in given]
    rows = []
    for place, (one, day) in enumerate(zip(given, days, strict=True)):
        returned = days[place + 1] if place + 1 < len(days) else None
        if one.amount > Decimal(0) and day is not None:
            rows.append(
                {
                    "account_id": contract.account_id,
                    "contract_id": contract.pk,
                    "kind": "other",
                    "reference": f"Claim document, from claim {one.from_claim}",
                    "amount": one.amount,
                    "received_on": day,
                    "returned_on": returned,
                }
            )
    return rows


def _first_day(from_claim: int, claims: Sequence[DocumentClaim]) -> dt.date | None:
    """The last day of the period of the first claim from a number on."""
    return next((claim.period_end for claim in claims if claim.entry.number >= from_claim), None)
