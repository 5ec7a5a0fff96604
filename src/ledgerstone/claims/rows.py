"""Reads a contract's lines with what a claim says on them, and where the contract last stood.

Raw SQL into tuples: a claim of a thousand lines is read for every saved cell.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from django.db import connection

from ledgerstone.core import Position

from .sheet import LineRow

# Lines of variations that are no longer proposed are left out, unless something was certified.
_ROWS = """
SELECT l.id, l.item, l.description, l.section, b.code, v.number, v.title,
       v.id IS NULL OR v.status = 'approved',
       l.scheduled_value, l.quantity, l.unit, l.unit_price,
       l.retention_work, l.retention_materials, l.is_exempt_from_retention, l.tax_rate,
       c.id, COALESCE(c.claimed_mode, ''), c.claimed_figure, c.claimed_stored,
       c.claimed_retention_adjustment, c.claimed_retention_released,
       c.claimed_work, c.claimed_materials,
       COALESCE(c.assessed_mode, ''), c.assessed_figure, c.assessed_stored,
       c.assessed_retention_adjustment, c.assessed_retention_released,
       c.assessed_work, c.assessed_materials,
       COALESCE(c.reason_code, ''), COALESCE(c.reason, ''), COALESCE(c.is_prefilled, false),
       COALESCE(c.changed_in, 0), c.changed_by_id
  FROM contracts_scheduleline l
  LEFT JOIN claims_claimline c
    ON c.account_id = l.account_id AND c.line_id = l.id AND c.claim_id = %(claim)s
  LEFT JOIN contracts_variation v ON v.account_id = l.account_id AND v.id = l.variation_id
  LEFT JOIN projects_budgetcode b ON b.account_id = l.account_id AND b.id = l.budget_code_id
 WHERE l.account_id = %(account)s AND l.contract_id = %(contract)s
   AND (v.id IS NULL OR l.certified_to_date <> 0 OR v.status NOT IN
        ('draft', 'not_pricing', 'not_proceeding', 'no_charge', 'rejected', 'void'))
 ORDER BY l.variation_id NULLS FIRST, l.position
"""

# A certificate stands as long as its claim points to it.
_PREVIOUS = """
SELECT x.id, c.number, x.position
  FROM claims_claim c
  JOIN claims_certificate x ON x.account_id = c.account_id AND x.id = c.certificate_id
 WHERE c.account_id = %s AND c.contract_id = %s AND c.number < %s
 ORDER BY c.number DESC LIMIT 1
"""


class Previous(NamedTuple):
    """The last standing certificate before a claim; no id where there is none."""

    certificate_id: int | None
    claim_number: int | None
    position: Position


NO_CERTIFICATE = Previous(None, None, Position.empty())


def read_rows(account_id: int, contract_id: int, claim_id: int) -> list[LineRow]:
    """The lines of a contract in the order in which they print. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"account": account_id, "contract": contract_id, "claim": claim_id})
        make = LineRow._make
        return [make(row) for row in cursor.fetchall()]


def read_previous(account_id: int, contract_id: int, below: int) -> Previous:
    """The last standing certificate of the claims numbered below. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PREVIOUS, [account_id, contract_id, below])
        found = cursor.fetchone()
    if found is None:
        return NO_CERTIFICATE
    certificate_id, number, position = found
    if isinstance(position, str):
        position = json.loads(position)
    return Previous(certificate_id, number, Position.from_json(position))
