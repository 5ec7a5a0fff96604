"""Writes down what of payments is for which claims."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ledgerstone.payments.models import PaymentShare
from ledgerstone.tenancy.bulk import insert_rows


def keep_shares(account_id: int, shares: Mapping[int, Mapping[int, Decimal]]) -> None:
    """Add to each of these payments, by their ids, what is for which claim. One statement."""
    insert_rows(
        PaymentShare,
        [
            {
                "account_id": account_id,
                "payment_id": payment_id,
                "claim_id": claim_id,
                "amount": share,
            }
            for payment_id, own in shares.items()
            for claim_id, share in own.items()
        ],
    )
