"""The settings of an account as a form."""

from __future__ import annotations

from typing import Any

from django import forms

from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.models import Account
from ledgerstone.web.forms import RegionalForm, words_field
from ledgerstone.web.projects.places import time_zones

SETTINGS = (
    "name",
    "time_zone",
    "requires_totp",
    "contacts_may_claim",
    "contacts_may_fill_schedule",
    "may_over_bill",
    "restricts_head_contract_edits",
    "restricts_commitment_edits",
    "restricts_variation_edits",
    "locks_agreed_commitments",
)


class AccountSettingsForm(RegionalForm):
    """Name and time zone, signing in, what contacts may do, over-billing, and what is locked."""

    name = words_field("Name")
    time_zone = forms.ChoiceField(label="Time zone")
    requires_totp = forms.BooleanField(required=False, label="Require two-step sign-in")
    contacts_may_claim = forms.BooleanField(required=False)
    contacts_may_fill_schedule = forms.BooleanField(required=False)
    refuses_over_billing = forms.BooleanField(
        required=False, label="Refuse over-billing on every project"
    )
    restricts_head_contract_edits = forms.BooleanField(required=False)
    restricts_commitment_edits = forms.BooleanField(required=False)
    restricts_variation_edits = forms.BooleanField(required=False)
    locks_agreed_commitments = forms.BooleanField(required=False)

    def __init__(self, *args: Any, account: Account, terms: Terms, **kwargs: Any) -> None:
        initial = {name: getattr(account, name) for name in SETTINGS}
        initial["refuses_over_billing"] = not account.may_over_bill
        super().__init__(*args, initial=initial, terms=terms, **kwargs)
        self.choose("time_zone", _zones(account.time_zone))
        self.call("name", "Name", "Stands on every page, and in the mail that goes out.")
        self.call("time_zone", "Time zone", "Notices that concern no project go out by it.")
        self.call(
            "requires_totp",
            "Require two-step sign-in",
            "Everybody who works in this account signs in with a code from their phone as well.",
        )
        contacts = terms.claim_contact.plural_capitalised
        self.call(
            "contacts_may_claim",
            f"{contacts} may create and submit {terms.claim_short.plural}",
            f"Off, they see their {terms.commitment.plural} and administrators submit for them. "
            "A project or a contract may say otherwise.",
        )
        self.call(
            "contacts_may_fill_schedule",
            f"{contacts} may fill the {terms.subcontractor_schedule}",
            f"They break lines of the {terms.schedule_of_values} down for your review. A project "
            "or a contract may say otherwise.",
        )
        self.call(
            "refuses_over_billing",
            "Refuse over-billing on every project",
            "No line can be billed beyond its scheduled value. Off, each project decides.",
        )
        self._name_locks(terms)

    def _name_locks(self, terms: Terms) -> None:
        schedule = terms.schedule_of_values
        until = (
            f"Their {schedule} and company change only as long as they are a draft or out for "
            f"{terms.tender}. Where a project's {schedule.plural} are always editable, those "
            "still change."
        )
        self.call(
            "restricts_head_contract_edits",
            f"Keep {terms.head_contract.plural} as they are once they go out for signature",
            until,
        )
        self.call(
            "restricts_commitment_edits",
            f"Keep {terms.commitment.plural} as they are once they go out for signature",
            until,
        )
        self.call(
            "restricts_variation_edits",
            f"Keep {terms.variation.plural} as they are once they leave the draft",
            f"Lines of {terms.variation.with_article} change only while it is a draft.",
        )
        self.call(
            "locks_agreed_commitments",
            f"Lock {terms.commitment.plural} that are approved or complete",
            "They keep their company, and are not deleted.",
        )

    def changes(self) -> dict[str, Any]:
        """What to change, as the operation takes it."""
        given = dict(self.cleaned_data)
        given["may_over_bill"] = not given.pop("refuses_over_billing")
        return given


def _zones(current: str) -> list[Any]:
    """The usual zones, and the one in use where it is none of them."""
    groups = time_zones()
    known = {name for _area, zones in groups for name, _city in zones}
    return [*groups, *([] if current in known else [("In use", [(current, current)])])]
