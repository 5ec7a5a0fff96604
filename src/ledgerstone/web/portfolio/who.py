"""For whom there is something above projects: who runs claims, and who certifies for an owner."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Tool
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.directory.models import Person
from ledgerstone.projects import policy
from ledgerstone.tenancy.actor import Actor


def has_portfolio(actor: Actor) -> bool:
    """Whether the person runs the claims of any project."""
    return any(policy.may_see_claims_tool(actor, pk) for pk in actor.projects)


def represented(actor: Actor) -> QuerySet[Contract]:
    """The head contracts whose owner or certifier is the company that the person works for, with
    claims that they see. None for the account's own people: they claim."""
    theirs = Person.objects.filter(
        account_id=actor.account_id, user_id=actor.user_id, is_active=True, company__is_own=False
    ).values("company_id")
    return contracts.visible_to(actor).filter(
        visibility.with_schedule(actor) & visibility.with_right(actor, Action.VIEW_CLAIM),
        Q(company_id__in=theirs) | Q(certifier_id__in=theirs),
        kind=HEAD_CONTRACT,
    )


def is_certifier(actor: Actor) -> bool:
    """Whether claims to an owner wait for the person's company. One query, mostly none."""
    if has_portfolio(actor):
        return False
    sees = any(
        access.may_with(actor, Tool.HEAD_CONTRACTS, Action.VIEW_CLAIM, pk) for pk in actor.projects
    )
    return sees and represented(actor).exists()
