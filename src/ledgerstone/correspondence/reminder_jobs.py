"""Reminders to claim, as the worker plans them; their mails follow like those of a person."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ledgerstone.claims.operations import planned_reminders, remind_planned
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from .posting import QUEUE

logger = logging.getLogger(__name__)


# Every place on earth is a whole number of quarters of an hour from the next: it is seven
# somewhere at one of these.
@app.periodic(cron="*/15 * * * *")
@app.task(
    name="correspondence.reminders_to_claim",
    queue=QUEUE,
    queueing_lock="correspondence.reminders_to_claim",
    lock="correspondence.reminders_to_claim",
)
def remind_contacts_planned(timestamp: int) -> None:
    """Remind in every account whom it is time to remind. One project's failure is not another's."""
    failed: list[int] = []
    for account_id in list(Account.objects.order_by("pk").values_list("pk", flat=True)):
        with context.accounts([account_id]):
            for morning in planned_reminders(account_id):
                try:
                    remind_planned(morning)
                except Exception:
                    place = {"account_id": account_id, "project_id": morning.project_id}
                    logger.exception("reminders to claim failed", extra=place)
                    failed.append(morning.project_id)
    if failed:
        raise RuntimeError(f"The reminders of {len(failed)} projects failed.")
