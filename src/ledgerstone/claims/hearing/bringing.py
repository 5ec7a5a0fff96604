"""Puts lines of variations on a claim that was started without them; nothing is claimed on them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from ledgerstone.claims.models import WITHDRAWN, Claim

# A later claim has what an earlier one has: once that is certified, it stands on it.
_BRING = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_work, claimed_materials, assessed_mode,
   reason_code, reason, is_prefilled, changed_in)
SELECT claim.account_id, claim.id, line.id, '', 0, 0, '', '', '', false,
       CASE WHEN claim.id = %(claim)s THEN %(version)s ELSE claim.version END
  FROM claims_claim claim, unnest(%(lines)s::bigint[]) AS line (id)
 WHERE claim.account_id = %(account)s AND claim.contract_id = %(contract)s
   AND claim.number >= %(number)s AND claim.certificate_id IS NULL
   AND claim.status <> %(withdrawn)s
    ON CONFLICT (account_id, claim_id, line_id) DO NOTHING
"""
_WHOLE = """
SELECT line.id FROM contracts_scheduleline line
 WHERE line.account_id = %(account)s AND line.is_on_claims AND line.certified_to_date = 0
   AND line.variation_id IN (
       SELECT variation_id FROM contracts_scheduleline
        WHERE account_id = %(account)s AND id = ANY (%(lines)s))
"""


def bring(claim: Claim, line_ids: Collection[int]) -> None:
    """Put lines on a locked and touched claim, and on those after it. One statement."""
    given: dict[str, Any] = {
        "account": claim.account_id,
        "contract": claim.contract_id,
        "claim": claim.pk,
        "number": claim.number,
        "version": claim.version,
        "lines": list(line_ids),
        "withdrawn": WITHDRAWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BRING, given)


def whole_variations(account_id: int, line_ids: Collection[int]) -> list[int]:
    """All lines of the variations that these lines are of. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE, {"account": account_id, "lines": list(line_ids)})
        return [row[0] for row in cursor.fetchall()]
