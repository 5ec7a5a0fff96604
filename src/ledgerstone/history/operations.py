"""Writes the history: every event that any room publishes becomes a row."""

from __future__ import annotations

import json
from typing import Any

from ledgerstone.tenancy import clock, planned
from ledgerstone.tenancy.events import Event as Published

_RECORD = """
INSERT INTO history_event
  (account_id, occurred_at, actor_id, actor_name, kind, summary, details, project_id, contract_id,
   claim_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record(event: Published) -> None:
    """Keep an event, in the transaction of its cause; one without a kind only prepares an act."""
    if not event.kind:
        return
    row: list[Any] = [
        event.actor.account_id,
        clock.now(),
        event.actor.signed_by,
        event.actor.name,
        event.kind,
        event.summary[:500],
        json.dumps(event.details()),
        event.project_id,
        event.contract_id,
        event.claim_id,
    ]
    planned.write(_RECORD, row)
