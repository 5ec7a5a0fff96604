"""The owner's answer to an issued claim, taken from a list of lines: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.sheets.answers import AnswerPlan, AnswerRow, enter_answer
from ledgerstone.claims.sheets.edits import SavedCells
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.transitions import Action
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, WrongState


def plan_owner_answer(*, actor: Actor, claim_id: int, rows: Sequence[AnswerRow]) -> AnswerPlan:
    """What an answer would change, and what is wrong in it. Nothing is stored."""
    with transaction.atomic():
        saving = _saving(actor, claim_id, None)
        return enter_answer(saving, list(rows))


def import_owner_answer(
    *, actor: Actor, claim_id: int, expected_version: int, rows: Sequence[AnswerRow]
) -> SavedCells:
    """Enter an answer on the lines that it names, as if it was typed. A row that cannot be taken
    keeps all of it from being stored.

    It is no certificate yet: the claim is certified with it in a second step.
    """
    with transaction.atomic():
        saving = _saving(actor, claim_id, expected_version)
        since = saving.claim.version
        plan = enter_answer(saving, list(rows))
        if plan.problems:
            first = plan.problems[0]
            raise Invalid(f"Row {first.row} cannot be taken, so nothing was: {first.message}")
        terms, _formats = words(saving.claim.contract.project)
        saved = saving.finish(since, summary=f"entered the {terms.owner}'s answer from a file on")
        if saved.errors:
            raise Invalid(f"Nothing was stored: {saved.errors[0].message}")
        return saved


def _saving(actor: Actor, claim_id: int, version: int | None) -> Saving:
    claim = locked_claim(actor, claim_id, Action.EDIT_ASSESSED, expected_version=version)
    if not claim.is_upstream:
        terms, _formats = words(claim.contract.project)
        raise WrongState(f"Only {terms.head_claim.plural} are answered by the {terms.owner}.")
    return Saving.of(actor, claim)
