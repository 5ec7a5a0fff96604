"""Work on claims that the worker does."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from .drafting import draft_when_due

logger = logging.getLogger(__name__)


# Somewhere a day ends at every quarter of an hour.
@app.periodic(cron="*/15 * * * *")
@app.task(
    name="claims.draft_when_due",
    queue="documents",
    queueing_lock="claims.draft_when_due",
    lock="claims.draft_when_due",
)
def draft_due(timestamp: int) -> None:
    """Look in every account what is to be drafted by now; a failure is of one account alone."""
    failed: list[int] = []
    for account in Account.objects.order_by("pk"):
        try:
            with context.accounts([account.pk]):
                draft_when_due(account.pk)
        except Exception:
            logger.exception("drafting claims failed", extra={"account_id": account.pk})
            failed.append(account.pk)
    if failed:
        raise RuntimeError(f"The drafts of {len(failed)} accounts failed.")
