"""Reminding by itself: the mornings on which a project's setting has contacts reminded.

The product acts in nobody's name. Whoever comes second for the same morning, another worker or the
same one started again, waits for the first at the commitments' locks and then finds it done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest

from ledgerstone.access.automation import automation
from ledgerstone.claims.invitation_round import why_not_reminded
from ledgerstone.claims.models import WITHDRAWN, Claim, Extension, Invitation
from ledgerstone.claims.models.round import ACCEPTED, INVITED
from ledgerstone.claims.reminders import Schedule, day_to_remind_for
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting

from .inviting import held_for_round
from .reminding import keep_reminded, tell_reminded


@dataclass(frozen=True, slots=True)
class Morning:
    """Commitments of a project whose contacts are to be reminded for its open period."""

    account_id: int
    project_id: int
    period_id: int
    contract_ids: Sequence[int]


def planned_reminders(account_id: int) -> list[Morning]:
    """Whom to remind by now in an account, by period; the account is in context. One query."""
    now = clock.now()
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for project_id, period_id, contract_id, schedule in _invited(account_id):
        if day_to_remind_for(schedule, now) is not None:
            found[project_id, period_id].append(contract_id)
    return [Morning(account_id, *place, tuple(ids)) for place, ids in sorted(found.items())]


def remind_planned(morning: Morning) -> int:
    """Remind whom it is still time to remind, each once; how many commitments they are of."""
    actor = automation(morning.account_id, morning.project_id)
    with acting(actor):
        held = held_for_round(actor, morning.project_id, morning.period_id, morning.contract_ids)
        settings = InvoicingSettings.objects.get(
            account_id=morning.account_id, project_id=morning.project_id
        )
        zone, now = held.period.project.time_zone, clock.now()
        ids = [
            invitation.pk
            for at in held.standings.values()
            if (invitation := at.invitation) is not None
            and settings.reminds_contacts
            and not why_not_reminded(at, held.period)
            and day_to_remind_for(
                Schedule(
                    invitation.invited_at,
                    invitation.reminded_at,
                    at.due,
                    settings.reminder_days,
                    zone,
                ),
                now,
            )
        ]
        reminded = keep_reminded(actor, ids)
        tell_reminded(actor, held.period, reminded)
    return len(reminded)


def _invited(account_id: int) -> list[tuple[int, int, int, Schedule]]:
    """Project, period, contract and the schedule of every invitation that may have a reminder."""
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
    return [(*row[:3], Schedule(*row[3:])) for row in found]
