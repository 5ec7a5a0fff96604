"""Mails about compiled backups, as the worker sends them."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ledgerstone.tenancy import context

from . import compiled_mails


@app.task(
    name=compiled_mails.TASK,
    queue=compiled_mails.QUEUE,
    retry=RetryStrategy(max_attempts=8, exponential_wait=4),
)
def tell_of_compilation(account_id: int, document_id: int) -> None:
    """Tell whoever asked that their backups are compiled; doing it twice tells them once."""
    with context.accounts([account_id]):
        compiled_mails.tell_of_compilation(account_id, document_id)
