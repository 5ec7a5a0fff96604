"""Reopening a certified claim: its certificate is withdrawn, never deleted."""

from __future__ import annotations

from django.db import transaction

from ledgerstone.claims.acts import (
    given_reason,
    refuse_if_later_certified,
    refuse_other_open,
    tell,
)
from ledgerstone.claims.certifying import withdraw_certificate
from ledgerstone.claims.events import ClaimReopened
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    CarriedAmount,
    Claim,
)
from ledgerstone.claims.sheets.rebasing import later_claims, rebase
from ledgerstone.claims.sheets.writing import touch
from ledgerstone.claims.transitions import Action
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import WrongState


def reopen_claim(*, actor: Actor, claim_id: int, expected_version: int, reason: str) -> Claim:
    """Withdraw the certificate: downstream the claim is under review again, upstream returned.

    Refused once a later claim is certified on it, or its amounts stand in an issued head contract
    claim. A later draft is set on the certificate before, its figures to date kept.
    """
    said = given_reason(reason)
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.REOPEN, expected_version=expected_version)
        refuse_if_later_certified(claim)
        if claim.is_upstream:
            refuse_other_open(claim)
        else:
            _refuse_if_carried(claim)
        later = later_claims(claim)
        touch(claim)
        status = REVISE_AND_RESUBMIT if claim.is_upstream else UNDER_REVIEW
        code = claim.certificate.code if claim.certificate else ""
        also = {"return_reason": said} if claim.is_upstream else {}
        withdraw_certificate(actor=actor, claim=claim, reason=said, status=status, **also)
        summary = f"reopened claim {claim.number}: {said}"
        tell(ClaimReopened, actor, claim, summary, code=code, reason=said)
        rebase(actor, later, summary=f"reopened claim {claim.number}")
        return claim


def _refuse_if_carried(claim: Claim) -> None:
    carried = (
        CarriedAmount.objects.filter(
            account_id=claim.account_id,
            source__certificate=claim.certificate,
            claim__status__in=[APPROVED, APPROVED_AS_NOTED],
        )
        .select_related("claim", "claim__contract")
        .first()
    )
    if carried is not None:
        terms, _ = words(claim.contract.project)
        raise WrongState(
            f"Its amounts are in {terms.head_claim} {carried.claim.number} of "
            f"{carried.claim.contract.number}, which is issued: take that one back first."
        )
