"""What level a person has on a tool of a project. Pure: all it needs is in the actor."""

from __future__ import annotations

from ledgerstone.tenancy.actor import Actor

from .templates import TEMPLATES, Level, Tool


def level(actor: Actor, project_id: int, tool: Tool) -> Level:
    """The actor's level; ``Level.NONE`` where the person is no member of the project."""
    template = actor.templates.get(project_id)
    if template is None:
        return Level.NONE
    return TEMPLATES[template].get(tool, Level.NONE)


def is_member(actor: Actor, project_id: int) -> bool:
    """Whether the project exists for this person."""
    return project_id in actor.templates
