"""The forms of variations; their lines travel beside them (`schedule_form`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

from django import forms

from ledgerstone.contracts.models import Variation
from ledgerstone.contracts.operations.variations_particulars import VariationParticulars
from ledgerstone.contracts.variations.variation_words import reason_choices
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.forms import (
    DayField,
    RegionalForm,
    WholeNumberField,
    lines_field,
    words_field,
)
from ledgerstone.web.posted import is_whole

NOT_RECOVERABLE = "none"


def days_field() -> forms.IntegerField:
    """Whole days by which a variation delays the work, or shortens it."""
    return forms.IntegerField(
        label="Days of delay",
        required=False,
        error_messages={"invalid": "Give whole days, such as 5."},
        help_text="What it adds to the time for the work; a minus takes away.",
    )


class VariationForm(RegionalForm):
    """All that is said of a variation besides its lines."""

    version = WholeNumberField(required=False)
    number = words_field("Number", 40, required=False)
    title = words_field("Title")
    status = forms.ChoiceField(label="Status", required=False)
    approved_on = DayField(label="Approved on", required=False)
    reason = forms.ChoiceField(label="Reason", required=False)
    reference = words_field("Reference", 60, required=False)
    raised_on = DayField(label="Raised on", required=False)
    due_on = DayField(label="Answer due on", required=False)
    reviewed_on = DayField(label="Reviewed on", required=False)
    schedule_impact_days = days_field()
    head_variation = forms.ChoiceField(required=False)
    description = lines_field("What changes, and why", length=20_000, required=False)

    def __init__(
        self,
        *args: Any,
        recoverable_through: Sequence[Variation] | None = None,
        statuses: Sequence[tuple[str, str]] = (),
        manages: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.manages = manages
        self.choose("reason", [("", "Not said"), *reason_choices(self.terms)])
        self.choose("status", statuses)
        self.fields["number"].help_text = "The next one of its kind unless you say otherwise."
        if recoverable_through is None:
            del self.fields["head_variation"]
        else:
            self._offer(recoverable_through, self.terms)
        if not statuses:
            del self.fields["status"], self.fields["approved_on"]
        elif "approved" not in dict(statuses):
            del self.fields["approved_on"]
        if not manages:
            del self.fields["reviewed_on"]

    def _offer(self, listed: Sequence[Variation], terms: Terms) -> None:
        self.call(
            "head_variation",
            f"Recovered through {terms.head_variation}",
            "What is certified for it is then claimed there.",
        )
        choices = [(str(one.pk), f"{one.number} {one.title}") for one in listed]
        self.choose(
            "head_variation", [("", "Not said"), (NOT_RECOVERABLE, "Not recoverable"), *choices]
        )

    def particulars(self) -> VariationParticulars:
        """What was given, as the operations take it."""
        names = ("title", "reason", "reference", "raised_on", "due_on", "reviewed_on",
                 "schedule_impact_days", "description")  # fmt: skip
        given: dict[str, Any] = {
            name: self.cleaned_data[name] for name in names if name in self.fields
        }
        if self.cleaned_data.get("number"):
            given["number"] = self.cleaned_data["number"]
        if "head_variation" in self.fields:
            chosen = self.cleaned_data["head_variation"]
            given["is_not_recoverable"] = chosen == NOT_RECOVERABLE
            given["head_variation_id"] = int(chosen) if is_whole(chosen) else None
        return cast("VariationParticulars", given)

    def take_version(self, version: int) -> None:
        """Be the form of somebody who has been told what changed, and may send it again."""
        self.data = dict(self.data.items()) | {"version": str(version)}


def initial_of(variation: Variation) -> dict[str, Any]:
    """What a form starts from when a variation is changed."""
    names = ("version", "number", "title", "reason", "reference", "raised_on", "due_on",
             "reviewed_on", "schedule_impact_days", "description")  # fmt: skip
    values: dict[str, Any] = {name: getattr(variation, name) for name in names}
    link = variation.head_variation_id
    values["head_variation"] = (
        NOT_RECOVERABLE if variation.is_not_recoverable else "" if link is None else str(link)
    )
    return values


class StatusForm(RegionalForm):
    """Another status, and the day of an approval."""

    version = WholeNumberField()
    status = forms.ChoiceField(label="Status")
    approved_on = DayField(label="Approved on", required=False)

    def __init__(
        self, *args: Any, statuses: Sequence[tuple[str, str]], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose("status", statuses)
        if "approved" in dict(statuses):
            self.fields["approved_on"].help_text = "Its lines count, and can be claimed, from now."
            self.initial.setdefault("approved_on", today)
        else:
            del self.fields["approved_on"]


class RaiseForm(RegionalForm):
    """What somebody says from the field, on a phone as often as not."""

    title = words_field("What is it about?")
    description = lines_field("What changed, and why", length=20_000, required=False)
    reason = forms.ChoiceField(label="Reason", required=False)
    reference = words_field("Your reference", 60, required=False)
    schedule_impact_days = days_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("reason", [("", "Not said"), *reason_choices(self.terms)])
