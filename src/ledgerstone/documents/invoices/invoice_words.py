"""What a tax invoice is called in the words of a project."""

from __future__ import annotations

from ledgerstone.documents.models import RECIPIENT_CREATED, TaxInvoice
from ledgerstone.projects.terminology import Terms, Word


def called(invoice: TaxInvoice, terms: Terms) -> Word:
    """Its word: a note is what corrects an invoice, or pays something back."""
    is_note = invoice.corrects_id is not None or invoice.total < 0
    if invoice.kind == RECIPIENT_CREATED:
        return terms.recipient_adjustment_note if is_note else terms.recipient_tax_invoice
    return terms.adjustment_note if is_note else terms.tax_invoice
