"""When a certificate is to be paid: so many days after it was issued, where the project is.

Everything that tells such a day takes it from here, of one certificate or of many in a statement.
One that comes to nothing, or to less, is not to be paid, and so on no day either.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Case, DateField, DateTimeField, ExpressionWrapper, F, Func, When
from django.db.models.functions import Cast

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.contracts.models import Contract

# The same in statements over claims_certificate with the days and the zone of its contract.
ISSUED_ON = "(certificate.issued_at AT TIME ZONE about.zone)::date"
DUE_ON = f"CASE WHEN certificate.payable > 0 THEN {ISSUED_ON} + about.days END"


def due_of(certificate: Certificate, contract: Contract) -> dt.date | None:
    """The day by which a certificate is to be paid; None where its contract says nothing."""
    if contract.payment_days is None or certificate.payable <= 0:
        return None
    zone = ZoneInfo(contract.project.time_zone)
    return certificate.issued_at.astimezone(zone).date() + dt.timedelta(days=contract.payment_days)


def payment_due_on(claim: Claim) -> dt.date | None:
    """The day by which a certified claim is to be paid; None where its contract says nothing."""
    return None if claim.certificate is None else due_of(claim.certificate, claim.contract)


def due_of_rows() -> Case:
    """The same of claims in a query, from their certificates, contracts and projects."""
    issued_on = Cast(
        Func(
            F("contract__project__time_zone"),
            F("certificate__issued_at"),
            function="timezone",
            output_field=DateTimeField(),
        ),
        DateField(),
    )
    due = ExpressionWrapper(issued_on + F("contract__payment_days"), output_field=DateField())
    return Case(When(certificate__payable__gt=0, then=due), output_field=DateField())
