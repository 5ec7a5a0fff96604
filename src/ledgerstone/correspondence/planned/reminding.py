"""Plans reminders to claim for the contacts of an account; their mails follow like those of a
person."""

from __future__ import annotations

import logging

from ledgerstone.claims.operations import planned_reminders, remind_planned
from ledgerstone.tenancy.models import Account

logger = logging.getLogger(__name__)


def remind_contacts(account: Account) -> int:
    """Remind whom it is time to remind; of how many commitments. The account is in context.

    One project's failure is not another's.
    """
    reminded, failed = 0, 0
    for morning in planned_reminders(account.pk):
        try:
            reminded += remind_planned(morning)
        except Exception:
            place = {"account_id": account.pk, "project_id": morning.project_id}
            logger.exception("reminders to claim failed", extra=place)
            failed += 1
    if failed:
        raise RuntimeError(f"The reminders of {failed} projects failed.")
    return reminded
