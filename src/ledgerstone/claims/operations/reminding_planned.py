"""Reminding by itself: the mornings on which a project's setting has contacts reminded.

The product acts in nobody's name. Whoever comes second for the same morning, another worker or the
same one started again, waits for the first at the commitments' locks and then finds it done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ledgerstone.access.automation import automation
from ledgerstone.claims.inviting.invitation_round import why_not_reminded
from ledgerstone.claims.inviting.reminders import Schedule, day_to_remind_for
from ledgerstone.claims.inviting.reminders_due import awaiting_reminders
from ledgerstone.projects.models import InvoicingSettings
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
    for one in awaiting_reminders(account_id):
        if day_to_remind_for(one.schedule, now) is not None:
            found[one.project_id, one.period_id].append(one.contract_id)
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
