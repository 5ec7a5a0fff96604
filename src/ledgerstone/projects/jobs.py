"""Opening billing periods by themselves, as the worker does it."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from .operations.automatic_periods import awaiting, open_due_periods

logger = logging.getLogger(__name__)

QUEUE = "periods"


# Every place on earth is a whole number of quarters of an hour from the next: a day begins
# somewhere at one of these.
@app.periodic(cron="*/15 * * * *")
@app.task(
    name="projects.open_due_periods",
    queue=QUEUE,
    queueing_lock="projects.open_due_periods",
    lock="projects.open_due_periods",
)
def open_periods(timestamp: int) -> None:
    """Look on every project whether a period is to open. One project's failure is not another's."""
    failed: list[int] = []
    for account in Account.objects.order_by("pk"):
        with context.accounts([account.pk]):
            for one in awaiting(account):
                try:
                    if one.is_due:
                        open_due_periods(account_id=account.pk, project_id=one.project_id)
                except Exception:
                    where = {"account_id": account.pk, "project_id": one.project_id}
                    logger.exception("opening a period failed", extra=where)
                    failed.append(one.project_id)
    if failed:
        raise RuntimeError(f"Periods of {len(failed)} projects could not be opened.")
