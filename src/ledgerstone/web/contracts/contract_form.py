"""The form of a new contract: whose it is, its terms of money, and what becomes of the typed words.

The schedule of values travels beside it (`schedule_form`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone import core
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.retention.retention import RetentionTerms, flat
from ledgerstone.contracts.status_words import status_choices
from ledgerstone.directory.models import Company
from ledgerstone.web.forms import (
    DayField,
    MoneyField,
    RateField,
    lines_field,
    words_field,
)

from .general import party_word
from .particulars.particular_groups import Group, GroupedParticulars

# What a project of each terminology usually levies; the person says otherwise.
_USUAL_TAX = {"en-AU": "10", "en-GB": "20", "en-CA": "5", "en-US": ""}
_USUAL_RETENTION = "5"


class ContractForm(GroupedParticulars):
    """A head contract, a subcontract or a purchase order."""

    company = forms.ChoiceField(required=False)
    new_company = words_field(required=False)
    number = words_field("Number", 40)
    title = words_field("Title", help_text="What it is for, such as Structural steel.")
    status = forms.ChoiceField(label="Status")
    contract_date = DayField(label="Date of the contract", required=False)
    payment_days = forms.IntegerField(
        label="Days until payment",
        required=False,
        min_value=0,
        max_value=365,
        error_messages={
            "invalid": "Give a whole number of days.",
            "min_value": "Give a number of days from 0 to 365.",
            "max_value": "Give a number of days from 0 to 365.",
        },
    )
    head_contract = forms.ChoiceField(required=False)
    certifier = forms.ChoiceField(required=False)
    certifier_name = words_field(required=False)
    description = lines_field("Scope, in short", rows=2, required=False)

    accounting_method = forms.ChoiceField(
        label="The schedule is made of",
        choices=[("amount", "Amounts"), ("unit", "Quantities at unit prices")],
        widget=forms.RadioSelect,
        initial="amount",
    )
    tax_rate = RateField(required=False)
    tax_base = forms.ChoiceField()

    retention_work = RateField(required=False)
    retention_materials = RateField(required=False)
    retention_basis = forms.ChoiceField()
    retention_cap_rate = RateField(required=False)
    retention_cap_of = forms.ChoiceField()
    retention_cap_amount = MoneyField(required=False)
    is_private = forms.BooleanField(label="Private", required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        companies: Sequence[Company],
        head_contracts: Sequence[Contract],
        suggested_number: str,
        statuses: Collection[str],
        may_add_company: bool = True,
        **kwargs: Any,
    ) -> None:
        self.head_contracts = head_contracts
        self.suggested_number = suggested_number
        terminology = kwargs["terms"].terminology
        kwargs["initial"] = {
            "number": suggested_number,
            "status": "approved" if "approved" in statuses else "draft",
            "tax_rate": _USUAL_TAX[terminology],
            "retention_work": _USUAL_RETENTION,
            "retention_materials": "0",
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, kind=kind, companies=companies, **kwargs)
        self._name_fields()
        self._offer(companies, statuses)
        if not may_add_company:
            del self.fields["new_company"]

    def _name_fields(self) -> None:
        terms = self.terms
        self.call("company", party_word(self.kind, terms))
        self.call("new_company", "or a company that is not listed", "It is added to the directory.")
        self.call("head_contract", terms.head_contract.capitalised)
        self.call("certifier", terms.certifier.capitalised)
        self.call("certifier_name", f"{terms.certifier.capitalised}, by name")
        self.call("tax_rate", f"{terms.tax} rate", "Empty: none.")
        self.call("tax_base", f"{terms.tax} is on the amount")
        self.call("retention_work", f"{terms.retention.capitalised} of work", "Empty: none.")
        self.call("retention_materials", f"Of {terms.stored_materials}", "Empty: none.")
        self.call("retention_basis", "Worked out")
        self.call("retention_cap_rate", "Held at most", "Empty: no limit.")
        self.call("retention_cap_of", f"of the {terms.contract_sum}")
        self.call("retention_cap_amount", "or at most this amount")
        self.call("payment_days", "Days until payment", f"After the {terms.certificate}.")
        self.call("is_private", "Private", "Its administrators and the people on its list see it.")

    def _offer(self, companies: Sequence[Company], statuses: Collection[str]) -> None:
        terms = self.terms
        listed = [(str(company.pk), company.name) for company in companies]
        self.choose("company", [("", "Choose a company"), *listed])
        self.choose("certifier", [("", "Not named"), *listed])
        offered = [one for one in status_choices(self.kind, terms) if one[0] in statuses]
        self.choose("status", offered)
        heads = [(str(head.pk), f"{head.number} {head.title}") for head in self.head_contracts]
        self.choose("head_contract", [("", f"Choose the {terms.head_contract}"), *heads])
        self.choose(
            "tax_base",
            [
                ("net_of_retention", f"after {terms.retention}"),
                ("gross", f"before {terms.retention}"),
            ],
        )
        self.choose(
            "retention_basis",
            [("per_line", "line by line"), ("cover", f"on the whole {terms.claim_short}")],
        )
        self.choose("retention_cap_of", [("revised_sum", "revised"), ("original_sum", "original")])
        if self.kind == HEAD_CONTRACT or len(self.head_contracts) < 2:
            del self.fields["head_contract"]
        if self.kind != HEAD_CONTRACT:
            del self.fields["certifier"], self.fields["certifier_name"]

    def clean(self) -> dict[str, Any]:
        """One company; one limit; a head contract where there are several."""
        given = super().clean() or {}
        if not given.get("company") and not given.get("new_company"):
            or_new = ", or type the name of a new one" if "new_company" in self.fields else ""
            self.add_error("company", f"Choose a company{or_new}.")
        if given.get("company") and given.get("new_company"):
            self.add_error("new_company", "Choose a company or type a new one; both were given.")
        if "head_contract" in self.fields and not given.get("head_contract"):
            self.add_error(
                "head_contract",
                f"There are several. Choose the {self.terms.head_contract} it belongs to.",
            )
        limits = (given.get("retention_cap_rate"), given.get("retention_cap_amount"))
        if None not in limits:
            self.add_error("retention_cap_amount", "Give one limit: a percentage or an amount.")
        return given

    def more(self) -> list[Group]:
        """What stands behind "More details": everything beyond the essentials."""
        return self.groups(but={"contract_date"})

    def more_is_open(self) -> bool:
        """Whether something was typed there, or something there was refused."""
        return self.is_bound and any(group.is_filled for group in self.more())

    def number_hint(self) -> str:
        """Which number is free, where the one that was typed was refused."""
        is_free = self.suggested_number and "number" in self.errors
        return f"The next free number is {self.suggested_number}." if is_free else ""

    def head_contract_id(self) -> int | None:
        """The head contract it belongs to: chosen, or the only one."""
        if self.kind == HEAD_CONTRACT or not self.head_contracts:
            return None
        if len(self.head_contracts) == 1:
            return self.head_contracts[0].pk
        return int(self.cleaned_data["head_contract"])

    def retention(self) -> RetentionTerms | None:
        """What is held back; None where both rates are empty."""
        given = self.cleaned_data
        work, materials = given["retention_work"], given["retention_materials"]
        if work is None and materials is None:
            return None
        cap = None
        if given["retention_cap_amount"] is not None:
            cap = core.RetentionCap(amount=given["retention_cap_amount"])
        elif given["retention_cap_rate"] is not None:
            of = core.CapOf(given["retention_cap_of"])
            cap = core.RetentionCap(rate=given["retention_cap_rate"], of=of)
        nil = Decimal(0)
        return flat(
            nil if work is None else work,
            nil if materials is None else materials,
            basis=core.RetentionBasis(given["retention_basis"]),
            cap=cap,
        )
