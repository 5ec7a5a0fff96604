"""Reads of invitations to claim: who was invited, what they answered, and who can be invited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ledgerstone.access.actions import Action
from ledgerstone.claims.claimable import why_not_claimable
from ledgerstone.claims.models import WITHDRAWN, Claim, Invitation
from ledgerstone.contracts import visibility
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.queries import words
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .due import is_over


def of_period(period: BillingPeriod, contract_ids: Iterable[int]) -> dict[int, Invitation]:
    """The invitations for a period, by contract. One query."""
    found = Invitation.objects.filter(
        account_id=period.account_id, period_id=period.pk, contract_id__in=list(contract_ids)
    )
    return {one.contract_id: one for one in found}


def of_periods(
    account_id: int, period_ids: Iterable[int], contract_ids: Iterable[int]
) -> dict[tuple[int, int], Invitation]:
    """The invitations of these contracts for these periods, by contract and period. One query."""
    found = Invitation.objects.filter(
        account_id=account_id, period_id__in=list(period_ids), contract_id__in=list(contract_ids)
    )
    return {(one.contract_id, one.period_id): one for one in found}


def invitation_of(period: BillingPeriod, contract: Contract) -> Invitation | None:
    """The invitation of one contract's contacts for a period."""
    return of_period(period, [contract.pk]).get(contract.pk)


def get_invitation(actor: Actor, invitation_id: int) -> Invitation:
    """One invitation with its contract, project, company and period.

    NotThere where the person does not see the contract with its claims.
    """
    found = (
        Invitation.objects.filter(
            visibility.with_schedule(actor, "contract__")
            & visibility.with_right(actor, Action.VIEW_CLAIM, "contract__"),
            account_id=actor.account_id,
            pk=invitation_id,
        )
        .select_related("contract__project", "contract__company", "period", "invited_by")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def why_not_answerable(invitation: Invitation, *, due: dt.date, has_claim: bool) -> str:
    """Why an invitation is not answered any more; empty where it can be, also otherwise."""
    project = invitation.contract.project
    terms, formats = words(project)
    if has_claim:
        return f"There is {terms.claim_short.with_article} for this {terms.billing_period} already."
    if invitation.period.status != BillingPeriod.OPEN:
        return (
            f"This {terms.billing_period} is closed, so the invitation is answered no more. "
            "Ask an administrator of the project."
        )
    if is_over(due, project):
        return (
            f"This was due {formats.short_day(due)}. Ask an administrator of the project to start "
            f"the {terms.claim_short}, or to extend the due date."
        )
    return ""


def why_not_invitable(
    contract: Contract,
    period: BillingPeriod,
    terms: Terms,
    *,
    due: dt.date,
    reaches_contact: bool,
    claim: Claim | None,
    may_claim: bool = True,
) -> str:
    """Why the contacts of a commitment cannot be invited for a period; empty where they can.

    ``due`` is the due date for this contract, ``reaches_contact`` whether mail reaches one of its
    contacts, ``claim`` the one that it has in the period, ``may_claim`` whether contacts claim on
    it at all. ``invitation_round`` gathers all this for many commitments at once.
    """
    if contract.is_upstream:
        return f"Nobody is invited to claim on {terms.head_contract.with_article}."
    if period.status != BillingPeriod.OPEN:
        return f"This {terms.billing_period} is closed."
    if is_over(due, contract.project):
        return "The due date is over. Extend it to invite them."
    if claim is not None and claim.status != WITHDRAWN:
        return f"There is {terms.claim_short.with_article} already."
    why_not = why_not_claimable(contract, terms, is_administrator=False)
    if why_not:
        return why_not
    if not may_claim:
        return only_administrators_claim(terms)
    if not reaches_contact:
        return f"No {terms.claim_contact} can be reached. Name one first."
    return ""


def only_administrators_claim(terms: Terms) -> str:
    """Why nobody is invited where a setting leaves claims to administrators."""
    return (
        f"{terms.claim_contact.plural_capitalised} do not enter {terms.claim_short.plural} here: "
        "an administrator does."
    )
