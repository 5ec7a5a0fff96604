"""The forms of billing periods: the four dates of one, and a later due date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.operations.automatic_periods import days_of
from ledgerstone.projects.operations.changing_periods import LONGEST_REASON
from ledgerstone.projects.period_dates import PeriodDates
from ledgerstone.web.forms import DayField, RegionalForm, words_field

ALL = "all"


class PeriodForm(RegionalForm):
    """From, to, until when claims may be started, and the date that they bear."""

    start = DayField(label="First day")
    end = DayField(label="Last day")
    due_date = DayField(label="Due")
    billing_date = DayField(label="Billing date", required=False)

    def __init__(self, *args: Any, local_time: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claims = self.terms.claim_short.plural
        contacts = self.terms.claim_contact.plural
        self.call(
            "due_date",
            f"{claims.capitalize()} due",
            f"The last day on which {contacts} start one: until its end, {local_time}.",
        )
        self.call(
            "billing_date",
            "Billing date",
            f"The date that {claims} bear. Left empty, it is the last day.",
        )
        self.fields["billing_date"].widget.attrs["data-follows"] = "end"


class ExtensionForm(RegionalForm):
    """A later due date, for everybody or for one commitment."""

    contract = forms.ChoiceField(
        label="For", error_messages={"invalid_choice": "Choose one from the list."}
    )
    due_date = DayField(label="New due date")
    reason = words_field("Reason", LONGEST_REASON, required=False)

    def __init__(
        self, *args: Any, commitments: Sequence[Contract], local_time: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose(
            "contract",
            [
                (ALL, f"All {self.terms.commitment.plural}"),
                *((one.pk, f"{one.number} {one.title}") for one in commitments),
            ],
        )
        self.call("due_date", "New due date", f"Until the end of that day, {local_time}.")
        self.call("reason", "Reason", "It is kept with the extension.")

    @property
    def contract_id(self) -> int | None:
        """The commitment that was chosen; None for all."""
        chosen = self.cleaned_data["contract"]
        return None if chosen == ALL else int(chosen)


def suggested(
    latest: BillingPeriod | None, settings: InvoicingSettings, today: dt.date
) -> PeriodDates:
    """The dates that a new period starts with: after the latest one, by the project's days."""
    days = days_of(settings)
    return days.containing(today) if latest is None else days.after(latest.end)
