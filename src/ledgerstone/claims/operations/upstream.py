"""Head contract claims: issued by us, certified with the owner's answer."""

from __future__ import annotations

from django.db import transaction

from ledgerstone.claims.acts import (
    checked,
    first_uncertified_before,
    refuse_if_later_certified,
    refuse_out_of_order,
    tell,
    value_or_refuse,
)
from ledgerstone.claims.billing import tell_schedule
from ledgerstone.claims.certifying import certify, refuse_without_reasons, withdraw_certificate
from ledgerstone.claims.events import ClaimCertified, ClaimIssued
from ledgerstone.claims.fields.fields import refuse_missing
from ledgerstone.claims.handing_in import forget_outdated_answers, keep_submission
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.models import APPROVED, REVISE_AND_RESUBMIT, Certificate, Claim
from ledgerstone.claims.prefill.operations import settle_carried
from ledgerstone.claims.retention.retention_limits import refuse_above_held
from ledgerstone.claims.sheets.rebasing import later_claims, rebase
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.sheets.valuation import value
from ledgerstone.claims.sheets.writing import keep_figures, touch
from ledgerstone.claims.transitions import Action
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor


def issue_claim(*, actor: Actor, claim_id: int, expected_version: int) -> Claim:
    """Issue a claim to the owner: its figures are frozen.

    Where the contract says so it is certified as claimed at once, unless an earlier claim still
    waits for its answer: certificates keep the order of the claims.
    """
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.ISSUE, expected_version=expected_version)
        refuse_missing(claim, words(claim.contract.project)[0])
        inputs, sheet = checked(claim)
        refuse_above_held(inputs, sheet)
        settle_carried(claim)
        touch(claim)
        if claim.status == REVISE_AND_RESUBMIT:
            forget_outdated_answers(actor, claim, inputs.rows)
            sheet = value_or_refuse(inputs)
        submission = keep_submission(actor, claim, sheet)
        keep_figures(
            claim, sheet, status=APPROVED, submitted_at=submission.received_at, return_reason=""
        )
        tell_schedule(claim.account_id, claim.contract_id)
        tell(
            ClaimIssued,
            actor,
            claim,
            f"issued claim {claim.number}",
            submission=submission.sequence,
        )
        if claim.contract.certify_on_issue and first_uncertified_before(claim) is None:
            _certify(actor, claim, value(claim))
        return claim


def certify_issued(*, actor: Actor, claim_id: int, expected_version: int) -> Certificate:
    """Certify an issued claim by the assessed figures (as claimed where nothing is assessed).

    Where it is certified already, the earlier certificate is withdrawn and a new one issued.
    """
    with transaction.atomic():
        claim = locked_claim(actor, claim_id, Action.CERTIFY, expected_version=expected_version)
        refuse_out_of_order(claim)
        if claim.certificate_id is not None:
            refuse_if_later_certified(claim)
        _, sheet = checked(claim)
        return _certify(actor, claim, sheet)


def _certify(actor: Actor, claim: Claim, sheet: ClaimSheet) -> Certificate:
    refuse_without_reasons(claim, sheet)
    later = later_claims(claim)
    terms, _ = words(claim.contract.project)
    touch(claim)
    replaces = claim.certificate.code if claim.certificate else ""
    if replaces:
        reason = f"Replaced by the {terms.owner}'s answer."
        withdraw_certificate(actor=actor, claim=claim, reason=reason)
    decision = sheet.proposed_decision
    certificate = certify(actor=actor, claim=claim, sheet=sheet, decision=decision, status=APPROVED)
    said = (
        f"replaced the certificate of claim {claim.number} by the {terms.owner}'s answer"
        if replaces
        else f"certified claim {claim.number} as claimed"
        if not sheet.differs
        else f"certified claim {claim.number} with the {terms.owner}'s answer"
    )
    tell(
        ClaimCertified,
        actor,
        claim,
        said,
        certificate=certificate.pk,
        code=certificate.code,
        decision=decision,
        replaces=replaces,
    )
    rebase(actor, later, summary=said)
    return certificate
