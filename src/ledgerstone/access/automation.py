"""Who acts where a setting of a project has the product act by itself."""

from __future__ import annotations

from types import MappingProxyType

from ledgerstone.tenancy.actor import NOBODY, Actor, Rights

from .levels import TOOLS, Level, Scope

NAME = "Ledgerstone"
_ALL = Rights(MappingProxyType(dict.fromkeys(TOOLS[Scope.PROJECT], int(Level.ADMIN))))


def automation(account_id: int, project_id: int) -> Actor:
    """What the product may do on one project of itself: all that its administrators may."""
    return Actor(account_id, NOBODY, NAME, projects={project_id: _ALL})
