"""What a claim says besides its figures."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import ReleaseEvent
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms


def types(terms: Terms) -> list[tuple[str, str]]:
    """What a claim may be for."""
    return [
        ("work_materials_retention", f"Work, materials and {terms.retention}"),
        ("work_materials", "Work and materials"),
        ("retention_release", f"{terms.retention_release.capitalised} only"),
    ]


# A share of what is held, or an amount; both None where nothing is said.
Release = tuple[Decimal | None, Decimal | None]


def read_release(text: str, formats: Formats) -> Release:
    """A share such as 50 %, or an amount; nothing where nothing is typed."""
    try:
        figure = parse_figure(text, formats.locale)
    except FigureError as refused:
        raise forms.ValidationError(str(refused)) from None
    if figure is None:
        return None, None
    return (figure.fraction, None) if figure.kind == "percent" else (None, figure.value)


def written(share: Decimal | None, amount: Decimal | None, formats: Formats) -> str:
    """A release as a person would type it."""
    if share is not None:
        return formats.rate(share)
    return "" if amount is None else formats.money(amount)


class HeaderForm(forms.Form):
    """Own number, type, comments, and a release of what is held.

    Whoever does not administer the claim sees what it is for and does not change it; where that
    closes the release, there is no field for one.
    """

    reference = forms.CharField(max_length=60, required=False, label="Number")
    type = forms.ChoiceField(label="What is claimed")
    comments = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Comments"
    )
    is_final = forms.BooleanField(required=False)
    period = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    planned = forms.ChoiceField(required=False, label="A planned release")
    release = forms.CharField(max_length=40, required=False, label="Release")
    release_event = forms.CharField(max_length=60, required=False, label="Because of")

    def __init__(
        self,
        *args: Any,
        claim: Claim,
        terms: Terms,
        formats: Formats,
        planned: Sequence[ReleaseEvent] = (),
        periods: Sequence[BillingPeriod] = (),
        may_change_terms: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        self.may_change_terms = may_change_terms
        self._planned = {event.name: event for event in planned}
        if planned:
            offered = [
                (event.name, f"{event.name}, {formats.rate(event.share)}") for event in planned
            ]
            self.fields["planned"].choices = [  # type: ignore[attr-defined]
                ("", "None, or as typed"),
                *offered,
            ]
            self.fields["planned"].help_text = f"Of the {terms.retention} that is held."
        else:
            del self.fields["planned"]
        self.fields["type"].choices = types(terms)  # type: ignore[attr-defined]
        self.fields["reference"].label = "Our number" if claim.is_upstream else "Their number"
        self.fields["release"].label = f"Release of {terms.retention} held"
        self.fields["is_final"].label = f"This is the final {terms.claim_short}"
        self._close(claim, terms)
        self._offer(claim, terms, periods)

    def _close(self, claim: Claim, terms: Terms) -> None:
        """Show what a claim is for to whoever may not change it, and leave out what it closes."""
        if self.may_change_terms:
            return
        self.fields["type"].disabled = True
        self.fields["type"].initial = claim.type
        self.fields["type"].help_text = f"Set when the {terms.claim_short} was started."
        if claim.type == "work_materials":
            for name in ("planned", "release", "release_event"):
                self.fields.pop(name, None)

    def _offer(self, claim: Claim, terms: Terms, periods: Sequence[BillingPeriod]) -> None:
        """The billing periods that the claim may be moved to."""
        if not self.may_change_terms or len(periods) < 2:
            del self.fields["period"]
            return
        field = self.fields["period"]
        field.label = terms.billing_period.capitalised
        field.initial = claim.period_id
        field.choices = [  # type: ignore[attr-defined]
            (one.pk, self.formats.period(one.start, one.end)) for one in periods
        ]
        field.help_text = "Another one brings its dates along."

    @classmethod
    def of(
        cls,
        claim: Claim,
        terms: Terms,
        formats: Formats,
        planned: Sequence[ReleaseEvent] = (),
        periods: Sequence[BillingPeriod] = (),
        *,
        may_change_terms: bool = True,
    ) -> HeaderForm:
        """The form with what the claim says now."""
        initial: dict[str, Any] = {
            "reference": claim.reference, "type": claim.type, "comments": claim.comments,
            "is_final": claim.is_final, "period": claim.period_id,
        }  # fmt: skip
        share, event = claim.release_share, claim.release_event
        if any(one.name == event and one.share == share for one in planned):
            initial["planned"] = event
        else:
            initial["release"] = written(share, claim.release_amount, formats)
            initial["release_event"] = event
        return cls(
            initial=initial, claim=claim, terms=terms, formats=formats, planned=planned,
            periods=periods, may_change_terms=may_change_terms,
        )  # fmt: skip

    def clean_release(self) -> Release:
        return read_release(self.cleaned_data["release"], self.formats)

    def clean(self) -> dict[str, Any]:
        """A planned release, or one that is typed."""
        given = super().clean() or {}
        typed = given.get("release", (None, None)) != (None, None) or given.get("release_event")
        if given.get("planned") and typed:
            self.add_error("release", "Choose a planned release or type one; both were given.")
        return given

    def changes(self) -> dict[str, Any]:
        """What to change, as the operation takes it."""
        given = self.cleaned_data
        changes = {
            "reference": given["reference"],
            "type": given["type"],
            "comments": given["comments"],
            "is_final": given["is_final"],
        }
        if given.get("period") is not None:
            changes["period_id"] = given["period"]
        return changes | self._release()

    def _release(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "release" not in given:
            return {}
        share, amount = given["release"]
        event = self._planned.get(given.get("planned", ""))
        if event is not None:
            share, given["release_event"] = event.share, event.name
        return {
            "release_share": share,
            "release_amount": amount,
            "release_event": given["release_event"],
        }
