"""Mails about the work, as the worker settles, sends and looks after them.

Every job may be done twice: what was done is in the rows, and is not done again.
"""

from __future__ import annotations

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from ledgerstone.correspondence.planned import summing
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account

from . import delivery, posting, settling

_RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)

# Open rows that no job is to take up: their job was lost, or failed for good.
_LEFT = """
SELECT open.id FROM {table} open
WHERE open.account_id = %(account)s AND {is_open}
AND NOT EXISTS (
  SELECT 1 FROM procrastinate_jobs job
  WHERE job.task_name = %(task)s AND job.status IN ('todo', 'doing')
  AND (job.args ->> %(argument)s)::bigint = open.id
)
ORDER BY open.id
"""
_UNSETTLED = _LEFT.format(table="correspondence_mail", is_open="open.recipients_at IS NULL")
_UNSENT = _LEFT.format(
    table="correspondence_mailrecipient",
    is_open="open.state IN ('queued', 'sending', 'handing') AND open.due_at <= %(now)s",
)


@app.task(name=posting.TASK, queue=posting.QUEUE, retry=_RETRY)
def settle_recipients(account_id: int, mail_id: int) -> None:
    """Say who gets a mail."""
    with context.accounts([account_id]):
        settling.settle_recipients(Account.objects.get(pk=account_id), mail_id)


@app.task(name=settling.TASK, queue=posting.QUEUE, retry=_RETRY)
def deliver(account_id: int, recipient_id: int) -> None:
    """Send a mail to one person."""
    with context.accounts([account_id]):
        account = Account.objects.get(pk=account_id)
        delivery.deliver(account, recipient_id)
        summing.conclude_parts(account, recipient_id)


@app.periodic(cron="* * * * *")
@app.task(
    name="correspondence.take_up_what_is_left",
    queue=posting.QUEUE,
    queueing_lock="correspondence.take_up_what_is_left",
)
def take_up_what_is_left(timestamp: int) -> None:
    """Once a minute, leave to the worker again what lost its job."""
    for account_id in list(Account.objects.order_by("pk").values_list("pk", flat=True)):
        with context.accounts([account_id]):
            unsettled = _left(account_id, _UNSETTLED, posting.TASK, "mail_id")
            posting.leave_to_worker(account_id, unsettled)
            unsent = _left(account_id, _UNSENT, settling.TASK, "recipient_id")
            settling.leave_to_worker(account_id, unsent)


def _left(account_id: int, asked: str, task: str, argument: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            asked, {"account": account_id, "task": task, "argument": argument, "now": clock.now()}
        )
        return [int(row[0]) for row in cursor.fetchall()]
