"""The form of a new project."""

from __future__ import annotations

from typing import Any

from babel.numbers import get_currency_name
from django import forms

from ledgerstone.web.forms import RegionalForm, lines_field, words_field
from ledgerstone.web.projects.places import jurisdictions, terminologies, time_zones

_CURRENCIES = ("AUD", "NZD", "USD", "CAD", "GBP", "EUR", "SGD", "HKD", "AED", "ZAR", "INR", "FJD")


class ProjectForm(RegionalForm):
    """Number and name, then what follows from where it is built."""

    name = words_field("Name")
    number = words_field("Number", 40, help_text="Your own number for it, such as 2603.")
    terminology = forms.ChoiceField(
        label="Words", widget=forms.RadioSelect, help_text="What screens and documents call things."
    )
    currency = forms.ChoiceField(label="Currency")
    time_zone = forms.ChoiceField(label="Time zone")
    jurisdiction = forms.ChoiceField(
        label="Jurisdiction", required=False, help_text="Whose payment law applies."
    )
    paper = forms.ChoiceField(
        label="Paper", choices=[("a4", "A4"), ("us-letter", "US Letter")], widget=forms.RadioSelect
    )
    address = lines_field("Address of the site", rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("terminology", terminologies())
        self.choose(
            "currency",
            [(code, f"{code}, {get_currency_name(code, locale='en')}") for code in _CURRENCIES],
        )
        self.choose("time_zone", time_zones())  # type: ignore[arg-type]
        self.choose("jurisdiction", [("", "Not given"), *jurisdictions()])  # type: ignore[list-item]
