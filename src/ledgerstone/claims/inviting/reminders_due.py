"""Which invitations have reminders to come by a setting of their project, and by what they go.

The worker reads it to remind, and the page of what is planned to say it ahead.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest

from ledgerstone.claims.models import WITHDRAWN, Claim, Extension, Invitation
from ledgerstone.claims.models.round import ACCEPTED, INVITED
from ledgerstone.projects.models import BillingPeriod

from .reminders import Schedule


class Awaiting(NamedTuple):
    """An invitation whose contacts may be reminded: its commitment, and what its mornings are."""

    project_id: int
    period_id: int
    contract_id: int
    schedule: Schedule


def awaiting_reminders(account_id: int) -> list[Awaiting]:
    """Every invitation of an account that may have a reminder; the account is in context.

    Those of open periods, of projects that remind, to which nothing was handed in. One query.
    """
    of_contract = {
        "account_id": account_id,
        "contract_id": OuterRef("contract_id"),
        "period_id": OuterRef("period_id"),
    }
    sent = Claim.objects.filter(**of_contract, submitted_at__isnull=False).exclude(status=WITHDRAWN)
    longer = Extension.objects.filter(**of_contract).values("due_date")[:1]
    project = "period__project"
    found = (
        Invitation.objects.filter(
            ~Exists(sent),
            account_id=account_id,
            status__in=[INVITED, ACCEPTED],
            period__status=BillingPeriod.OPEN,
            period__project__invoicing_settings__reminds_contacts=True,
        )
        .annotate(due=Greatest(F("period__due_date"), Subquery(longer)))
        .order_by("id")
        .values_list(
            f"{project}_id",
            "period_id",
            "contract_id",
            "invited_at",
            "reminded_at",
            "due",
            f"{project}__invoicing_settings__reminder_days",
            f"{project}__time_zone",
        )
    )
    return [
        Awaiting(project_id, period_id, contract_id, Schedule(*schedule))
        for project_id, period_id, contract_id, *schedule in found
    ]
