"""Planned mails, as the worker looks for them: reminders to claim, notices of insurance, weekly
digests and daily summaries."""

from __future__ import annotations

import logging
from collections.abc import Callable

from procrastinate.contrib.django import app

from ledgerstone.correspondence.delivery import posting
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from . import digests, insurance_notices, reminding, summing

logger = logging.getLogger(__name__)


# Every place on earth is a whole number of quarters of an hour from the next: it is seven
# somewhere at one of these.
@app.periodic(cron="*/15 * * * *")
@app.task(
    name="correspondence.planned_mails",
    queue=posting.QUEUE,
    queueing_lock="correspondence.planned_mails",
    lock="correspondence.planned_mails",
)
def queue_planned_mails(timestamp: int) -> None:
    """Look in every account what is due by now. One account's failure is not another's."""
    looks: tuple[Callable[[Account], int], ...] = (
        reminding.remind_contacts,
        insurance_notices.queue_notices,
        digests.queue_digests,
        summing.conclude_parts,
        summing.queue_summaries,
    )
    failed: set[int] = set()
    for account in Account.objects.order_by("pk"):
        with context.accounts([account.pk]):
            for look in looks:
                try:
                    look(account)
                except Exception:
                    where = {"account_id": account.pk, "look": look.__name__}
                    logger.exception("planned mails failed", extra=where)
                    failed.add(account.pk)
    if failed:
        raise RuntimeError(f"The planned mails of {len(failed)} accounts failed.")
