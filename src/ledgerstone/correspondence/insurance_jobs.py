"""The daily notice of ending insurance, as the worker does it."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from . import insurance_notices, posting

logger = logging.getLogger(__name__)


# Every place on earth is a whole number of quarters of an hour from the next: it is seven
# somewhere at one of these.
@app.periodic(cron="*/15 * * * *")
@app.task(
    name="correspondence.insurance_notices",
    queue=posting.QUEUE,
    queueing_lock="correspondence.insurance_notices",
    lock="correspondence.insurance_notices",
)
def queue_insurance_notices(timestamp: int) -> None:
    """Look in every account who is to be told by now. One account's failure is not another's."""
    failed: list[int] = []
    for account in Account.objects.order_by("pk"):
        try:
            with context.accounts([account.pk]):
                insurance_notices.queue_notices(account)
        except Exception:
            logger.exception("insurance notices failed", extra={"account_id": account.pk})
            failed.append(account.pk)
    if failed:
        raise RuntimeError(f"The insurance notices of {len(failed)} accounts failed.")
