"""How far a claim is paid, derived in one place from what is payable on it with tax and from what
was paid.

Nothing keeps this state. A certificate may come to less than nothing, which is then to be paid
back: the same words hold with the signs turned.
"""

from __future__ import annotations

from decimal import Decimal

from ledgerstone.claims.models import APPROVED, APPROVED_AS_NOTED, Claim
from ledgerstone.core.rounding import ZERO

UNPAID, PARTLY_PAID, PAID, OVERPAID = "unpaid", "partly_paid", "paid", "overpaid"
# The statuses whose certificates are payable. What waits for the owner is not yet.
PAYABLE_STATUSES = (APPROVED, APPROVED_AS_NOTED)


def is_payable(claim: Claim) -> bool:
    """Whether there is a certificate that payments can be made on."""
    return claim.certificate_id is not None and claim.status in PAYABLE_STATUSES


def paid_state(payable: Decimal, paid: Decimal) -> str:
    """The state of a payable claim; empty where nothing is payable and nothing was paid."""
    if payable == 0:
        return OVERPAID if paid != 0 else ""
    due, got = (payable, paid) if payable > 0 else (-payable, -paid)
    if got <= 0:
        return UNPAID
    if got < due:
        return PARTLY_PAID
    return PAID if got == due else OVERPAID


def state_of_claim(claim: Claim, paid: Decimal | None) -> str:
    """The state of a claim of which so much was paid; empty where nothing is payable on it."""
    if not is_payable(claim) or claim.certificate is None:
        return ""
    return paid_state(claim.certificate.payable, ZERO if paid is None else paid)
