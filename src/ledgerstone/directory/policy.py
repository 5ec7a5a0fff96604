"""Who may see and keep the company directory."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.tenancy.actor import Actor


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
