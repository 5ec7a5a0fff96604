"""The form of a company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ledgerstone.directory.identifiers import shown, words_of
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.particulars import COUNTRIES, NUMBERS
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.web.forms import RegionalForm, WholeNumberField, lines_field, words_field

PARTICULARS = (
    "name", "trading_name", "country", "identifier", "registration_number", "address",
    "postal_address", "phone", "email", "website", "tags",
)  # fmt: skip


class CompanyForm(RegionalForm):
    """A company, and who is named for it among its own people."""

    name = words_field("Name")
    trading_name = words_field("Trading name", required=False)
    country = forms.ChoiceField(
        label="Country", required=False, help_text="Says how its numbers are checked and printed."
    )
    identifier = words_field(
        "Business number", 60, required=False,
        help_text=f"{words_of('identifier')}. Printed on documents.",
    )  # fmt: skip
    registration_number = words_field(
        "Registration number", 60, required=False,
        help_text=f"{words_of('registration_number')}.",
    )  # fmt: skip
    is_tax_registered = forms.TypedChoiceField(
        label="Registered for tax on sales", required=False, empty_value=None,
        choices=[("yes", "Yes"), ("no", "No")], coerce=lambda typed: typed == "yes",
        help_text="Whether tax invoices are made by it, or for it by who pays.",
    )  # fmt: skip
    address = lines_field(
        "Address", 3, 1000, required=False, help_text="As printed on documents, line by line."
    )
    postal_address = lines_field("Postal address", 3, 1000, required=False)
    phone = words_field("Phone", 40, required=False)
    email = words_field("E-mail", 254, required=False)
    website = words_field("Website", 200, required=False)
    tags = words_field(
        "Tags",
        400,
        required=False,
        help_text="With commas between them, such as steel, crane hire.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("country", [("", "Not given"), *COUNTRIES.items()])

    def particulars(self) -> dict[str, Any]:
        """What was typed, as the operations take it."""
        given = {key: self.cleaned_data[key] for key in PARTICULARS}
        registered = self.cleaned_data["is_tax_registered"]
        return given if registered is None else given | {"is_tax_registered": registered}


class CompanyChangeForm(CompanyForm):
    """A company that is there already: its people can be named for it."""

    version = WholeNumberField()
    primary_contact_id = forms.TypedChoiceField(
        label="Primary contact", required=False, coerce=int, empty_value=None,
        help_text="Gets what is sent to the company as such, such as notices about its insurance.",
    )  # fmt: skip
    claim_contact_ids = forms.TypedMultipleChoiceField(
        required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (person.pk, _offered(person))
            for person in people
            if person.is_active or person.is_primary_contact or person.is_default_claim_contact
        ]
        self.call(
            "claim_contact_ids",
            f"{self.terms.claim_short.capitalised} contacts",
            f"New {self.terms.commitment.plural} with the company start with them.",
        )
        self.fields["primary_contact_id"].choices = [("", "Nobody"), *offered]  # type: ignore[attr-defined]
        self.fields["claim_contact_ids"].choices = offered  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """What was typed and chosen, as ``change_company`` takes it."""
        chosen = {
            key: self.cleaned_data[key] for key in ("primary_contact_id", "claim_contact_ids")
        }
        return self.particulars() | chosen


def initial(company: Company, people: Sequence[Person]) -> dict[str, Any]:
    """A company as its form shows it."""
    said = {key: getattr(company, key) for key in PARTICULARS}
    said |= {which: shown(said[which], company.country, which) for which in NUMBERS}
    return said | {
        "is_tax_registered": "yes" if company.is_tax_registered else "no",
        "tags": ", ".join(company.tags),
        "version": company.version,
        "primary_contact_id": next((one.pk for one in people if one.is_primary_contact), None),
        "claim_contact_ids": [one.pk for one in people if one.is_default_claim_contact],
    }


def _offered(person: Person) -> str:
    why = why_unreachable(person)
    return f"{person.name}: cannot be reached. {why}" if why else person.name
