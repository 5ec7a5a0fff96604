"""The lines of a claim as its page of retention shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims import policy
from ledgerstone.claims.models import Claim
from ledgerstone.claims.retention.retention_limits import released_on
from ledgerstone.claims.retention.retention_overrides import overrides
from ledgerstone.claims.sheets.sheet import SheetLine
from ledgerstone.claims.told import is_kept_back
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.assessing.retention_card import made


@dataclass(frozen=True, slots=True)
class RetentionRow:
    """A line: held before and after, released now, and its adjustment with who made it."""

    line_id: int
    item: str
    description: str
    before: Decimal
    adjustment: Decimal | None
    made: str
    released: Decimal
    after: Decimal


def retention_rows(
    actor: Actor, claim: Claim, lines: Iterable[SheetLine], formats: Formats
) -> list[RetentionRow]:
    """These lines in their order. Two queries at most."""
    shown = list(lines)
    claimed = policy.may_edit_claimed(actor, claim) or is_kept_back(actor, claim)
    adjusted = overrides(claim, shown, claimed=claimed)
    rows: list[RetentionRow] = []
    for line in shown:
        one = adjusted.get(line.line_id)
        rows.append(
            RetentionRow(
                line_id=line.line_id,
                item=line.item,
                description=line.description,
                before=line.retention_previous,
                adjustment=None if one is None else one.amount,
                made="" if one is None else made(one, formats),
                released=released_on(line.row, assessed=not claimed),
                after=line.retention,
            )
        )
    return rows
