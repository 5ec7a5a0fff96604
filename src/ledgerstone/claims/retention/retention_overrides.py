"""Adjustments of what the rule holds on lines: what they are, who made them, and when.

An adjustment is a signed figure on a line that stays until it is removed: a certificate hands it
on to the next claim. The figures are the claim's; who made one, and when, is in the history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.sheet import LineRow, SheetLine
from ledgerstone.history.models import Event

from .retention_events import RetentionAdjusted

Noted = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Override:
    """An adjustment in force on a line. ``by`` and ``at`` are unknown where it came with a
    contract that was taken over. ``number``: of the claim in which it was made."""

    line: SheetLine
    amount: Decimal
    by: str = ""
    at: dt.datetime | None = None
    number: int | None = None


def adjustment_of(line: SheetLine, *, claimed: bool = False) -> Decimal:
    """The adjustment in force on a line: entered in this claim, or handed on."""
    row = line.row
    if not claimed and row.assessed_adjustment is not None:
        return row.assessed_adjustment
    if row.claimed_adjustment is not None:
        return row.claimed_adjustment
    return line.before.adjustment


def noted(before: Mapping[int, LineRow], rows: Sequence[LineRow]) -> Noted:
    """What a save changed of adjustments, as the history keeps it."""
    found: Noted = []
    for index, was in before.items():
        now = rows[index]
        if was.claimed_adjustment != now.claimed_adjustment:
            pair = (was.claimed_adjustment, now.claimed_adjustment)
            found.append([now.line_id, False, *map(_text, pair)])
        if was.assessed_adjustment != now.assessed_adjustment:
            pair = (was.assessed_adjustment, now.assessed_adjustment)
            found.append([now.line_id, True, *map(_text, pair)])
    return found


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:.2f}"


def overrides(
    claim: Claim, lines: Sequence[SheetLine], *, claimed: bool = False
) -> dict[int, Override]:
    """The adjustments in force on these lines, by the line's id. Two queries, or none.

    ``claimed``: only what stands beside the claimed figures, for who does not see the answer yet.
    """
    found = [(line, adjustment_of(line, claimed=claimed)) for line in lines]
    adjusted = {line.line_id: (line, amount) for line, amount in found if amount}
    if not adjusted:
        return {}
    made = _made(claim, claimed=claimed)
    return {
        line_id: Override(line, amount, *made.get(line_id, ()))
        for line_id, (line, amount) in adjusted.items()
    }


def _made(claim: Claim, *, claimed: bool) -> dict[int, tuple[str, dt.datetime, int]]:
    """Per line who adjusted it last, and when: in this claim or in a certified one before it."""
    others = Claim.objects.filter(
        account_id=claim.account_id,
        contract_id=claim.contract_id,
        number__lt=claim.number,
        certificate__isnull=False,
    )
    numbers = dict(others.values_list("pk", "number")) | {claim.pk: claim.number}
    events = Event.objects.filter(
        account_id=claim.account_id,
        contract_id=claim.contract_id,
        kind=RetentionAdjusted.kind,
        claim_id__in=numbers,
    ).order_by("id")
    made: dict[int, tuple[str, dt.datetime, int]] = {}
    for event in events:
        of = event.claim_id or 0
        for line_id, is_assessed, _was, now in event.details.get("lines", ()):
            if now is not None and not (claimed and is_assessed and of == claim.pk):
                made[line_id] = (event.actor_name, event.occurred_at, numbers[of])
    return made
