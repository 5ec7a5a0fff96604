"""Deciding a claim downstream: the certificate."""

from __future__ import annotations

from django.db import transaction

from ledgerstone.claims.acts import checked, refuse_out_of_order, tell
from ledgerstone.claims.certifying import certify, refuse_without_reasons
from ledgerstone.claims.claimable import why_not_certifiable
from ledgerstone.claims.events import ClaimCertified, PendingApproved
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    Certificate,
    Claim,
)
from ledgerstone.claims.rebasing import later_claims, rebase
from ledgerstone.claims.transitions import Action
from ledgerstone.claims.writing import keep, touch
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, WrongState

_ACTIONS = {
    APPROVED: Action.APPROVE,
    APPROVED_AS_NOTED: Action.APPROVE_AS_NOTED,
    PENDING_OWNER_APPROVAL: Action.HOLD_FOR_OWNER,
}


def approve_claim(
    *, actor: Actor, claim_id: int, expected_version: int, decision: str | None = None
) -> Certificate:
    """Certify a claim under review: approved, approved_as_noted or pending_owner_approval.

    Without a decision the proposed one is taken: as noted where assessed and claimed differ.
    """
    if decision is not None and decision not in _ACTIONS:
        raise Invalid("Choose a decision.", fields={"decision": "Choose one of the decisions."})
    with transaction.atomic():
        action = Action.APPROVE if decision is None else _ACTIONS[decision]
        claim = locked_claim(actor, claim_id, action, expected_version=expected_version)
        refuse_out_of_order(claim)
        _refuse_while_awaited(claim)
        _, sheet = checked(claim)
        refuse_without_reasons(claim, sheet)
        later = later_claims(claim)
        chosen = sheet.proposed_decision if decision is None else decision
        touch(claim)
        certificate = certify(actor=actor, claim=claim, sheet=sheet, decision=chosen, status=chosen)
        terms, _ = words(claim.contract.project)
        said = {
            APPROVED: f"approved claim {claim.number}",
            APPROVED_AS_NOTED: f"approved claim {claim.number} as noted",
            PENDING_OWNER_APPROVAL: (
                f"assessed claim {claim.number} for the {terms.owner}'s approval"
            ),
        }[chosen]
        tell(
            ClaimCertified,
            actor,
            claim,
            said,
            certificate=certificate.pk,
            code=certificate.code,
            decision=chosen,
        )
        rebase(actor, later, summary=said)
        return certificate


def _refuse_while_awaited(claim: Claim) -> None:
    """Until the subcontractor's schedule is approved, lines and contract sum do not tie."""
    terms, _ = words(claim.contract.project)
    why_not = why_not_certifiable(claim.contract, terms)
    if why_not:
        raise WrongState(why_not)


def approve_pending(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Record the owner's approval: the certificate stands as it is and becomes payable."""
    with transaction.atomic():
        claim = locked_claim(
            actor, claim_id, Action.APPROVE_PENDING, expected_version=expected_version
        )
        noted = claim.assessed_to_date != claim.claimed_to_date or (
            claim.assessed_payable != claim.claimed_payable
        )
        touch(claim)
        keep(claim, status=APPROVED_AS_NOTED if noted else APPROVED)
        terms, _ = words(claim.contract.project)
        tell(
            PendingApproved,
            actor,
            claim,
            f"recorded the {terms.owner}'s approval of claim {claim.number}",
            status=claim.status,
        )
        return claim
