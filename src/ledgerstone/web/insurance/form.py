"""The form of a policy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.directory.insurance import STATUSES
from ledgerstone.directory.insurance_values import LONGEST_LIMIT
from ledgerstone.directory.models import InsurancePolicy
from ledgerstone.projects.models import Project
from ledgerstone.web.forms import (
    DayField,
    MoneyField,
    RegionalForm,
    WholeNumberField,
    lines_field,
    words_field,
)

EVERYTHING = ""
PARTICULARS = (
    "kind", "provider", "policy_number", "is_exempt", "limit_amount", "information_received",
    "effective_date", "expiration_date", "notifies_of_expiry", "stated_status",
    "additional_insured", "division", "insurance_set", "notes",
)  # fmt: skip


class LimitField(MoneyField):
    """A limit, as many characters as it may have when it is typed."""

    def clean(self, value: str) -> Decimal | None:
        if len((value or "").strip()) > LONGEST_LIMIT:
            raise forms.ValidationError(f"Give a limit of up to {LONGEST_LIMIT} characters.")
        return super().clean(value)


class PolicyForm(RegionalForm):
    """What is known of a policy, and what is done about its end."""

    kind = words_field("Type", 100, help_text="Such as public liability or workers compensation.")
    provider = words_field("Insurance provider", 200, required=False)
    policy_number = words_field("Policy number", 100, required=False)
    limit_amount = LimitField(label="Limit", required=False, help_text="Up to 17 characters.")
    effective_date = DayField(label="Effective date", required=False)
    expiration_date = DayField(
        label="Expiration date", required=False, help_text="The last day that it covers."
    )
    information_received = forms.BooleanField(
        label="Information received",
        required=False,
        help_text="The papers that prove it are here.",
    )
    is_exempt = forms.BooleanField(
        label="Exempt", required=False, help_text="The company does not need this insurance."
    )
    notifies_of_expiry = forms.BooleanField(
        label="Send expiration notification",
        required=False,
        help_text="Every morning from 14 days before the expiration date until 60 days after it.",
    )
    stated_status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "From dates and papers"), *STATUSES.items()],
        help_text="Choose one to overrule what dates and papers say.",
    )
    additional_insured = words_field("Additional insured", 200, required=False)
    division = words_field("Division", 100, required=False)
    insurance_set = words_field("Insurance set", 100, required=False)
    notes = lines_field("Notes", length=4000, required=False)
    version = WholeNumberField(required=False)

    @property
    def particulars(self) -> dict[str, Any]:
        """The fields of the record as they were typed."""
        return {name: self.cleaned_data[name] for name in PARTICULARS}


class NewPolicyForm(PolicyForm):
    """A policy that is recorded for the first time: for everything, or for one project."""

    project = forms.ChoiceField(label="For", required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("project", places)
        del self.fields["version"]

    @property
    def project_id(self) -> int | None:
        """The project that it is for; None for everything."""
        chosen = self.cleaned_data["project"]
        return int(chosen) if chosen else None


def places(may_everywhere: bool, projects: list[Project]) -> list[tuple[str, str]]:
    """What a new policy can be for."""
    everything = [(EVERYTHING, "Everything the company does")] if may_everywhere else []
    return everything + [(str(one.pk), f"{one.number} {one.name}") for one in projects]


def initial(policy: InsurancePolicy) -> dict[str, Any]:
    """The form of a policy as it is kept."""
    kept = {name: getattr(policy, name) for name in PARTICULARS}
    return {**kept, "version": policy.version}
