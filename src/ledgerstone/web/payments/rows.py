"""Payments and payable claims as lists draw them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.payments.paid_states import OVERPAID, PAID, PARTLY_PAID, UNPAID
from ledgerstone.payments.queries import ClaimToPay
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.head import Status
from ledgerstone.web.claims.periods.period_states import PAYMENTS

from .form import methods

_FAMILIES = {UNPAID: "them", PARTLY_PAID: "them", PAID: "done", OVERPAID: "you"}


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of a list: its shares, its method in words, and whether it still counts."""

    payment: Payment
    shares: Sequence[PaymentShare]
    method: str

    @property
    def is_reversed(self) -> bool:
        return self.payment.reversed_at is not None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A payable claim: how far it is paid, in a pill, and whether it is late."""

    to_pay: ClaimToPay
    status: Status
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.to_pay.open != 0


@dataclass(frozen=True, slots=True)
class Total:
    """What the payments of a list come to, without those that were reversed."""

    amount: Decimal
    tax: Decimal


def total_of(payments: Iterable[Payment]) -> Total:
    """The sums under the columns of a list."""
    counted = [one for one in payments if one.reversed_at is None]
    return Total(
        amount=sum((one.amount for one in counted), ZERO),
        tax=sum((one.tax for one in counted), ZERO),
    )


def payment_row(payment: Payment, terms: Terms) -> PaymentRow:
    """A payment, read with its shares."""
    return PaymentRow(payment, list(payment.shares.all()), methods(terms)[payment.method])


def claim_row(to_pay: ClaimToPay, today: dt.date, terms: Terms) -> ClaimRow:
    """A payable claim, as it stands on this day."""
    is_open = to_pay.state in {UNPAID, PARTLY_PAID}
    late = is_open and to_pay.due_on is not None and to_pay.due_on < today
    return ClaimRow(to_pay, state_pill(to_pay.state, is_late=late), late)


def state_pill(state: str, *, is_late: bool = False) -> Status:
    """The pill of a state; nothing payable is a state too."""
    if not state:
        return Status("neutral", "Nothing to pay")
    return Status("problem" if is_late else _FAMILIES[state], PAYMENTS[state])
