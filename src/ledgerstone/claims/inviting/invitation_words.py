"""How invitations to claim are said: the period they are for, what may be claimed, by when."""

from __future__ import annotations

import datetime as dt

from ledgerstone.claims.models import Extension, Invitation
from ledgerstone.claims.models.round import ACCEPTED, DECLINED, INVITED
from ledgerstone.history.words import describe
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock

STATUS_WORDS = {INVITED: "Invited", ACCEPTED: "Accepted", DECLINED: "Declined"}


def describe_rounds() -> None:
    """Invitations and longer due dates, as the change history says them."""
    describe(
        Invitation,
        called="{contract}",
        noun="{invitation.capitalised}",
        labels={"type": "What may be claimed", "invited_at": "Sent", "text": "Text"},
        words={
            "status": STATUS_WORDS,
            "type": {
                "work_materials": "Work and {stored_materials}",
                "work_materials_retention": "Work, {stored_materials} and {retention_release}",
                "retention_release": "{retention_release.capitalised} only",
            },
        },
    )
    describe(Extension, called="{contract}", noun="longer due date of")


def period_words(period: BillingPeriod, formats: Formats) -> str:
    """A month by its name, without the year where it is this one; any other span by its days."""
    following = period.end + dt.timedelta(days=1)
    if period.start.day == 1 and following.day == 1 and period.start.month == period.end.month:
        this_year = f" {clock.today(formats.time_zone).year}"
        return formats.month(period.end).removesuffix(this_year)
    return formats.period(period.start, period.end)


def type_words(type_: str, terms: Terms) -> str:
    """What may be claimed, as a sentence says it: `work and stored materials`."""
    if type_ == "retention_release":
        return f"{terms.retention_release.plural} only"
    if type_ == "work_materials":
        return f"work and {terms.stored_materials}"
    return f"work, {terms.stored_materials} and {terms.retention_release.plural}"
