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
)


class AccountSettingsForm(RegionalForm):
    """Name and time zone, signing in, what contacts may do, and over-billing."""

    name = words_field("Name")
    time_zone = forms.ChoiceField(label="Time zone")
    requires_totp = forms.BooleanField(required=False, label="Require two-step sign-in")
    contacts_may_claim = forms.BooleanField(required=False)
    contacts_may_fill_schedule = forms.BooleanField(required=False)
    refuses_over_billing = forms.BooleanField(
        required=False, label="Refuse over-billing on every project"
    )

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
