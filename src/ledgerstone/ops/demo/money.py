"""What of the demonstration's certified claims has been paid by today.

The first month is paid in full, one subcontractor a little more than that. Of the second month one
claim is paid, one in part, and the others are due; the owner paid the first head contract claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from decimal import Decimal

from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.payments import operations as payments
from ledgerstone.payments import queries as payment_queries
from ledgerstone.tenancy.actor import Actor

HUNDRED = Decimal("100.00")
WHOLE, HALF = "whole", "half"
# Of the second month: how much of the payable amount is paid.
SECOND_MONTH = {"SC-001": WHOLE, "SC-002": HALF}
PAID_TOO_MUCH = "SC-002"
DAYS, OWNER_DAYS = 20, 15  # after a month's certificates of the 26th

At = Callable[[dt.date, int], AbstractContextManager[None]]


def record_payments(
    actor: Actor, contracts: Iterable[Contract], *, certified: list[dt.date], today: dt.date, at: At
) -> None:
    """Record what was paid on the claims of these months, whose certificates are of these days."""
    for contract in contracts:
        is_head = contract.kind == HEAD_CONTRACT
        days = dt.timedelta(days=OWNER_DAYS if is_head else DAYS)
        for month, day in enumerate(certified):
            share = WHOLE if month == 0 else SECOND_MONTH.get(contract.number)
            if share is None or day + days >= today:
                continue
            with at(day + days, 11):
                _pay(actor, contract, day.replace(day=1), share, day + days)


def _pay(actor: Actor, contract: Contract, month: dt.date, share: str, day: dt.date) -> None:
    for one in payment_queries.claims_to_pay(contract):
        if one.claim.period_start != month or one.open <= 0:
            continue
        amount = one.open if share == WHOLE else _half(one.open)
        more = HUNDRED if contract.number == PAID_TOO_MUCH and share == WHOLE else Decimal(0)
        payments.record_payment(
            actor=actor, contract_id=contract.pk, paid_on=day, amount=amount + more,
            shares={one.claim.pk: amount}, reference=f"EFT {day:%y%m%d}",
        )  # fmt: skip


def _half(amount: Decimal) -> Decimal:
    """About half of it, in whole hundreds as people round."""
    return (amount / 2 // HUNDRED * HUNDRED).quantize(HUNDRED)
