"""Says of whole certificates that an issued claim carries them to the cent.

After three years nearly every certificate is one of those: a prefill reads the lines of the others
and so takes no longer than in the first month.
"""

from __future__ import annotations

from ledgerstone.claims.models import CarriedInFull, Claim

from .joining import joined_by_hash

_IN_FULL = """
WITH carried AS (
    SELECT source_id, sum(work) AS work, sum(materials) AS materials, sum(retention) AS retention
      FROM claims_carriedamount
     WHERE account_id = %(account)s AND claim_id = %(claim)s
     GROUP BY source_id
), sources AS (
    SELECT DISTINCT certificate_id
      FROM claims_certificateline
     WHERE account_id = %(account)s AND id = ANY (ARRAY(SELECT source_id FROM carried))
)
INSERT INTO claims_carriedinfull (account_id, claim_id, certificate_id)
SELECT %(account)s, %(claim)s, line.certificate_id
  FROM claims_certificateline line
  LEFT JOIN carried ON carried.source_id = line.id
 WHERE line.account_id = %(account)s
   AND line.certificate_id = ANY (ARRAY(SELECT certificate_id FROM sources))
 GROUP BY line.certificate_id
HAVING bool_and(
    coalesce(carried.work, 0) + coalesce(carried.materials, 0) = line.movement_this_period
    AND coalesce(carried.materials, 0) = line.materials_stored - line.materials_previous
    AND coalesce(carried.retention, 0) = line.retention - line.retention_previous)
"""


def keep_carried_in_full(claim: Claim) -> None:
    """Say it anew of a claim that is being issued. Two statements."""
    CarriedInFull.objects.filter(account_id=claim.account_id, claim_id=claim.pk).delete()
    with joined_by_hash() as cursor:
        cursor.execute(_IN_FULL, {"account": claim.account_id, "claim": claim.pk})
