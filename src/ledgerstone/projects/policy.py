"""Who may see and run a project."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.templates import Level, Tool
from ledgerstone.tenancy.actor import Actor


def may_create(actor: Actor) -> bool:
    """Whether the person may set up projects."""
    return actor.is_account_administrator


def may_see(actor: Actor, project_id: int) -> bool:
    """Whether the project exists for the person."""
    return access.is_member(actor, project_id)


def may_administer(actor: Actor, project_id: int) -> bool:
    """Whether the person runs the project's claims: periods, budget codes, invoicing settings."""
    return access.level(actor, project_id, Tool.COMMITMENTS) >= Level.ADMIN


def may_add_members(actor: Actor, project_id: int) -> bool:
    """Whether the person may put others on the project."""
    return access.level(actor, project_id, Tool.DIRECTORY) >= Level.ADMIN
