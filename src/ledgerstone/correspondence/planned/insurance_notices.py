"""Writes the daily notices of ending insurance: who is told today, each once.

There is one mail for a person and a day, whatever runs twice. Whoever cannot be reached has one
too, whose recipient says why. What it says is read when it is sent, so a date that was updated in
between is not told; and what waited until its day was over is not sent beside the next day's.
"""

from __future__ import annotations

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.kind import Cause
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account

from . import insurance_due
from .insurance_due import Telling


def queue_notices(account: Account) -> int:
    """Leave today's notices of an account to the worker; how many there were to leave.

    The account is in context. Whoever has a mail of the day already is left alone.
    """
    tellings = insurance_due.due(account, clock.now())
    kind = catalogue.KINDS["insurance"]
    return len(
        posting.post(account.pk, kind, [Cause(key_of(one), facts=one.facts) for one in tellings])
    )


def key_of(telling: Telling) -> str:
    """The name of what a mail to a person on a day follows."""
    return f"insurance:{telling.person.pk}:{telling.day.isoformat()}"
