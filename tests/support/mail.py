"""The mails that were queued, as the worker would send them now."""

from __future__ import annotations

import re

from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from ledgerstone.tenancy import clock

QUEUE = "mail"


def queued() -> list[ProcrastinateJob]:
    """The jobs of mail that nobody did yet."""
    return list(ProcrastinateJob.objects.filter(queue_name=QUEUE, status="todo").order_by("id"))


def deliver() -> list[EmailMessage]:
    """Do the queued jobs of mail that are due, and those that they queue; the mails that they
    sent."""
    before = len(mail.outbox)
    while jobs := [one for one in queued() if _is_due(one)]:
        for job in jobs:
            app.tasks[job.task_name](**job.args)
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
                )
    return mail.outbox[before:]


def _is_due(job: ProcrastinateJob) -> bool:
    return job.scheduled_at is None or job.scheduled_at <= clock.now()


def link_in(text: str) -> str:
    """The first link of a mail, as a path of this installation."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found, text
    return found[1]


def code_in(text: str) -> str:
    """The code of a mail."""
    found = re.search(r"\b(\d{3}) (\d{3})\b", text)
    assert found, text
    return found[1] + found[2]
