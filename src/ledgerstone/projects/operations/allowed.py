"""Refuses who may not: as not there where the project is invisible, else with whom to ask."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.projects import policy
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere


def refuse_unless(actor: Actor, project_id: int, action: Action, ask: str) -> None:
    """Refuse an act on a project that the person may not do."""
    if not policy.may_see(actor, project_id):
        raise NotThere
    if not access.may_on_project(actor, action, project_id):
        raise NotAllowed(ask)


def refuse_unless_administrator(actor: Actor, project_id: int) -> None:
    """Budget codes are kept by whoever runs the project's claims."""
    refuse_unless_period_manager(actor, project_id)


def refuse_unless_period_manager(actor: Actor, project_id: int) -> None:
    refuse_unless(
        actor, project_id, Action.MANAGE_PERIODS, "Ask an administrator of the project to do this."
    )


def refuse_unless_configurer(actor: Actor, project_id: int) -> None:
    refuse_unless(
        actor,
        project_id,
        Action.CONFIGURE_INVOICING,
        "Ask an administrator of the project to change its settings.",
    )


def refuse_unless_keeper_of_people(actor: Actor, project_id: int) -> None:
    refuse_unless(
        actor,
        project_id,
        Action.EDIT_PEOPLE,
        "Ask an administrator of the project to change who is on it.",
    )


def refuse_unless_keeper_of_companies(actor: Actor, project_id: int) -> None:
    refuse_unless(
        actor,
        project_id,
        Action.EDIT_COMPANIES,
        "Ask an administrator of the project to change which companies are on it.",
    )
