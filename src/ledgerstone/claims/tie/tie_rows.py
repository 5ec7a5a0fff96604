"""Reads what the tie between both directions is made of: head contract lines, commitment lines, and
variations that nobody pays for yet. One statement each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from ledgerstone.claims.models import WITHDRAWN
from ledgerstone.claims.prefill.joining import joined_by_hash


class Above(NamedTuple):
    """A line of a head contract, and what was carried to it by claims that stand.

    ``variations``: its own and those that this one lies in.
    """

    contract_id: int
    line_id: int
    item: str
    description: str
    scheduled: Decimal
    claimed: Decimal
    certified: Decimal
    code_id: int | None
    is_markup: bool
    variations: Sequence[int]
    carried: Decimal


@dataclass(frozen=True, slots=True)
class Below:
    """A line of a commitment. ``carried``: by the line of a head contract that it was carried to.

    ``taken_over``: certified before the commitment came here, and carried there.
    """

    head_contract_id: int | None
    line_id: int
    claimed: Decimal
    certified: Decimal
    taken_over: Decimal
    code_id: int | None
    head_variation_id: int | None
    remembered_line_id: int | None
    carried: dict[int, Decimal]


@dataclass(frozen=True, slots=True)
class Unrecovered:
    """An approved variation of a commitment that no approved variation of the head contract pays
    for; ``head_number`` is of one that is proposed."""

    id: int
    contract_number: str
    number: str
    title: str
    amount: Decimal
    head_variation_id: int | None
    head_number: str


_ABOVE = """
WITH carried AS (
    SELECT amount.line_id, sum(amount.work + amount.materials) AS total
      FROM claims_carriedamount amount
     WHERE amount.account_id = %(account)s
       AND amount.claim_id = ANY (ARRAY(
           SELECT id FROM claims_claim
            WHERE account_id = %(account)s AND contract_id = ANY (%(heads)s)
              AND status NOT IN ('draft', %(withdrawn)s)))
     GROUP BY amount.line_id
)
SELECT line.contract_id, line.id, line.item, line.description, line.scheduled_value,
       line.claimed_to_date, line.certified_to_date, line.budget_code_id,
       line.markup_id IS NOT NULL,
       array_remove(ARRAY[line.variation_id, variation.part_of_id, above.part_of_id], NULL),
       coalesce(carried.total, 0.00)
  FROM contracts_scheduleline line
  LEFT JOIN contracts_variation variation
    ON variation.account_id = line.account_id AND variation.id = line.variation_id
  LEFT JOIN contracts_variation above
    ON above.account_id = variation.account_id AND above.id = variation.part_of_id
  LEFT JOIN carried ON carried.line_id = line.id
 WHERE line.account_id = %(account)s AND line.contract_id = ANY (%(heads)s)
   AND (line.variation_id IS NULL OR variation.status = 'approved' OR line.certified_to_date <> 0)
 ORDER BY line.contract_id, line.variation_id IS NOT NULL, line.position, line.id
"""
# What was carried by a draft may still change, so it is not carried yet.
_BELOW = """
WITH under AS (
    SELECT id, coalesce(head_contract_id, %(only)s) AS head_id
      FROM contracts_contract
     WHERE account_id = %(account)s AND project_id = %(project)s AND kind <> 'head_contract'
), last_taken AS (
    SELECT DISTINCT ON (certificate.contract_id) certificate.id
      FROM claims_certificate certificate
      LEFT JOIN claims_certificatewithdrawal withdrawal
        ON withdrawal.account_id = certificate.account_id
       AND withdrawal.certificate_id = certificate.id
     WHERE certificate.account_id = %(account)s AND certificate.decision = 'taken_over'
       AND certificate.contract_id = ANY (ARRAY(SELECT id FROM under))
       AND withdrawal.id IS NULL
     ORDER BY certificate.contract_id, certificate.id DESC
), taken AS (
    SELECT line_id, completed_and_stored AS total
      FROM claims_certificateline
     WHERE account_id = %(account)s AND certificate_id = ANY (ARRAY(SELECT id FROM last_taken))
), parts AS (
    SELECT source.line_id AS below, amount.line_id AS above,
           sum(amount.work + amount.materials) AS total
      FROM claims_carriedamount amount
      JOIN claims_claim claim
        ON claim.account_id = amount.account_id AND claim.id = amount.claim_id
       AND claim.status NOT IN ('draft', %(withdrawn)s)
      JOIN contracts_contract head
        ON head.account_id = claim.account_id AND head.id = claim.contract_id
       AND head.project_id = %(project)s
      JOIN claims_certificateline source
        ON source.account_id = amount.account_id AND source.id = amount.source_id
     WHERE amount.account_id = %(account)s
     GROUP BY source.line_id, amount.line_id
), carried AS (
    SELECT below, array_agg(above) AS lines, array_agg(total) AS totals FROM parts GROUP BY below
)
SELECT under.head_id, line.id, line.claimed_to_date, line.certified_to_date,
       coalesce(taken.total, opened.work + opened.materials, 0.00), line.budget_code_id,
       coalesce(variation.head_variation_id, above.head_variation_id, top.head_variation_id),
       remembered.head_line_id, carried.lines, carried.totals
  FROM under
  JOIN contracts_scheduleline line
    ON line.account_id = %(account)s AND line.contract_id = under.id AND line.is_on_claims
  LEFT JOIN taken ON taken.line_id = line.id
  LEFT JOIN contracts_openingline opened
    ON opened.account_id = line.account_id AND opened.line_id = line.id
  LEFT JOIN contracts_variation variation
    ON variation.account_id = line.account_id AND variation.id = line.variation_id
  LEFT JOIN contracts_variation above
    ON above.account_id = variation.account_id AND above.id = variation.part_of_id
  LEFT JOIN contracts_variation top
    ON top.account_id = above.account_id AND top.id = above.part_of_id
  LEFT JOIN claims_placementrule remembered
    ON remembered.account_id = line.account_id AND remembered.head_contract_id = under.head_id
   AND remembered.source_line_id = line.id
  LEFT JOIN carried ON carried.below = line.id
 WHERE line.claimed_to_date <> 0 OR line.certified_to_date <> 0 OR carried.below IS NOT NULL
"""
_UNRECOVERED = """
SELECT coalesce(commitment.head_contract_id, %(only)s), variation.id, commitment.number,
       variation.number, variation.title, sum(line.scheduled_value),
       variation.head_variation_id, coalesce(head.number, '')
  FROM contracts_variation variation
  JOIN contracts_contract commitment
    ON commitment.account_id = variation.account_id AND commitment.id = variation.contract_id
   AND commitment.kind <> 'head_contract' AND commitment.project_id = %(project)s
  LEFT JOIN contracts_variation head
    ON head.account_id = variation.account_id AND head.id = variation.head_variation_id
  JOIN contracts_variation own
    ON own.account_id = variation.account_id AND own.contract_id = variation.contract_id
  LEFT JOIN contracts_variation above
    ON above.account_id = own.account_id AND above.id = own.part_of_id
  JOIN contracts_scheduleline line
    ON line.account_id = own.account_id AND line.variation_id = own.id
 WHERE variation.account_id = %(account)s AND variation.part_of_id IS NULL
   AND variation.id = coalesce(above.part_of_id, above.id, own.id)
   AND variation.status = 'approved' AND NOT variation.is_not_recoverable
   AND (head.id IS NULL OR head.status <> 'approved')
   AND commitment.status <> 'void'
 GROUP BY coalesce(commitment.head_contract_id, %(only)s), variation.id, commitment.number,
       variation.number, variation.title, variation.head_variation_id, head.number
HAVING sum(line.scheduled_value) <> 0
 ORDER BY commitment.number, variation.id
"""


def read_above(account_id: int, head_ids: Sequence[int]) -> list[Above]:
    """The lines of these head contracts, contract lines first, in order of position."""
    given = {"account": account_id, "heads": list(head_ids), "withdrawn": WITHDRAWN}
    return [Above(*row) for row in _rows(_ABOVE, given)]


def read_below(account_id: int, project_id: int, only: int | None) -> list[Below]:
    """The lines of a project's commitments that anything was claimed on. ``only``: the one head
    contract there is, which commitments that name none belong to."""
    given = {
        "account": account_id,
        "project": project_id,
        "only": only,
        "withdrawn": WITHDRAWN,
    }
    found = []
    for *row, lines, totals in _rows(_BELOW, given):
        head, line, claimed, certified, taken, code, variation, remembered = row
        carried = dict(zip(lines or (), totals or (), strict=True))
        found.append(
            Below(head, line, claimed, certified, taken, code, variation, remembered, carried)
        )
    return found


def read_unrecovered(
    account_id: int, project_id: int, only: int | None
) -> dict[int, list[Unrecovered]]:
    """Variations that are paid for below and not above, by head contract."""
    found: dict[int, list[Unrecovered]] = {}
    given = {"account": account_id, "project": project_id, "only": only}
    for head_id, *row in _rows(_UNRECOVERED, given):
        if head_id is not None:
            found.setdefault(head_id, []).append(Unrecovered(*row))
    return found


def _rows(statement: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with joined_by_hash() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
