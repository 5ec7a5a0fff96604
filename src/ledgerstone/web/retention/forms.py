"""What is typed to release retention, and to set it by hand on lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.claims.models import Claim
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.records.header_form import Release, read_release, written


class ReleaseForm(forms.Form):
    """A release by the whole claim: a planned event, or a share or an amount as typed."""

    event = forms.ChoiceField(required=False, label="Because of")
    release = forms.CharField(max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        events: Sequence[tuple[str, str]],
        terms: Terms,
        formats: Formats,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        if events:
            choices = [("", "No event, or as typed"), *events]
            self.fields["event"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["event"]
        self.fields["release"].label = f"Release of {terms.retention} held"

    @classmethod
    def of(
        cls, claim: Claim, events: Sequence[tuple[str, str]], terms: Terms, formats: Formats
    ) -> ReleaseForm:
        """The form with what the claim asks for now."""
        share, amount, name = claim.release_share, claim.release_amount, claim.release_event
        planned = f"{name}, {formats.rate(share)}" if name and share is not None else ""
        initial = {"event": next((key for key, label in events if label == planned), "")}
        if not initial["event"]:
            initial["release"] = written(share, amount, formats)
        return cls(initial=initial, events=events, terms=terms, formats=formats)

    def clean_release(self) -> Release:
        return read_release(self.cleaned_data["release"], self.formats)

    def clean(self) -> dict[str, Any]:
        """One way of the two."""
        given = super().clean() or {}
        if given.get("event") and given.get("release", (None, None)) != (None, None):
            self.add_error("release", "Choose an event or type a release; both were given.")
        return given

    def asked(self) -> dict[str, Any]:
        """As the operation takes it."""
        share, amount = self.cleaned_data["release"]
        event = self.cleaned_data.get("event") or None
        return {"share": share, "amount": amount, "event_id": None if event is None else int(event)}


class LinesForm(forms.Form):
    """What is done to lines: a release, or percentages to hold. ``lines``: none is all of them."""

    release = forms.CharField(max_length=40, required=False)
    work = forms.CharField(max_length=20, required=False)
    materials = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, terms: Terms, formats: Formats, **kwargs: Any) -> None:
        # Its fields stand beside another form of the page, and belong to that around the lines.
        super().__init__(*args, **{**kwargs, "auto_id": "lines_%s"})
        for field in self.fields.values():
            field.widget.attrs["form"] = "on-lines"
        self.formats = formats
        self.fields["release"].label = "Release on lines"
        self.fields["work"].label = "Hold of work"
        self.fields["materials"].label = f"Hold of {terms.stored_materials}"

    def clean_release(self) -> Release:
        return read_release(self.cleaned_data["release"], self.formats)

    def clean_work(self) -> Decimal | None:
        return self._share("work")

    def clean_materials(self) -> Decimal | None:
        return self._share("materials")

    def _share(self, name: str) -> Decimal | None:
        """A percentage, with its sign or without."""
        try:
            figure = parse_figure(self.cleaned_data[name], self.formats.locale)
        except FigureError as refused:
            raise forms.ValidationError(str(refused)) from None
        return None if figure is None else figure.value.scaleb(-2)
