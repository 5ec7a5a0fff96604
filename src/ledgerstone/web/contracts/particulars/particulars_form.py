"""The form of all particulars of a contract that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.directory.models import Company, Person
from ledgerstone.web.contracts.general import party_word
from ledgerstone.web.forms import RateField, WholeNumberField, lines_field, words_field

from .particular_groups import GroupedParticulars, initial_grouped

_AS_CLEANED = (
    "number", "title", "description", "payment_days", "tax_rate", "tax_base", "certifier_name",
)  # fmt: skip
_CHOSEN = {
    "company": "company_id",
    "certifier": "certifier_id",
    "head_contract": "head_contract_id",
}


class ParticularsForm(GroupedParticulars):
    """What a contract is, who it is with, and everything of the groups."""

    version = WholeNumberField()
    number = words_field("Number", 40)
    title = words_field("Title")
    description = lines_field("Scope, in short", 3, 20_000, required=False)
    company = forms.ChoiceField()
    certifier = forms.ChoiceField(required=False)
    certifier_name = words_field(required=False)
    head_contract = forms.ChoiceField(required=False)
    payment_days = forms.IntegerField(
        label="Days until payment", required=False, min_value=0, max_value=365,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Give a whole number of days from 0 to 365."
        ),
    )  # fmt: skip
    tax_rate = RateField(required=False)
    tax_base = forms.ChoiceField()

    def __init__(
        self,
        *args: Any,
        contract: Contract,
        companies: Sequence[Company],
        people: Sequence[Person],
        head_contracts: Sequence[Contract],
        why_company_is_fixed: str | None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = _initial(contract, kwargs["formats"])
        super().__init__(*args, kind=contract.kind, companies=companies, people=people, **kwargs)
        terms = self.terms
        self.call("company", party_word(self.kind, terms), "Its people can claim.")
        self.call("certifier", terms.certifier.capitalised)
        self.call("certifier_name", f"{terms.certifier.capitalised}, by name")
        self.call("head_contract", terms.head_contract.capitalised)
        self.call("payment_days", "Days until payment", f"After the {terms.certificate}.")
        self.call("tax_rate", f"{terms.tax} rate", "Empty: none.")
        self.call("tax_base", f"{terms.tax} is on the amount")
        listed = [(str(company.pk), company.name) for company in companies]
        self.choose("company", listed)
        self.choose("certifier", [("", "Not named"), *listed])
        self.choose(
            "head_contract",
            [(str(head.pk), f"{head.number} {head.title}") for head in head_contracts],
        )
        self.choose(
            "tax_base",
            [
                ("net_of_retention", f"after {terms.retention}"),
                ("gross", f"before {terms.retention}"),
            ],
        )
        self._leave_out(head_contracts)
        if why_company_is_fixed:
            self.fields["company"].disabled = True
            self.fields["company"].help_text = why_company_is_fixed

    def _leave_out(self, head_contracts: Sequence[Contract]) -> None:
        if self.kind != HEAD_CONTRACT:
            del self.fields["certifier"], self.fields["certifier_name"]
        if self.kind == HEAD_CONTRACT or not head_contracts:
            del self.fields["head_contract"]

    def changes(self) -> dict[str, Any]:
        """Everything that was typed and chosen, as ``change_contract`` takes it."""
        given = self.cleaned_data
        values = {name: given[name] for name in _AS_CLEANED if name in self.fields}
        for field, column in _CHOSEN.items():
            if field in self.fields:
                values[column] = int(given[field]) if given[field] else None
        return values | self.grouped()

    def take_version(self, version: int) -> None:
        """Be the form of somebody who has been told what changed, and may send it again."""
        self.data = dict(self.data.items()) | {"version": str(version)}


def _initial(contract: Contract, formats: Any) -> dict[str, Any]:
    rate = contract.tax_rate
    return {
        **{name: getattr(contract, name) for name in _AS_CLEANED},
        **{
            field: "" if (pk := getattr(contract, column)) is None else str(pk)
            for field, column in _CHOSEN.items()
        },
        **initial_grouped(contract),
        "tax_rate": "" if rate is None else formats.rate(rate).removesuffix("%"),
        "version": contract.version,
    }
