"""Writes the history: every event that any room publishes becomes a row."""

from __future__ import annotations

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.events import Event as Published

from .models import Event


def record(event: Published) -> None:
    """Keep an event, in the transaction of its cause."""
    Event.objects.create(
        account_id=event.actor.account_id,
        occurred_at=clock.now(),
        actor_id=event.actor.user_id,
        actor_name=event.actor.name,
        kind=event.kind,
        summary=event.summary[:500],
        details=event.details(),
        project_id=event.project_id,
        contract_id=event.contract_id,
        claim_id=event.claim_id,
    )
