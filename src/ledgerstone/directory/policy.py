"""Who may see and keep the company directory."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.tenancy.actor import Actor

from .models import COMPANIES


def may_see(actor: Actor) -> bool:
    """Whether the companies and people of the account are visible to the person."""
    return access.may_in_account(actor, Action.VIEW_DIRECTORY)


def may_edit_companies(actor: Actor) -> bool:
    """Whether the person may add and change companies."""
    return access.may_in_account(actor, Action.EDIT_COMPANIES)


def may_edit_people(actor: Actor) -> bool:
    """Whether the person may add and change people, and ask them to sign in."""
    return access.may_in_account(actor, Action.EDIT_PEOPLE)


def may_merge(actor: Actor) -> bool:
    """Whether the person may make one company record of two."""
    return access.may_in_account(actor, Action.MERGE_COMPANIES)


def may_see_insurance(actor: Actor) -> bool:
    """Whether the insurance of all companies is visible to the person, projects' own aside."""
    return may_see(actor) or may_keep_insurance(actor)


def may_see_all_insurance(actor: Actor) -> bool:
    """Whether that of every project is visible too: insurance managers are told of all of it."""
    return actor.is_insurance_manager


def may_see_project_insurance(actor: Actor, project_id: int) -> bool:
    """Whether the insurance of a project's companies is visible to the person."""
    return access.may_on_project(actor, Action.VIEW_DIRECTORY, project_id) or may_keep_insurance(
        actor, project_id
    )


def may_keep_insurance(actor: Actor, project_id: int | None = None) -> bool:
    """Whether the person may record insurance: of companies as such, or for one project."""
    if project_id is None:
        return access.may_in_account(actor, Action.EDIT_INSURANCE)
    return access.may_on_project(actor, Action.EDIT_INSURANCE, project_id)


def may_import(actor: Actor, kind: str) -> bool:
    """Whether the person may bring in companies, or people, from a file."""
    return may_edit_companies(actor) if kind == COMPANIES else may_edit_people(actor)
