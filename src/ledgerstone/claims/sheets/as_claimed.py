"""The sheet of a claim by its claimed figures alone, whatever was assessed on it since."""

from __future__ import annotations

import copy

from ledgerstone import core
from ledgerstone.claims.models import Claim, Submission

from .deducted import handed_in
from .sheet import NOTHING, ClaimSheet
from .typed import with_entry
from .valuation import Inputs, load, valued


def as_claimed(claim: Claim, sheet: ClaimSheet) -> ClaimSheet:
    """``sheet`` without its answers; the same sheet where nothing was answered."""
    has_cover_answer = (
        claim.assessed_release_share is not None or claim.assessed_release_amount is not None
    )
    if not has_cover_answer and not any(line.is_assessed for line in sheet.lines):
        return sheet
    return valued(_unanswered(claim))


def without_answers(claim: Claim) -> ClaimSheet:
    """The sheet as it was handed in: no answer, no reason that was given for one, and nothing that
    was deducted since."""
    asked = _unanswered(claim)
    asked.claim.assessed_reason_code = asked.claim.assessed_reason = ""
    asked.rows[:] = [row._replace(reason_code="", reason="") for row in asked.rows]
    _deduct_as_handed_in(asked)
    return valued(asked)


def _deduct_as_handed_in(asked: Inputs) -> None:
    """One query, where anything is or was deducted."""
    claim = asked.claim
    if not asked.deductions and not asked.submitted_deductions:
        return
    found = Submission.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    last = found.defer("lines").order_by("-sequence").first()
    if last is not None:
        asked.deductions = tuple(
            core.Deduction(row.amount, row.is_taxable, row.category or None)
            for row in handed_in(claim, last)
        )


def _unanswered(claim: Claim) -> Inputs:
    asked = copy.copy(claim)
    asked.assessed_release_share = asked.assessed_release_amount = None
    inputs = load(asked)
    inputs.rows[:] = [with_entry(row, NOTHING, assessed=True) for row in inputs.rows]
    return inputs
