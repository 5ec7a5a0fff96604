"""Who may see and keep the company directory."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.templates import Level, Tool
from ledgerstone.tenancy.actor import Actor


def _has(actor: Actor, level: Level) -> bool:
    if actor.is_account_administrator:
        return True
    return any(
        access.level(actor, project_id, Tool.DIRECTORY) >= level for project_id in actor.templates
    )


def may_see(actor: Actor) -> bool:
    """Whether companies and people are visible to the person."""
    return _has(actor, Level.READ_ONLY)


def may_administer(actor: Actor) -> bool:
    """Whether the person may add and change companies and people."""
    return _has(actor, Level.ADMIN)
