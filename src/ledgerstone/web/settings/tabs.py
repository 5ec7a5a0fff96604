"""The parts of the account's settings, as tabs over each of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ledgerstone.access import policy
from ledgerstone.access.actions import Action
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.requests import ActorRequest

GENERAL, PERMISSIONS = "web:account_settings", "web:permission_templates"
TAXES, FIELDS = "web:account_taxes", "web:field_sets"
INVOICES = "web:invoice_series"
MAILS = "web:account_mails"
PLANNED = "web:account_planned"
_PARTS = (
    (GENERAL, "General", Action.CONFIGURE_ACCOUNT),
    (PERMISSIONS, "Permission templates", Action.EDIT_TEMPLATES),
    (TAXES, "Tax codes", Action.CONFIGURE_ACCOUNT),
    (FIELDS, "Fields of claims", Action.CONFIGURE_ACCOUNT),
    (INVOICES, "Numbers of invoices", Action.CONFIGURE_ACCOUNT),
    (MAILS, "Mails", Action.CONFIGURE_ACCOUNT),
    (PLANNED, "Planned", Action.CONFIGURE_ACCOUNT),
)


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The parts that the person may open."""
    return [
        {"label": label, "href": reverse(name), "current": name == current, "count": None}
        for name, label, action in _PARTS
        if policy.may_in_account(actor, action)
    ]


def enter_settings(request: ActorRequest, action: Action) -> None:
    """Let in who may; as not there for whoever sees nothing of the account's tools."""
    request.tool = GENERAL
    if policy.may_in_account(request.actor, action):
        return
    if not policy.sees_account(request.actor):
        raise NotThere
    raise NotAllowed("Ask an administrator of the account to do this.")
