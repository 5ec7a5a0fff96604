"""Claims as a claim document says them: what was entered, as it was entered, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from ledgerstone.claims.models import Claim, ClaimDeduction, ClaimLine
from ledgerstone.tenancy.bulk import array

from .terms_written import Written, amount, short, without_nothing

# What was said on lines of these claims; a line on which nothing was said stands where it stood.
_SAID = """
SELECT said.claim_id, said.line_id, said.claimed_mode, said.claimed_figure, said.claimed_stored,
       said.claimed_retention_adjustment, said.claimed_retention_released, said.assessed_mode,
       said.assessed_figure, said.assessed_stored, said.assessed_retention_adjustment,
       said.assessed_retention_released, said.reason
  FROM claims_claimline said
 WHERE said.account_id = %s AND said.claim_id = ANY (%s::bigint[])
   AND (said.claimed_mode <> '' OR said.claimed_stored IS NOT NULL
        OR said.claimed_retention_adjustment IS NOT NULL
        OR said.claimed_retention_released IS NOT NULL OR said.assessed_mode <> ''
        OR said.assessed_stored IS NOT NULL OR said.assessed_retention_adjustment IS NOT NULL
        OR said.assessed_retention_released IS NOT NULL OR said.reason <> '')
"""


class Said(NamedTuple):
    """One side of a line: how the work was entered, and the balances."""

    mode: str
    figure: Decimal | None
    stored: Decimal | None
    adjustment: Decimal | None
    released: Decimal | None


class SaidOnLine(NamedTuple):
    claimed: Said
    assessed: Said
    reason: str


def read_entries(account_id: int, claims: Sequence[Claim]) -> dict[int, dict[int, SaidOnLine]]:
    """What was said on lines, by claim and by line. One statement."""
    found: dict[int, dict[int, SaidOnLine]] = {claim.pk: {} for claim in claims}
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [account_id, array("bigint", list(found))])
        for claim_id, line_id, *said in cursor.fetchall():
            sides = Said._make(said[:5]), Said._make(said[5:10])
            found[claim_id][line_id] = SaidOnLine(*sides, said[10])
    return found


def read_undecided(account_id: int, claims: Sequence[Claim]) -> dict[int, set[int]]:
    """The lines of variations that claims without a certificate list, by number of the claim. One
    query."""
    found = {claim.pk: (claim.number, set[int]()) for claim in claims if claim.certificate is None}
    rows = ClaimLine.objects.filter(
        account_id=account_id, claim_id__in=list(found), line__variation__isnull=False
    )
    for claim_id, line_id in rows.values_list("claim_id", "line_id"):
        found[claim_id][1].add(line_id)
    return dict(found.values())


def read_deductions(account_id: int, claims: Sequence[Claim]) -> dict[int, list[ClaimDeduction]]:
    """The deductions of claims in their order, by claim. One query."""
    found: dict[int, list[ClaimDeduction]] = {claim.pk: [] for claim in claims}
    rows = ClaimDeduction.objects.filter(account_id=account_id, claim_id__in=list(found))
    for row in rows.order_by("claim_id", "position"):
        found[row.claim_id].append(row)
    return found


def claim_of(
    claim: Claim,
    lines: Sequence[Written],
    deductions: Sequence[ClaimDeduction],
    *,
    is_answered: bool,
) -> Written:
    """One claim; without its answers where these are not for everybody yet."""
    assessed: Written = {}
    if is_answered:
        assessed = without_nothing(
            {
                "release_retention": _release(
                    claim.assessed_release_share, claim.assessed_release_amount, claim.release_event
                ),
                "reason": claim.assessed_reason,
            }
        )
    written = without_nothing(
        {
            "number": claim.number,
            "period": {
                "start": claim.period_start.isoformat(),
                "end": claim.period_end.isoformat(),
            },
            "type": claim.type,
            "lines": list(lines),
            "release_retention": _release(
                claim.release_share, claim.release_amount, claim.release_event
            ),
            "deductions": [_deduction(row) for row in deductions],
            "assessed": assessed,
        }
    )
    if claim.move_stored_to_work:
        written["move_stored_to_work"] = True
    written["certified"] = claim.certificate_id is not None
    return written


def entry_of(item: str, said: SaidOnLine, *, is_unit: bool, is_answered: bool) -> Written | None:
    """What a claim says on a line; None where all that it says is kept back."""
    written = {"item": item, **_side(said.claimed, is_unit=is_unit)}
    if is_answered:
        answer = _side(said.assessed, is_unit=is_unit)
        if said.reason:
            answer["reason"] = said.reason
        if answer:
            written["assessed"] = answer
    return written if len(written) > 1 else None


def _side(said: Said, *, is_unit: bool) -> Written:
    written: Written = {}
    if said.mode and said.figure is not None:
        write: Callable[[Decimal], str] = amount if said.mode.startswith("work") else short
        written[said.mode] = write(said.figure)
    if said.stored is not None:
        written["materials_stored"] = short(said.stored) if is_unit else amount(said.stored)
    if said.adjustment is not None:
        written["retention_adjustment"] = amount(said.adjustment)
    if said.released is not None:
        written["retention_released"] = amount(said.released)
    return written


def _release(share: Decimal | None, given: Decimal | None, event: str) -> Written | None:
    if share is None and given is None:
        return None
    release: Written = (
        {"share_of_held": short(share)} if share is not None else {"amount": amount(given or _NIL)}
    )
    if event:
        release["event"] = event
    return release


_NIL = Decimal("0.00")


def _deduction(row: ClaimDeduction) -> dict[str, Any]:
    return {"category": row.category, "amount": amount(row.amount), "taxable": row.is_taxable}
