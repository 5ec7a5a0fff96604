"""Lump sum head contracts: a line is as complete as the subcontract lines that are mapped to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims.models import Claim

from .joining import joined_by_hash

ZERO = Decimal("0.00")

# A certificate has every line to date, so the last one of each commitment says it all.
_PROGRESS = """
WITH under AS (
    SELECT id
      FROM contracts_contract
     WHERE account_id = %(account)s
       AND project_id = %(project)s
       AND kind <> 'head_contract'
       AND status NOT IN ('draft', 'out_for_bid', 'out_for_signature', 'void')
       AND (head_contract_id = %(contract)s OR (head_contract_id IS NULL AND %(is_only)s))
), last AS (
    SELECT DISTINCT ON (claim.contract_id) claim.certificate_id
      FROM claims_claim claim
      JOIN projects_billingperiod period
        ON period.account_id = claim.account_id AND period.id = claim.period_id
     WHERE claim.account_id = %(account)s
       AND claim.contract_id = ANY (ARRAY(SELECT id FROM under))
       AND claim.certificate_id IS NOT NULL AND period."end" <= %(until)s
     ORDER BY claim.contract_id, claim.number DESC
)
SELECT line.id, line.scheduled_value, coalesce(certified.completed_and_stored, 0.00),
       line.budget_code_id,
       coalesce(variation.head_variation_id, above.head_variation_id, top.head_variation_id),
       remembered.head_line_id
  FROM contracts_scheduleline line
  LEFT JOIN contracts_variation variation
    ON variation.account_id = line.account_id AND variation.id = line.variation_id
   AND variation.contract_id = ANY (ARRAY(SELECT id FROM under))
  LEFT JOIN contracts_variation above
    ON above.account_id = variation.account_id AND above.id = variation.part_of_id
  LEFT JOIN contracts_variation top
    ON top.account_id = above.account_id AND top.id = above.part_of_id
  LEFT JOIN claims_placementrule remembered
    ON remembered.account_id = line.account_id AND remembered.head_contract_id = %(contract)s
   AND remembered.source_line_id = line.id
  LEFT JOIN claims_certificateline certified
    ON certified.account_id = line.account_id AND certified.line_id = line.id
   AND certified.certificate_id = ANY (ARRAY(SELECT certificate_id FROM last))
 WHERE line.account_id = %(account)s
   AND line.contract_id = ANY (ARRAY(SELECT id FROM under))
   AND line.is_on_claims AND (line.variation_id IS NULL OR variation.status = 'approved')
"""


@dataclass(frozen=True, slots=True)
class LineProgress:
    """How far a subcontract line is, as certified up to a period."""

    line_id: int
    scheduled_value: Decimal
    certified: Decimal
    code_id: int | None
    head_variation_id: int | None
    remembered_line_id: int | None


def read_progress(
    claim: Claim, *, until: dt.date, is_only_head_contract: bool
) -> list[LineProgress]:
    """The lines of all commitments under this claim's head contract, in one statement."""
    with joined_by_hash() as cursor:
        cursor.execute(
            _PROGRESS,
            {
                "account": claim.account_id,
                "contract": claim.contract_id,
                "project": claim.contract.project_id,
                "is_only": is_only_head_contract,
                "until": until,
            },
        )
        return [LineProgress(*row) for row in cursor.fetchall()]


def shares_complete(
    progress: Iterable[tuple[LineProgress, list[int]]], left_out: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    """Per head contract line the share complete of what is mapped to it, unrounded.

    ``progress`` pairs each subcontract line with the head contract lines it is mapped to;
    ``left_out`` is what of a subcontract line's certified work is not to count. Weighted by value:
    what is certified over what is scheduled. A line with nothing scheduled under it has no share.
    """
    scheduled: dict[int, Decimal] = {}
    certified: dict[int, Decimal] = {}
    for line, head_lines in progress:
        for head_line in head_lines:
            scheduled[head_line] = scheduled.get(head_line, ZERO) + line.scheduled_value
            done = line.certified - left_out.get(line.line_id, ZERO)
            certified[head_line] = certified.get(head_line, ZERO) + done
    return {line: certified[line] / total for line, total in scheduled.items() if total}
