"""What happens to payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """Something about one payment. ``amount`` is written in plain digits; ``is_received`` of what
    comes under a head contract."""

    payment_id: int
    amount: str
    claim_ids: tuple[int, ...] = ()
    is_received: bool = False

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
class PaymentsRecorded(Event):
    """Payments were recorded, one or those of a whole file; the history has each by itself."""

    payments: tuple[PaymentRecorded, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReversed(PaymentEvent):
    """A payment was reversed: it stays as a record and counts for nothing."""

    kind: ClassVar[str] = "payment.reversed"

    reason: str

    def details(self) -> dict[str, Any]:
        return {**PaymentEvent.details(self), "reason": self.reason}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAllocated(PaymentEvent):
    """What a payment is for was changed, such as when credit was applied to a later claim."""

    kind: ClassVar[str] = "payment.allocated"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentChanged(PaymentEvent):
    """Its number, method, reference or note was changed."""

    kind: ClassVar[str] = "payment.changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPaperAttached(PaymentEvent):
    """A file was attached to it."""

    kind: ClassVar[str] = "payment.paper_attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPaperRemoved(PaymentEvent):
    """A file was taken off it."""

    kind: ClassVar[str] = "payment.paper_removed"
