"""The form of an approved variation; its lines travel beside it (`schedule_form`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ledgerstone.contracts.models import Variation
from ledgerstone.web.forms import DayField, RegionalForm, words_field


class VariationForm(RegionalForm):
    """Number, title, since when, and what it is recovered through."""

    number = words_field("Number", 40)
    title = words_field("Title")
    approved_on = DayField(label="Approved on")
    head_variation = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, head_variations: Sequence[Variation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = self.terms
        self.call(
            "head_variation",
            f"Recovered through {terms.head_variation}",
            "What is certified for it is then claimed there.",
        )
        listed = [(str(one.pk), f"{one.number} {one.title}") for one in head_variations]
        self.choose("head_variation", [("", "None"), *listed])
        if not listed:
            del self.fields["head_variation"]

    def head_variation_id(self) -> int | None:
        """The head contract's variation that was chosen."""
        chosen = self.cleaned_data.get("head_variation")
        return int(chosen) if chosen else None
