"""Messages about contracts, as the worker sends them."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account

from . import contract_messages


@app.task(
    name=contract_messages.TASK,
    queue=contract_messages.QUEUE,
    retry=RetryStrategy(max_attempts=8, exponential_wait=4),
)
def send_contract_message(account_id: int, recipient_id: int) -> None:
    """Mail one message to one recipient; doing it twice mails it once."""
    with context.accounts([account_id]):
        contract_messages.send_message(Account.objects.get(pk=account_id), recipient_id)
