"""What is typed of a payment: what of it is for which claim, and what is written on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.queries import ClaimToPay
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.forms import DayField, MoneyField, RegionalForm, lines_field, words_field

_SHARE = "share_"


def methods(terms: Terms) -> dict[str, str]:
    """How money changes hands, in words."""
    return {
        "bank_transfer": "Bank transfer",
        "cheque": terms.cheque.capitalised,
        "card": "Card",
        "cash": "Cash",
        "other": "Other",
    }


class SharesForm(RegionalForm):
    """The payable claims of a contract, each with what is to be for it."""

    def __init__(self, *args: Any, to_pay: Sequence[ClaimToPay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to_pay = to_pay
        for one in to_pay:
            label = f"For {self.terms.claim_short} {one.claim.number}"
            field = MoneyField(required=False, label=label)
            field.locale = self.formats.locale
            self.fields[share_name(one)] = field

    def clean(self) -> dict[str, Any]:
        """Refuse what was typed for a claim that is no longer there to be paid, instead of letting
        it become credit: mostly somebody else recorded the same payment meanwhile."""
        for name in self.data:
            is_gone = name.startswith(_SHARE) and name not in self.fields
            if is_gone and str(self.data[name]).strip(" 0.,"):
                claim = self.terms.claim_short.with_article
                self.add_error(
                    None,
                    f"You typed an amount for {claim} on which nothing is open any more: somebody "
                    "recorded a payment, or reopened it, since you opened this. Look at what is "
                    "open now.",
                )
                break
        return self.cleaned_data

    def rows(self) -> Iterator[tuple[ClaimToPay, forms.BoundField]]:
        """Each claim with its field."""
        for one in self.to_pay:
            yield one, self[share_name(one)]

    def shares(self) -> dict[int, Decimal]:
        """What was typed for each claim; nothing and 0 are none."""
        typed = {one.claim.pk: self.cleaned_data.get(share_name(one)) for one in self.to_pay}
        return {pk: share for pk, share in typed.items() if share}


class WrittenForm(RegionalForm):
    """What is written on a payment beside its figures."""

    number = words_field("Number", 40, required=False)
    method = forms.ChoiceField(label="Method")
    reference = words_field("Reference", 100, required=False)
    note = lines_field("Note", 2, 1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("method", methods(self.terms).items())
        terms = self.terms
        self.call("reference", "Reference", f"The number of the transfer or {terms.cheque}.")
        self.call(
            "note", "Note", f"Whoever sees the payment reads it, the {terms.claim_contact} too."
        )


class PaymentForm(SharesForm, WrittenForm):
    """A payment that is recorded."""

    paid_on = DayField(label="Day")
    amount = MoneyField(required=False, label="Amount")
    tax = MoneyField(required=False, label="Tax")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = self.terms
        self.call(
            "amount",
            f"Amount, with {terms.tax}",
            f"Empty: what is for the {terms.claim_short.plural} together. What is more than that "
            "stays as credit.",
        )
        self.call("tax", f"{terms.tax} in it", "Empty: as certified, in proportion.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "amount" in cleaned and cleaned["amount"] is None:
            cleaned["amount"] = sum(self.shares().values(), ZERO)
            if not self.shares() and not self.errors:
                self.add_error("amount", "Give the amount.")
        return cleaned

    def given(self) -> dict[str, Any]:
        """What was typed, as the operation takes it."""
        names = ("paid_on", "amount", "tax", "number", "method", "reference", "note")
        return {**{name: self.cleaned_data[name] for name in names}, "shares": self.shares()}


def share_name(one: ClaimToPay) -> str:
    """The name of the field of a claim."""
    return f"{_SHARE}{one.claim.pk}"


def whole_open(to_pay: Sequence[ClaimToPay], formats: Formats) -> dict[str, str]:
    """The fields of these claims filled with what is open on each."""
    return {share_name(one): formats.money(one.open) for one in to_pay}


def oldest_first(to_pay: Sequence[ClaimToPay], amount: Decimal, formats: Formats) -> dict[str, str]:
    """The fields of the claims filled from an amount, the oldest claim first."""
    filled: dict[str, str] = {}
    for one in to_pay:
        part = min(amount, one.open)
        if part > 0:
            filled[share_name(one)] = formats.money(part)
            amount -= part
    return filled


def typed_in(form: RegionalForm, given: Mapping[str, Any]) -> dict[str, str]:
    """What a post holds of a form's fields, to be shown again without being judged."""
    return {name: str(given.get(name, "")) for name in form.fields}
