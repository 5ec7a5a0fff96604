"""The form of a new billing period, and the dates it starts with."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from ledgerstone.projects.models import BillingPeriod
from ledgerstone.web.forms import DayField, RegionalForm

DUE_DAY = 25


class PeriodForm(RegionalForm):
    """From, to, and until when claims may be started."""

    start = DayField(label="From")
    end = DayField(label="To")
    due_date = DayField(label="Due")
    billing_date = DayField(label="Billing date", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claims = self.terms.claim_short.plural
        self.call("due_date", f"{claims.capitalize()} due", "The last day to start one.")
        self.call(
            "billing_date", "Billing date", "The date that they bear; left empty, the last day."
        )


def next_month(latest: BillingPeriod | None, today: dt.date) -> dict[str, dt.date]:
    """The month after the latest period, or this month; due on the 25th."""
    after = latest.end + dt.timedelta(days=1) if latest is not None else today
    start = after.replace(day=1) if latest is None else after
    last_day = calendar.monthrange(start.year, start.month)[1]
    end = start.replace(day=last_day)
    due = start.replace(day=DUE_DAY) if start.day <= DUE_DAY else end
    return {"start": start, "end": end, "due_date": due}
