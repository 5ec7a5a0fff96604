"""What a claim says besides its figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from ledgerstone.claims.models import Claim
from ledgerstone.projects.formats import FigureError, Formats, parse_figure
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
    """Own number, type, comments, and a release of what is held."""

    reference = forms.CharField(max_length=60, required=False, label="Number")
    type = forms.ChoiceField(label="What is claimed")
    comments = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Comments"
    )
    release = forms.CharField(max_length=40, required=False, label="Release")
    release_event = forms.CharField(max_length=60, required=False, label="Because of")

    def __init__(
        self, *args: Any, claim: Claim, terms: Terms, formats: Formats, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        self.fields["type"].choices = types(terms)  # type: ignore[attr-defined]
        self.fields["reference"].label = "Our number" if claim.is_upstream else "Their number"
        self.fields["release"].label = f"Release of {terms.retention} held"

    @classmethod
    def of(cls, claim: Claim, terms: Terms, formats: Formats) -> HeaderForm:
        """The form with what the claim says now."""
        return cls(
            initial={
                "reference": claim.reference,
                "type": claim.type,
                "comments": claim.comments,
                "release": written(claim.release_share, claim.release_amount, formats),
                "release_event": claim.release_event,
            },
            claim=claim,
            terms=terms,
            formats=formats,
        )

    def clean_release(self) -> Release:
        return read_release(self.cleaned_data["release"], self.formats)

    def changes(self) -> dict[str, Any]:
        """What to change, as the operation takes it."""
        given = self.cleaned_data
        share, amount = given["release"]
        return {
            "reference": given["reference"],
            "type": given["type"],
            "comments": given["comments"],
            "release_share": share,
            "release_amount": amount,
            "release_event": given["release_event"],
        }
