"""What is assessed on the cover: the release of what is held, and why it is less than claimed."""

from __future__ import annotations

from typing import Any

from django import forms

from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.reason_words import REASON_WORDS
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.claims.records.header_form import Release, read_release, written


class AssessmentForm(forms.Form):
    """The release that is accepted, empty for as claimed, and the reason for a lower one."""

    assessed_release = forms.CharField(max_length=40, required=False)
    reason_code = forms.ChoiceField(required=False, label="Reason")
    assessed_reason = forms.CharField(
        max_length=1000,
        required=False,
        label="Reason in words",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, terms: Terms, formats: Formats, asks_release: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.formats = formats
        if asks_release:
            self.fields["assessed_release"].label = f"Release of {terms.retention} accepted"
        else:
            del self.fields["assessed_release"]
        choices = [("", "No reason"), *REASON_WORDS.items()]
        self.fields["reason_code"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, claim: Claim, terms: Terms, formats: Formats) -> AssessmentForm:
        """The form with what was assessed so far."""
        share, amount = claim.assessed_release_share, claim.assessed_release_amount
        return cls(
            initial={
                "assessed_release": written(share, amount, formats),
                "reason_code": claim.assessed_reason_code,
                "assessed_reason": claim.assessed_reason,
            },
            terms=terms,
            formats=formats,
            asks_release=asks_release(claim),
        )

    def clean_assessed_release(self) -> Release:
        return read_release(self.cleaned_data["assessed_release"], self.formats)

    def changes(self) -> dict[str, Any]:
        """What to change, as the operation takes it."""
        changes: dict[str, Any] = {
            "reason_code": self.cleaned_data["reason_code"],
            "reason": self.cleaned_data["assessed_reason"],
        }
        if "assessed_release" in self.cleaned_data:
            share, amount = self.cleaned_data["assessed_release"]
            changes |= {"release_share": share, "release_amount": amount}
        return changes


def asks_release(claim: Claim) -> bool:
    """Whether a claim as a whole asks for a release of what is held."""
    return claim.release_share is not None or claim.release_amount is not None
