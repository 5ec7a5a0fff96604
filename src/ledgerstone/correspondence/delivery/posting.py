"""Writes a mail down in the transaction of its cause; the worker does the rest.

One cause has one mail, whatever runs twice: the row is only inserted where there is none. Who gets
it is settled when it is sent, so nothing is read here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial

from django.db import connection, transaction

from ledgerstone.correspondence.kind import Cause, Kind
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.events import Event, subscribe

from .deferring import defer_all

TASK = "correspondence.settle_recipients"
QUEUE = "mail"
# A mail never keeps what it follows from happening, whatever its subject is made of.
_LONGEST = 200

_INSERT = """
INSERT INTO correspondence_mail
  (account_id, kind, cause, project_id, contract_id, claim_id, invitation_id, facts, subject, text,
   is_private, sender_id, sender_name, made_at)
SELECT %s, %s, given.cause, given.project, given.contract, given.claim, given.invitation,
  given.facts, given.subject, given.text, given.is_private, given.sender, given.sender_name, %s
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::jsonb[],
  %s::text[], %s::text[], %s::boolean[], %s::bigint[], %s::text[])
  AS given (cause, project, contract, claim, invitation, facts, subject, text, is_private, sender,
    sender_name)
ON CONFLICT (account_id, cause) DO NOTHING
RETURNING id
"""


def post(account_id: int, kind: Kind, causes: Iterable[Cause]) -> list[int]:
    """Write one mail of a kind for each cause that has none yet; the new ones by id.

    Three statements at most, however many. A kind that a project turned off is not written for it.
    """
    wanted = _turned_on(account_id, kind, list(causes))
    if not wanted:
        return []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [account_id, kind.name, clock.now(), *_columns(wanted)])
            ids = sorted(int(row[0]) for row in cursor.fetchall())
        leave_to_worker(account_id, ids)
    return ids


def leave_to_worker(account_id: int, mail_ids: Iterable[int]) -> None:
    """Have the worker settle who gets these mails. One statement."""
    arguments = [{"account_id": account_id, "mail_id": pk} for pk in mail_ids]
    defer_all(TASK, queue=QUEUE, arguments=arguments)


def listen(kinds: Iterable[Kind]) -> None:
    """Have every kind that follows an event posted when it happens."""
    for kind in kinds:
        if kind.follows is not None:
            subscribe(kind.follows, _follower(kind))


_followers: dict[str, partial[None]] = {}


def _follower(kind: Kind) -> partial[None]:
    """One handler a kind, so that listening twice is listening once."""
    return _followers.setdefault(kind.name, partial(_follow, kind))


def _follow(kind: Kind, event: Event) -> None:
    assert kind.causes is not None  # noqa: S101 - a kind that follows an event has causes
    post(event.actor.account_id, kind, kind.causes(event))


def _turned_on(account_id: int, kind: Kind, causes: list[Cause]) -> list[Cause]:
    """The causes on projects that have this kind of mail turned on."""
    if not kind.switch or not causes:
        return causes
    projects = {one.project_id for one in causes if one.project_id is not None}
    said = dict(
        InvoicingSettings.objects.filter(
            account_id=account_id, project_id__in=projects
        ).values_list("project_id", kind.switch)
    )
    return [one for one in causes if said.get(one.project_id, kind.is_on_unless_said)]


def _columns(causes: list[Cause]) -> list[list[object]]:
    return [
        [one.key for one in causes],
        [one.project_id for one in causes],
        [one.contract_id for one in causes],
        [one.claim_id for one in causes],
        [one.invitation_id for one in causes],
        [json.dumps(dict(one.facts)) for one in causes],
        [one.subject[:_LONGEST] for one in causes],
        [one.text for one in causes],
        [one.is_private for one in causes],
        [one.sender_id for one in causes],
        [one.sender_name[:_LONGEST] for one in causes],
    ]
