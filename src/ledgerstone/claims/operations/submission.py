"""Submitting, returning, withdrawing and deleting a claim."""

from __future__ import annotations

from django.db import transaction

from ledgerstone.claims.acts import (
    checked,
    given_reason,
    refuse_other_open,
    tell,
    value_or_refuse,
)
from ledgerstone.claims.billing import tell_schedule
from ledgerstone.claims.events import (
    ClaimReturned,
    ClaimSubmitted,
    ClaimWithdrawn,
    DraftDeleted,
)
from ledgerstone.claims.fields.fields import refuse_missing
from ledgerstone.claims.handing_in import forget_outdated_answers, keep_submission
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.models import (
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
    Claim,
)
from ledgerstone.claims.retention.retention_limits import refuse_above_held
from ledgerstone.claims.sheets.writing import keep, keep_figures, touch
from ledgerstone.claims.transitions import Action
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor


def submit_claim(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Hand in a claim; what it says is kept with the time at which it was received.

    Never refused for lateness: a draft may be submitted after its period closed.
    """
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.SUBMIT, expected_version=expected_version)
        refuse_missing(claim, words(claim.contract.project)[0])
        inputs, sheet = checked(claim)
        refuse_above_held(inputs, sheet)
        touch(claim)
        if claim.status == REVISE_AND_RESUBMIT:
            forget_outdated_answers(actor, claim, inputs.rows)
            sheet = value_or_refuse(inputs)
        submission = keep_submission(actor, claim, sheet)
        keep_figures(
            claim,
            sheet,
            status=UNDER_REVIEW,
            submitted_at=submission.received_at,
            return_reason="",
        )
        tell_schedule(claim.account_id, claim.contract_id)
        again = " again" if submission.sequence > 1 else ""
        tell(
            ClaimSubmitted,
            actor,
            claim,
            f"submitted claim {claim.number}{again}",
            submission=submission.sequence,
        )
        return claim


def return_claim(*, actor: Actor, claim_id: int, expected_version: int, reason: str) -> Claim:
    """Give a claim back for revision, with the reason."""
    said = given_reason(reason)
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.RETURN, expected_version=expected_version)
        refuse_other_open(claim)
        touch(claim)
        keep(claim, status=REVISE_AND_RESUBMIT, return_reason=said)
        tell(ClaimReturned, actor, claim, f"returned claim {claim.number}: {said}", reason=said)
        return claim


def withdraw_claim(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Withdraw a submitted claim that was not decided; it stays, with its documents."""
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.WITHDRAW, expected_version=expected_version)
        touch(claim)
        keep(claim, status=WITHDRAWN)
        tell_schedule(claim.account_id, claim.contract_id)
        tell(ClaimWithdrawn, actor, claim, f"withdrew claim {claim.number}")
        return claim


def delete_draft(*, actor: Actor, claim_id: int, expected_version: int) -> None:
    """Delete a draft that was never submitted; its number is free again."""
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.DELETE, expected_version=expected_version)
        tell(
            DraftDeleted,
            actor,
            claim,
            f"deleted the draft of claim {claim.number}",
            number=claim.number,
        )
        claim.delete()
