"""Forms around tax invoices: the agreement of a contract, and how a series of numbers goes on."""

from __future__ import annotations

from typing import Any

from django import forms

from ledgerstone.documents.invoices.invoice_series import SeriesState
from ledgerstone.web.forms import DayField, RegionalForm, WholeNumberField, words_field


class AgreementForm(RegionalForm):
    """Since when who pays makes the tax invoices."""

    since = DayField(label="Agreed from", required=False)
    version = WholeNumberField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = self.terms.recipient_tax_invoice.plural_capitalised
        self.call(
            "since",
            f"{made} agreed on since",
            "The day of the written agreement. Empty: the company makes its own.",
        )


class SeriesForm(forms.Form):
    """How the numbers of one kind of tax invoice go on."""

    kind = forms.CharField(widget=forms.HiddenInput)
    prefix = words_field("Prefix", 20, required=False)  # type: ignore[assignment]  # a field
    next_number = forms.IntegerField(label="Next number", min_value=1, max_value=999_999_999)

    def __init__(self, posted: Any = None, *, state: SeriesState) -> None:
        self.state = state
        initial = {
            "kind": state.kind, "prefix": state.prefix, "next_number": state.next_number,
        }  # fmt: skip
        super().__init__(posted, initial=initial, auto_id=f"id_{state.kind}_%s")
