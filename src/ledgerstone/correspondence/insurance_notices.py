"""Writes of the daily notice of ending insurance: who is told today, each once, and sending it.

A row for the person and the day and the job that mails it come into being together, and there is
one such row: neither a restart nor a second worker makes another. The job takes the row before it
sends; one that was killed while it sent leaves the row taken, so the mail is not sent twice, and
the next morning there is another.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection, transaction

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import Account

from . import insurance_due, insurance_letter
from .deferring import defer_all
from .insurance_due import Telling
from .models import NOT_SENT, QUEUED, SENDING, SENT, InsuranceNotice
from .sending import send

TASK = "correspondence.insurance_notice"
QUEUE = "mail"

NOTHING_LEFT = "Nothing is left to tell: the records have changed."
DAY_OVER = "The day was over before it could be sent."

_INSERT = """
INSERT INTO correspondence_insurancenotice
  (account_id, person_id, day, policies, state, why_not, made_at)
SELECT %s, given.person_id, given.day, string_to_array(given.policies, ',')::bigint[],
  CASE WHEN given.why_not = '' THEN %s ELSE %s END, given.why_not, %s
FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[])
  AS given (person_id, day, policies, why_not)
ON CONFLICT (account_id, person_id, day) DO NOTHING
RETURNING id, state
"""


@dataclass(frozen=True, slots=True)
class Queued:
    """What a round came to: mails left to the worker, and people who cannot be reached."""

    mails: int = 0
    excluded: int = 0


def queue_notices(account: Account) -> Queued:
    """Leave today's notices of an account to the worker; the account is in context.

    Whoever has a row for the day already is left alone.
    """
    with transaction.atomic():
        now = clock.now()
        tellings = insurance_due.due(account, now)
        if not tellings:
            return Queued()
        made = _insert(account, tellings, now)
        mails = [pk for pk, state in made if state == QUEUED]
        defer_all(
            TASK,
            queue=QUEUE,
            arguments=[{"account_id": account.pk, "notice_id": pk} for pk in mails],
        )
    return Queued(len(mails), len(made) - len(mails))


def send_notice(account: Account, notice_id: int) -> None:
    """Mail a notice that is queued; the account is in context. What was taken is left alone."""
    notice = (
        InsuranceNotice.objects.filter(account_id=account.pk, pk=notice_id)
        .select_related("person")
        .first()
    )
    if notice is None or not _turn(notice, QUEUED, SENDING):
        return
    try:
        _send(account, notice)
    except Exception:
        _turn(notice, SENDING, QUEUED)
        raise


def _send(account: Account, notice: InsuranceNotice) -> None:
    now = clock.now()
    telling = insurance_due.telling_of(account, notice, now)
    if telling is None:
        _turn(notice, SENDING, NOT_SENT, why_not=NOTHING_LEFT)
    elif telling.why_not:
        _turn(notice, SENDING, NOT_SENT, why_not=telling.why_not)
    elif insurance_due.is_over(telling, account, now):
        _turn(notice, SENDING, NOT_SENT, why_not=DAY_OVER)
    else:
        send(insurance_letter.letter(account, telling), to=telling.person.email)
        _turn(notice, SENDING, SENT, sent_at=clock.now())


def _insert(account: Account, tellings: list[Telling], now: dt.datetime) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                account.pk,
                QUEUED,
                NOT_SENT,
                now,
                [one.person.pk for one in tellings],
                [one.day for one in tellings],
                [",".join(str(policy.pk) for policy in one.policies) for one in tellings],
                [one.why_not for one in tellings],
            ],
        )
        return [(int(pk), str(state)) for pk, state in cursor.fetchall()]


def _turn(notice: InsuranceNotice, before: str, after: str, **besides: object) -> bool:
    """Take a notice from one state to the next; whether it was in the first."""
    return bool(
        InsuranceNotice.objects.filter(
            account_id=notice.account_id, pk=notice.pk, state=before
        ).update(state=after, **besides)
    )
