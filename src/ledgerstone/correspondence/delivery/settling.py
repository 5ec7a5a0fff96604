"""Settles who gets a mail, once: each person once, those who get nothing with the reason.

All of it is one transaction with the jobs that send it, and the row of the mail is locked, so two
workers come to one answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.kind import Kind, Named
from ledgerstone.correspondence.models import DAILY, HELD, NOT_SENT, QUEUED, Mail, MailRecipient
from ledgerstone.correspondence.planned.mornings import seven_on
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.models import Account

from . import gate
from .deferring import defer_all
from .posting import QUEUE

TASK = "correspondence.deliver"
_PRIORITY = -10


def settle_recipients(account: Account, mail_id: int) -> None:
    """Say who gets a mail, unless it was said; the account is in context."""
    with transaction.atomic():
        mail = (
            Mail.objects.select_for_update(of=("self",))
            .filter(account_id=account.pk, pk=mail_id, recipients_at__isnull=True)
            .select_related("project", "contract__company", "contract__project", "claim")
            .first()
        )
        if mail is None:
            return
        kind = catalogue.KINDS[mail.kind]
        now = clock.now()
        rows = list(_rows(account, kind, mail, _once(kind.recipients(mail)), now))
        # Those that are sent come first, so that ids and rows go together.
        rows.sort(key=lambda row: row["state"] != QUEUED)
        ids = insert_rows(MailRecipient, rows)
        sent = [pk for pk, row in zip(ids, rows, strict=True) if row["state"] == QUEUED]
        leave_to_worker(account.pk, sent)
        mail.recipients_at = now
        mail.save(update_fields=["recipients_at"])


def leave_to_worker(
    account_id: int, recipient_ids: Iterable[int], *, at: dt.datetime | None = None
) -> None:
    """Have the worker send what is queued to these recipients; None is now. One statement, in the
    transaction that queues it.

    Everything else that the worker has to do goes first, so that nobody waits for a code to sign in
    behind two thousand notices.
    """
    arguments = [{"account_id": account_id, "recipient_id": pk} for pk in recipient_ids]
    defer_all(TASK, queue=QUEUE, arguments=arguments, at=at, priority=_PRIORITY)


def next_summary(account: Account, now: dt.datetime) -> dt.datetime:
    """When the next daily summary goes out where the account is: at seven, never now."""
    today = now.astimezone(ZoneInfo(account.time_zone)).date()
    at = seven_on(today, account.time_zone)
    return at if now < at else seven_on(today + dt.timedelta(days=1), account.time_zone)


def _once(named: Iterable[Named]) -> list[Named]:
    """Each person once: as who is named first, since rules name the more important first."""
    found: dict[int, Named] = {}
    for one in named:
        found.setdefault(one.person.pk, one)
    return list(found.values())


def _rows(
    account: Account, kind: Kind, mail: Mail, named: list[Named], now: dt.datetime
) -> Iterable[dict[str, object]]:
    chosen = gate.choices(kind, [one.person for one in named])
    for one in named:
        reader = gate.reader_of(account, one.person, one.because)
        why_not = gate.why_not(kind, mail, one, reader, chosen)
        holds = not why_not and kind.may_wait and chosen.get(one.person.pk) == DAILY
        yield {
            "account_id": account.pk,
            "mail_id": mail.pk,
            "person_id": one.person.pk,
            "way": one.way,
            "because": one.because[:300],
            "asked_for": one.asked_for,
            "address": one.person.email,
            "state": NOT_SENT if why_not else HELD if holds else QUEUED,
            "why_not": why_not,
            "due_at": next_summary(account, now) if holds else now,
        }
