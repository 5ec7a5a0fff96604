"""Reads of the history."""

from __future__ import annotations

from django.db.models import QuerySet

from ledgerstone.tenancy.actor import Actor

from .models import Event


def of_claim(actor: Actor, claim_id: int) -> QuerySet[Event]:
    """What happened to a claim, latest first."""
    return Event.objects.filter(account_id=actor.account_id, claim_id=claim_id).order_by("-id")


def of_contract(actor: Actor, contract_id: int) -> QuerySet[Event]:
    """What happened to a contract and its claims, latest first."""
    return Event.objects.filter(account_id=actor.account_id, contract_id=contract_id).order_by(
        "-id"
    )


def of_project(actor: Actor, project_id: int) -> QuerySet[Event]:
    """What happened on a project, latest first."""
    return Event.objects.filter(account_id=actor.account_id, project_id=project_id).order_by("-id")
