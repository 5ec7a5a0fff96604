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
from ledgerstone.claims.sheets.rebasing import later_claims, rebase
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.writing import keep, touch
from ledgerstone.claims.transitions import Action
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
        sheet = _decidable(claim)
        refuse_without_reasons(claim, sheet)
        return _decide(actor, claim, sheet, decision or sheet.proposed_decision)


def approve_clean(*, actor: Actor, claim_id: int, expected_version: int) -> Certificate:
    """Approve a claim under review as claimed, where nothing about it is left to decide: nothing
    is assessed otherwise than claimed, and nothing asks for a look."""
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.APPROVE, expected_version=expected_version)
        sheet = _decidable(claim)
        _refuse_unless_clean(sheet)
        refuse_without_reasons(claim, sheet)
        return _decide(actor, claim, sheet, APPROVED)


def _decidable(claim: Claim) -> ClaimSheet:
    """A locked claim valued, where a certificate may follow the ones before."""
    refuse_out_of_order(claim)
    _refuse_while_awaited(claim)
    _, sheet = checked(claim)
    return sheet


def _refuse_unless_clean(sheet: ClaimSheet) -> None:
    by_itself = "Look at it and approve it by itself."
    if sheet.differs:
        raise WrongState(f"What is assessed differs from what was claimed. {by_itself}")
    if sheet.warnings:
        more = len(sheet.warnings) - 1
        besides = f" There {'is' if more == 1 else 'are'} {more} more to look at." if more else ""
        raise WrongState(f"{sheet.warnings[0].message}{besides} {by_itself}")


def _decide(actor: Actor, claim: Claim, sheet: ClaimSheet, chosen: str) -> Certificate:
    later = later_claims(claim)
    touch(claim)
    certificate = certify(actor=actor, claim=claim, sheet=sheet, decision=chosen, status=chosen)
    terms, _ = words(claim.contract.project)
    said = {
        APPROVED: f"approved claim {claim.number}",
        APPROVED_AS_NOTED: f"approved claim {claim.number} as noted",
        PENDING_OWNER_APPROVAL: f"assessed claim {claim.number} for the {terms.owner}'s approval",
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
