"""What happens to payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """Something about one payment. ``amount`` is written in plain digits."""

    payment_id: int
    amount: str
    claim_ids: tuple[int, ...] = ()

    def details(self) -> dict[str, Any]:
        return {
            "payment_id": self.payment_id,
            "amount": self.amount,
            "claim_ids": list(self.claim_ids),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRecorded(PaymentEvent):
    """A payment was recorded."""

    kind: ClassVar[str] = "payment.recorded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRemoved(PaymentEvent):
    """The record of a payment was taken back."""

    kind: ClassVar[str] = "payment.removed"
