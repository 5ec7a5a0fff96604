"""The form of a contract's advanced settings; what can no longer be changed says why."""

from __future__ import annotations

from typing import Any

from django import forms

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.retention.retention_words import describe
from ledgerstone.contracts.settings import advanced
from ledgerstone.web.entrance import words
from ledgerstone.web.requests import ActorRequest
from ledgerstone.web.settings.worded import WordedForm


class AdvancedForm(WordedForm):
    """Every setting by its name. Details that would be dropped ask to be confirmed."""

    @classmethod
    def of(cls, request: ActorRequest, found: Contract) -> AdvancedForm:
        """The form of a contract, as posted or as it stands."""
        terms, formats = words(request)
        claims = Claim.objects.filter(account_id=found.account_id, contract_id=found.pk)
        form = cls(
            request.POST if request.method == "POST" else None,
            groups=advanced.groups_of(found.kind),
            record=found,
            fixed=advanced.why_fixed(found, terms, is_claimed=claims.exists()),
            terms=terms,
            formats=formats,
        )
        count = advanced.detail_count(found) if form._may_drop(found) else 0
        if count:
            form.fields["drops_details"] = forms.BooleanField(
                required=False,
                label=f"Drop the {count} detail{'' if count == 1 else 's'} of it",
                help_text="Confirms that switching it off deletes what was broken down. The "
                "change history keeps it.",
            )
        return form

    def _may_drop(self, found: Contract) -> bool:
        return found.has_subcontractor_schedule and "has_subcontractor_schedule" in self.fields

    def drawn(self) -> list[dict[str, Any]]:
        """The groups; the confirmation stands behind the setting that it confirms."""
        groups = super().drawn()
        for group, worded in zip(groups, self.groups, strict=True):
            names = [one.name for one in worded.settings]
            group["is_retention"] = "retains_on_work" in names
        if "drops_details" not in self.fields:
            return groups
        for group in groups:
            bound = [row["bound"].name for row in group["rows"] if "bound" in row]
            if "has_subcontractor_schedule" in bound:
                group["rows"].append({"bound": self["drops_details"]})
        return groups


def held_back(request: ActorRequest, found: Contract) -> str:
    """The terms of retention in a sentence; the page of retention changes them."""
    terms, formats = words(request)
    return describe(queries.retention_of(found), terms, formats)
