"""What is taken from a claim, or given back, beside its lines: as handed in, and as certified.

The rows of a claim are those of its draft, and later those of its assessment, which is not for
everybody. So a submission keeps its own. Where rows are not known any more, one stands for all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledgerstone.claims.models import Certificate, Claim, ClaimDeduction, Submission

# Beside the figures of a submission's cover.
KEPT = "deductions"
ZERO = Decimal("0.00")


class Deducted(NamedTuple):
    """An amount outside the nine lines; without a name where it stands for all of them."""

    category: str
    description: str
    amount: Decimal
    is_taxable: bool


def standing(claim: Claim) -> list[Deducted]:
    """Those of the claim as it stands: of a draft, or of whoever assesses it. One query."""
    found = ClaimDeduction.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    rows = found.order_by("position").values_list(*Deducted._fields)
    return [Deducted(*row) for row in rows]


def kept(rows: Iterable[Deducted]) -> list[list[object]]:
    """As a submission keeps them."""
    return [[row.category, row.description, f"{row.amount:f}", row.is_taxable] for row in rows]


def handed_in(claim: Claim, submission: Submission) -> list[Deducted]:
    """Those of a submission."""
    rows = submission.cover.get(KEPT)
    if rows is None:
        total = Decimal(submission.cover["deductions_this_period"])
        return _coming_to(total, standing(claim))
    return [Deducted(category, said, Decimal(at), taxed) for category, said, at, taxed in rows]


def certified(claim: Claim, certificate: Certificate) -> list[Deducted]:
    """Those of a certificate of the claim, which may list others again by now."""
    return _coming_to(certificate.deductions_this_period, standing(claim))


def _coming_to(total: Decimal, rows: Sequence[Deducted]) -> list[Deducted]:
    if sum((row.amount for row in rows), ZERO) == total:
        return list(rows)
    return [Deducted("", "", total, is_taxable=False)] if total else []
