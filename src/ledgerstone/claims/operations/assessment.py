"""Assessing a claim: many lines at once, the cover, and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from ledgerstone.claims.acts import tell, value_or_refuse
from ledgerstone.claims.events import HeaderChanged, ReasonsGiven
from ledgerstone.claims.locking import locked_claim
from ledgerstone.claims.models import Claim
from ledgerstone.claims.models.claim import REASON_CODES
from ledgerstone.claims.retention.retention_limits import refuse_above_held
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import CellProblem, Column, SavedCells
from ledgerstone.claims.sheets.saving import Saving
from ledgerstone.claims.sheets.sheet import NOTHING
from ledgerstone.claims.sheets.typed import with_entry
from ledgerstone.claims.sheets.valuation import load
from ledgerstone.claims.sheets.writing import keep, keep_figures, take_over
from ledgerstone.claims.transitions import Action
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, one_line

from .header import UNCHANGED, Unchanged, check_release, differing

# As many cells the history of an act keeps.
MOST_NOTED = 200


def accept_as_claimed(
    *, actor: Actor, claim_id: int, line_ids: Sequence[int] | None = None, since: int
) -> SavedCells:
    """Assess lines (all: None) as claimed: what was assessed otherwise is taken away."""
    with transaction.atomic():
        saving = saving_of(actor, claim_id)
        for index in indices(saving, line_ids):
            row = saving.inputs.rows[index]
            accepted = with_entry(row, NOTHING, assessed=True)._replace(reason_code="", reason="")
            saving.replace(index, accepted, Column.ASSESSED)
        note_assessed(saving)
        return saving.finish(since, summary="accepted lines as claimed")


def assess_by_percent(
    *,
    actor: Actor,
    claim_id: int,
    line_ids: Sequence[int] | None = None,
    percent: str,
    since: int,
) -> SavedCells:
    """Assess lines (all: None) at a percentage completed and stored, typed as in a cell."""
    if not one_line(percent):
        raise Invalid("Give a percentage.", fields={"percent": "Give a percentage."})
    with transaction.atomic():
        saving = saving_of(actor, claim_id)
        for index in indices(saving, line_ids):
            saving.enter(index, Column.ASSESSED_PERCENT, percent)
        note_assessed(saving)
        return saving.finish(since, summary=f"assessed at {one_line(percent).rstrip('%')}% lines")


def give_reasons(
    *, actor: Actor, claim_id: int, line_ids: Sequence[int], code: str, text: str, since: int
) -> SavedCells:
    """Give one reason to lines; an empty code with an empty text takes it away."""
    kept = reason_text(code, text, "reason")
    with transaction.atomic():
        saving = saving_of(actor, claim_id)
        for index in indices(saving, line_ids):
            row = saving.inputs.rows[index]
            if (row.reason_code, row.reason) != (code, kept) and len(saving.noted) < MOST_NOTED:
                was, now = _written(row.reason_code, row.reason), _written(code, kept)
                saving.noted.append([row.item, "reason", was, now])
            saving.replace(index, row._replace(reason_code=code, reason=kept), "reason")
        return saving.finish(since, summary="gave a reason on lines", event=ReasonsGiven)


def change_assessment(
    *,
    actor: Actor,
    claim_id: int,
    expected_version: int,
    release_share: Decimal | Unchanged | None = UNCHANGED,
    release_amount: Decimal | Unchanged | None = UNCHANGED,
    reason_code: str | Unchanged = UNCHANGED,
    reason: str | Unchanged = UNCHANGED,
) -> Claim:
    """Assess what stands on the cover: the release, and why anything on it is reduced.

    Both releases None: the release is as claimed.
    """
    given = {
        "assessed_release_share": release_share,
        "assessed_release_amount": release_amount,
        "assessed_reason_code": reason_code,
        "assessed_reason": reason,
    }
    values: dict[str, Any] = {
        name: value for name, value in given.items() if not isinstance(value, Unchanged)
    }
    check_release(values, "assessed_", "assessed_release")
    with transaction.atomic():
        claim = locked_claim(
            actor, claim_id, Action.EDIT_ASSESSED, expected_version=expected_version
        )
        _complete(claim, values)
        _change(actor, claim, values)
        return claim


def _change(actor: Actor, claim: Claim, values: dict[str, Any]) -> None:
    before = {name: getattr(claim, name) for name in values}
    changed = take_over(claim, values)
    if not changed:
        return
    inputs = load(claim)
    sheet = value_or_refuse(inputs)
    if any(name.startswith("assessed_release") for name in changed):
        refuse_above_held(inputs, sheet, assessed=True)
    if claim.certificate_id is None:
        keep_figures(claim, sheet, **changed)
    else:
        keep(claim, **changed)  # lists show the certificate until another answer replaces it
    said = f"assessed the cover of claim {claim.number}"
    tell(HeaderChanged, actor, claim, said, fields=differing(before, changed))


def _complete(claim: Claim, values: dict[str, Any]) -> None:
    """A share takes the place of an amount and the other way round; code and text go together."""
    if values.get("assessed_release_share") is not None:
        values["assessed_release_amount"] = None
    elif values.get("assessed_release_amount") is not None:
        values["assessed_release_share"] = None
    if "assessed_reason" in values or "assessed_reason_code" in values:
        code = values.get("assessed_reason_code", claim.assessed_reason_code)
        text = values.get("assessed_reason", claim.assessed_reason)
        values["assessed_reason_code"] = code
        values["assessed_reason"] = reason_text(code, text, "assessed_reason")


def reason_text(code: str, text: str, field: str) -> str:
    """The text of a reason. Both are given, or neither."""
    kept = fitting(one_line(text), field=field, what="the reason", longest=1000)
    sentence = ""
    if code and code not in REASON_CODES:
        sentence = "Choose one of the reasons."
    elif code and not kept:
        sentence = "Say the reason in words too."
    elif kept and not code:
        sentence = "Choose what kind of reason it is."
    if sentence:
        raise Invalid(sentence, fields={field: sentence})
    return kept


def saving_of(actor: Actor, claim_id: int) -> Saving:
    """The work on the lines of a claim that the actor assesses, its contract locked."""
    return Saving.of(actor, locked_claim(actor, claim_id, Action.EDIT_ASSESSED))


def note_assessed(saving: Saving) -> None:
    """Note for the history what changed in the assessed figures, as far as it keeps them."""
    rows = saving.inputs.rows
    for index in list(saving.kept)[: MOST_NOTED - len(saving.noted)]:
        now = rows[index]
        after = cell(saving.line(index), Column.ASSESSED)
        rows[index] = saving.kept[index]
        before = cell(saving.line(index), Column.ASSESSED)
        rows[index] = now
        if before != after:
            saving.noted.append([now.item, Column.ASSESSED.value, before, after])


def _written(code: str, text: str) -> str | None:
    """A reason as the history keeps it."""
    return f"{code}\n{text}" if code else None


def indices(saving: Saving, line_ids: Sequence[int] | None) -> list[int]:
    """Where these lines (all: None) stand; one that is gone is told as such."""
    rows = saving.inputs.rows
    if line_ids is None:
        return list(range(len(rows)))
    places = {row.line_id: index for index, row in enumerate(rows)}
    for line_id in line_ids:
        if line_id not in places:
            gone = "This line is no longer here: reload the page."
            saving.errors.append(CellProblem(line_id, "reason", gone))
    return [places[line_id] for line_id in dict.fromkeys(line_ids) if line_id in places]
