"""Reads of permission templates."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .levels import Scope
from .models import PermissionTemplate


def all_templates(actor: Actor) -> QuerySet[PermissionTemplate]:
    """Every template of the account."""
    return PermissionTemplate.objects.filter(account_id=actor.account_id)


def project_templates(actor: Actor) -> QuerySet[PermissionTemplate]:
    """What people may hold on a project, by name."""
    return all_templates(actor).filter(scope=Scope.PROJECT).order_by(Lower("name"), "id")


def account_templates(actor: Actor) -> QuerySet[PermissionTemplate]:
    """What people may hold in the account's own tools, by name."""
    return all_templates(actor).filter(scope=Scope.ACCOUNT).order_by(Lower("name"), "id")


def get_template(actor: Actor, template_id: int) -> PermissionTemplate:
    """One template of the account; else NotThere."""
    found = all_templates(actor).filter(pk=template_id).first()
    if found is None:
        raise NotThere
    return found


def built_in(actor: Actor, key: str) -> PermissionTemplate:
    """A template that every account begins with, by its key."""
    return all_templates(actor).get(key=key)
