"""Invitations to claim and reminders of them, as the worker sends and plans them."""

from __future__ import annotations

import logging

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ledgerstone.claims.operations import planned_reminders, remind_planned
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from . import invitation_mails

logger = logging.getLogger(__name__)


# Every place on earth is a whole number of quarters of an hour from the next: it is seven
# somewhere at one of these.
@app.periodic(cron="*/15 * * * *")
@app.task(
    name="correspondence.reminders_to_claim",
    queue=invitation_mails.QUEUE,
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


@app.task(
    name=invitation_mails.TASK,
    queue=invitation_mails.QUEUE,
    retry=RetryStrategy(max_attempts=8, exponential_wait=4),
)
def send_invitation_to_claim(account_id: int, mail_id: int) -> None:
    """Mail one invitation, reminder or answer; doing it twice mails it once."""
    with context.accounts([account_id]):
        invitation_mails.send_mail(Account.objects.get(pk=account_id), mail_id)
