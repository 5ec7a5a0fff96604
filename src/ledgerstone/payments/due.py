"""When a certificate is to be paid: so many days after it was issued, where the project is."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ledgerstone.claims.models import Claim


def payment_due_on(claim: Claim) -> dt.date | None:
    """The day by which a certified claim is to be paid; None where its contract says nothing."""
    days = claim.contract.payment_days
    if claim.certificate is None or days is None:
        return None
    zone = ZoneInfo(claim.contract.project.time_zone)
    return claim.certificate.issued_at.astimezone(zone).date() + dt.timedelta(days=days)
