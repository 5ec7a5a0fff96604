"""The sheet of a claim by its claimed figures alone, whatever was assessed on it since."""

from __future__ import annotations

import copy

from .models import Claim
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
    """The sheet as it was handed in: no answer, and no reason that was given for one."""
    asked = _unanswered(claim)
    asked.claim.assessed_reason_code = asked.claim.assessed_reason = ""
    asked.rows[:] = [row._replace(reason_code="", reason="") for row in asked.rows]
    return valued(asked)


def _unanswered(claim: Claim) -> Inputs:
    asked = copy.copy(claim)
    asked.assessed_release_share = asked.assessed_release_amount = None
    inputs = load(asked)
    inputs.rows[:] = [with_entry(row, NOTHING, assessed=True) for row in inputs.rows]
    return inputs
