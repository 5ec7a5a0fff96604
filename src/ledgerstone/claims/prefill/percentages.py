"""Lump sum head contracts: a line is as complete as the subcontract lines that are mapped to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from ledgerstone.claims.models import Claim

ZERO = Decimal("0.00")

_PROGRESS = """
SELECT line.id, line.scheduled_value, coalesce(certified.completed_and_stored, 0.00),
       line.budget_code_id, variation.head_variation_id, remembered.head_line_id
  FROM contracts_contract commitment
  JOIN contracts_scheduleline line
    ON line.account_id = commitment.account_id AND line.contract_id = commitment.id
  LEFT JOIN contracts_variation variation
    ON variation.account_id = line.account_id AND variation.id = line.variation_id
  LEFT JOIN claims_placementrule remembered
    ON remembered.account_id = line.account_id AND remembered.head_contract_id = %(contract)s
   AND remembered.source_line_id = line.id
  LEFT JOIN (
        SELECT DISTINCT ON (certified.line_id) certified.line_id, certified.completed_and_stored
          FROM claims_certificateline certified
          JOIN claims_certificate certificate
            ON certificate.account_id = certified.account_id
           AND certificate.id = certified.certificate_id
          JOIN claims_claim claim
            ON claim.account_id = certificate.account_id
           AND claim.id = certificate.claim_id AND claim.certificate_id = certificate.id
          JOIN projects_billingperiod period
            ON period.account_id = claim.account_id AND period.id = claim.period_id
         WHERE certified.account_id = %(account)s AND period."end" <= %(until)s
         ORDER BY certified.line_id, claim.number DESC
       ) certified ON certified.line_id = line.id
 WHERE commitment.account_id = %(account)s
   AND commitment.project_id = %(project)s
   AND commitment.kind <> 'head_contract'
   AND commitment.status NOT IN ('draft', 'out_for_bid', 'out_for_signature', 'void')
   AND (commitment.head_contract_id = %(contract)s
        OR (commitment.head_contract_id IS NULL AND %(is_only)s))
   AND (line.variation_id IS NULL OR variation.status = 'approved')
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
    with connection.cursor() as cursor:
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
