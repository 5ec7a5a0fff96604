"""Keeps what is handed in: every submission of a claim with its received time, as it was."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

from .certifying import cover_json
from .models import Claim, Submission
from .sheets.as_claimed import as_claimed
from .sheets.columns import money
from .sheets.deducted import KEPT, kept, standing
from .sheets.sheet import NOTHING, ClaimSheet, LineRow, SheetLine
from .sheets.typed import with_entry
from .sheets.writing import write_lines


def keep_submission(actor: Actor, claim: Claim, sheet: ClaimSheet) -> Submission:
    """Freeze what a locked and touched claim says now; earlier submissions stay as they are.

    What is kept is what its document prints: the cover with its deductions and every line, as
    claimed.
    """
    return keep_as_claimed(actor, claim, as_claimed(claim, sheet))


def keep_as_claimed(actor: Actor, claim: Claim, sheet: ClaimSheet) -> Submission:
    """As ``keep_submission``, of a sheet without answers."""
    before = Submission.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    last = before.aggregate(last=Max("sequence"))["last"]
    return Submission.objects.create(
        account_id=claim.account_id,
        claim_id=claim.pk,
        sequence=1 if last is None else last + 1,
        received_at=clock.now(),
        submitted_by_id=actor.user_id,
        cover={**cover_json(sheet.claimed_cover), KEPT: kept(standing(claim))},
        lines=[_line(line) for line in sheet.lines],
    )


def _line(line: SheetLine) -> dict[str, Any]:
    entry = line.claimed_entry
    return {
        "line_id": line.line_id,
        "item": line.item,
        "description": line.description,
        "section": line.section,
        "variation": line.variation,
        "scheduled_value": money(line.scheduled_value),
        "previous": money(line.completed_previous),
        "mode": entry.mode,
        "figure": _text(entry.figure),
        "stored": _text(entry.stored),
        "retention_adjustment": _text(entry.adjustment),
        "retention_released": _text(entry.released),
        "quantity": _text(line.claimed_quantity),
        "work": money(line.claimed_work),
        "materials": money(line.claimed_materials),
        "work_previous": money(line.work_previous),
        "work_this_period": money(line.work_this_period),
        "materials_stored": money(line.materials_stored),
        "completed_and_stored": money(line.completed_and_stored),
        "percent": f"{line.percent:f}",
        "balance_to_finish": money(line.balance_to_finish),
        "retention": money(line.retention),
        "movement_this_period": money(line.movement_this_period),
    }


def _text(figure: Any) -> str | None:
    return None if figure is None else f"{figure:f}"


def forget_outdated_answers(actor: Actor, claim: Claim, rows: list[LineRow]) -> None:
    """Take away the assessment of lines that are claimed otherwise than when they were assessed.

    An answer to an earlier submission is not an answer to this one.
    """
    last = (
        Submission.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        .order_by("-sequence")
        .values_list("lines", flat=True)
        .first()
    )
    if last is None:
        return
    said = {line["line_id"]: (line["work"], line["materials"]) for line in last}
    changed: list[LineRow] = []
    for index, row in enumerate(rows):
        now = (money(row.claimed_work), money(row.claimed_materials))
        if said.get(row.line_id, now) == now:
            continue
        if row.assessed_entry == NOTHING and not row.reason_code:
            continue
        rows[index] = with_entry(row, NOTHING, assessed=True)._replace(
            assessed_work=None,
            assessed_materials=None,
            reason_code="",
            reason="",
            changed_in=claim.version,
            changed_by_id=actor.user_id,
        )
        changed.append(rows[index])
    write_lines(claim, changed)
