"""The deductions of a claim: amounts outside the nine lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from ledgerstone.claims.acts import tell, value_or_refuse
from ledgerstone.claims.events import HeaderChanged
from ledgerstone.claims.locking import locked_claim, require
from ledgerstone.claims.models import OPEN_STATUSES, Claim, ClaimDeduction
from ledgerstone.claims.sheets.valuation import load
from ledgerstone.claims.sheets.writing import keep_figures, touch
from ledgerstone.claims.transitions import Action
from ledgerstone.core.rounding import to_places
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import optional, required


@dataclass(frozen=True, slots=True)
class NewDeduction:
    """Signed: negative takes, positive gives back."""

    category: str
    amount: Decimal
    description: str = ""
    is_taxable: bool = False


def set_deductions(
    *, actor: Actor, claim_id: int, expected_version: int, deductions: Sequence[NewDeduction]
) -> Claim:
    """Replace the deductions of a claim: while it is prepared by whoever edits it, and while it is
    assessed by whoever assesses it."""
    with transaction.atomic():
        claim = locked_claim(
            actor,
            claim_id,
            Action.EDIT_CLAIMED,
            Action.EDIT_ASSESSED,
            expected_version=expected_version,
        )
        is_open = claim.status in OPEN_STATUSES
        require(actor, claim, Action.EDIT_CLAIMED if is_open else Action.EDIT_ASSESSED)
        rows = [_deduction(claim, place, given) for place, given in enumerate(deductions, 1)]
        standing = ClaimDeduction.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        before = [[one.category, f"{one.amount:f}"] for one in standing.order_by("position")]
        touch(claim)
        standing.delete()
        insert_rows(ClaimDeduction, rows)
        keep_figures(claim, value_or_refuse(load(claim)))
        after = [[row["category"], f"{row['amount']:f}"] for row in rows]
        said = f"changed the deductions of claim {claim.number}"
        tell(HeaderChanged, actor, claim, said, fields=[["deductions", before, after]])
        return claim


def _deduction(claim: Claim, place: int, given: NewDeduction) -> dict[str, Any]:
    field = f"deductions:{place}"
    if to_places(2, given.amount) != given.amount or abs(given.amount) >= Decimal(10) ** 12:
        sentence = "Give an amount with at most 2 decimals and twelve digits before them."
        raise Invalid(sentence, fields={field: sentence})
    return {
        "account_id": claim.account_id,
        "claim_id": claim.pk,
        "position": place,
        "category": required(given.category, field=field, what="the kind", longest=60),
        "description": optional(
            given.description, field=field, what="the description", longest=300
        ),
        "amount": given.amount,
        "is_taxable": given.is_taxable,
    }
