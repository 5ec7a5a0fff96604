"""Who may see and run a project."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.tenancy.actor import Actor


def may_create(actor: Actor) -> bool:
    """Whether the person may set up projects."""
    return access.may_in_account(actor, Action.CREATE_PROJECT)


def may_see(actor: Actor, project_id: int) -> bool:
    """Whether the project itself is visible to the person, not only a contract on it."""
    return access.sees_project(actor, project_id)


def may_see_periods(actor: Actor, project_id: int) -> bool:
    """Whether the person sees for which periods claims are made."""
    return access.may_on_project(actor, Action.VIEW_PERIODS, project_id)


def may_administer(actor: Actor, project_id: int) -> bool:
    """Whether the person runs the project's claims: periods and budget codes."""
    return access.may_on_project(actor, Action.MANAGE_PERIODS, project_id)


def may_configure(actor: Actor, project_id: int) -> bool:
    """Whether the person may change how claims work on the project."""
    return access.may_on_project(actor, Action.CONFIGURE_INVOICING, project_id)


def may_see_claims_tool(actor: Actor, project_id: int) -> bool:
    """Whether the person sees the claims of a project in one list."""
    return access.may_on_project(actor, Action.VIEW_CLAIMS_TOOL, project_id)


def may_see_directory(actor: Actor, project_id: int) -> bool:
    """Whether the person sees who is on the project."""
    return access.may_on_project(actor, Action.VIEW_DIRECTORY, project_id)


def may_add_members(actor: Actor, project_id: int) -> bool:
    """Whether the person may put others on the project."""
    return access.may_on_project(actor, Action.EDIT_PEOPLE, project_id)


def may_keep_companies(actor: Actor, project_id: int) -> bool:
    """Whether the person may put companies on the project and take them off."""
    return access.may_on_project(actor, Action.EDIT_COMPANIES, project_id)


def may_give(actor: Actor, template: PermissionTemplate, project_id: int) -> bool:
    """Whether the person holds all that a template gives, so that they may give or take it."""
    return access.may_assign(actor, template.rights, project_id)
