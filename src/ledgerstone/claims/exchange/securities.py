"""Security in place of retention: by days on a contract, by claims in a claim document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention import retention_security
from ledgerstone.core.document.form import DocumentClaim


def securities_at(
    contract: Contract, claims: Sequence[Claim]
) -> tuple[core.RetentionSecurity, ...]:
    """What stands on the last day of each claim's period, from the claim on where it changes. One
    query."""
    held = retention_security.of_contract(contract)
    return retention_security.by_claim(held, [(one.number, one.period_end) for one in claims])


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
