"""The doctor's questions about mails that were to go out: what became of them, and what lies."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import connection

from ledgerstone.correspondence.models import (
    FAILED,
    HANDING,
    HELD,
    QUEUED,
    SENDING,
    UNKNOWN,
    Mail,
    MailRecipient,
)
from ledgerstone.ops.findings import Finding
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.models import Account

LATELY = dt.timedelta(days=7)
# What is due is done within minutes; the next try of a mail is due when its wait is over.
_LATE = dt.timedelta(hours=1)

_LYING_JOBS = """
SELECT count(*) FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE (job.status = 'todo' AND EXISTS (
    SELECT FROM procrastinate_events event
    WHERE event.job_id = job.id AND event.at < now() - interval '1 hour')
  AND coalesce(job.scheduled_at, now() - interval '2 hours') < now() - interval '1 hour')
OR (job.status = 'doing' AND coalesce(worker.last_heartbeat, '-infinity')
  < now() - interval '10 minutes')
"""


def lately() -> Finding:
    """Mails that a server did not take, or of which nobody knows, in the last seven days."""
    counts: Counter[str] = Counter()
    words = ""
    since = clock.now() - LATELY
    for account_id in _accounts():
        with context.accounts([account_id]):
            rows = MailRecipient.objects.filter(
                account_id=account_id, state__in=(FAILED, UNKNOWN), taken_at__gte=since
            )
            counts.update(rows.values_list("state", flat=True))
            last = rows.order_by("-taken_at").values_list("server_words", flat=True).first()
            words = words or last or ""
    if not counts:
        return Finding.fine()
    said = f"Of one the mail server said “{words[:120]}”. " if words else ""
    return Finding.note(
        f"In the last {LATELY.days} days {_counted(counts[FAILED])} failed, and of "
        f"{_counted(counts[UNKNOWN])} nobody knows whether it arrived. {said}".strip(),
        "Messages of the contracts say which, and send them again.",
    )


def left_lying() -> Finding:
    """Mails and jobs that should have been done by now."""
    before = clock.now() - _LATE
    mails = 0
    for account_id in _accounts():
        with context.accounts([account_id]):
            mails += Mail.objects.filter(
                account_id=account_id, recipients_at__isnull=True, made_at__lt=before
            ).count()
            mails += MailRecipient.objects.filter(
                account_id=account_id,
                state__in=(QUEUED, HELD, SENDING, HANDING),
                due_at__lt=before,
            ).count()
    with connection.cursor() as cursor:
        cursor.execute(_LYING_JOBS)
        jobs = int(cursor.fetchone()[0])
    if not mails and not jobs:
        return Finding.fine()
    return Finding.wrong(
        f"{_counted(mails)} and {_counted(jobs, 'job')} should have been done an hour ago.",
        "See that a worker runs, and what its log says of them.",
    )


def _accounts() -> list[int]:
    return list(Account.objects.order_by("pk").values_list("pk", flat=True))


def _counted(count: int, one: str = "mail") -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"
