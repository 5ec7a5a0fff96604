"""Reads of invitations to claim: who was invited, what they answered, and who can be invited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.terminology import Terms

from .claimable import why_not_claimable
from .due import is_over
from .models import WITHDRAWN, Claim, Invitation


def of_period(period: BillingPeriod, contract_ids: Iterable[int]) -> dict[int, Invitation]:
    """The invitations for a period, by contract. One query."""
    found = Invitation.objects.filter(
        account_id=period.account_id, period_id=period.pk, contract_id__in=list(contract_ids)
    )
    return {one.contract_id: one for one in found}


def invitation_of(period: BillingPeriod, contract: Contract) -> Invitation | None:
    """The invitation of one contract's contacts for a period."""
    return of_period(period, [contract.pk]).get(contract.pk)


def why_not_invitable(
    contract: Contract,
    period: BillingPeriod,
    terms: Terms,
    *,
    due: dt.date,
    reaches_contact: bool,
    claim: Claim | None,
) -> str:
    """Why the contacts of a commitment cannot be invited for a period; empty where they can.

    ``due`` is the due date for this contract, ``reaches_contact`` whether mail reaches one of its
    contacts, ``claim`` the one that it has in the period.
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
    if not reaches_contact:
        return f"No {terms.claim_contact} can be reached. Name one first."
    return ""
