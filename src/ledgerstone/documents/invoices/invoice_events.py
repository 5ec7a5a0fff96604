"""What happens around tax invoices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ledgerstone.tenancy.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxInvoiceIssued(Event):
    """A tax invoice was made, or a note that corrects one. ``total`` is in plain digits."""

    kind: ClassVar[str] = "tax_invoice.issued"

    invoice_id: int
    number: str
    total: str
    corrects_id: int | None = None

    def details(self) -> dict[str, Any]:
        return {
            "invoice_id": self.invoice_id,
            "number": self.number,
            "total": self.total,
            "corrects_id": self.corrects_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSeriesChanged(Event):
    """The numbers of tax invoices go on otherwise."""

    kind: ClassVar[str] = "account.invoice_series_changed"

    series: str
    prefix: str
    next_number: int

    def details(self) -> dict[str, Any]:
        return {"series": self.series, "prefix": self.prefix, "next_number": self.next_number}
