"""Writes down to the schedule what of it is claimed and certified.

The contracts room holds the rule "never below what was billed" in the database; here, in the
transaction of the claim, it is told what was. Worked out from the records themselves, so that it
is right after a certificate is withdrawn as well.
"""

from __future__ import annotations

from django.db import connection

from .models import DRAFT, WITHDRAWN

_LAST_SUBMITTED = """
SELECT id FROM claims_claim
 WHERE account_id = %(account)s AND contract_id = %(contract)s
   AND status <> %(draft)s AND status <> %(withdrawn)s
 ORDER BY number DESC LIMIT 1
"""
_LAST_STANDING = """
SELECT certificate_id FROM claims_claim
 WHERE account_id = %(account)s AND contract_id = %(contract)s AND certificate_id IS NOT NULL
 ORDER BY number DESC LIMIT 1
"""
# What is billed is the farther of both, cut to the scheduled value: over-billing stays possible.
_UPDATE = f"""
UPDATE contracts_scheduleline line
   SET claimed_to_date = billed.claimed, certified_to_date = billed.certified,
       billed_floor = CASE WHEN line.scheduled_value >= 0
           THEN LEAST(GREATEST(billed.claimed, billed.certified, 0), line.scheduled_value)
           ELSE GREATEST(LEAST(billed.claimed, billed.certified, 0), line.scheduled_value) END
  FROM (SELECT l.id, COALESCE(c.claimed_work + c.claimed_materials, 0) AS claimed,
               COALESCE(x.completed_and_stored, 0) AS certified
          FROM contracts_scheduleline l
          LEFT JOIN claims_claimline c
            ON c.account_id = l.account_id AND c.line_id = l.id
           AND c.claim_id = ({_LAST_SUBMITTED})
          LEFT JOIN claims_certificateline x
            ON x.account_id = l.account_id AND x.line_id = l.id
           AND x.certificate_id = ({_LAST_STANDING})
         WHERE l.account_id = %(account)s AND l.contract_id = %(contract)s) billed
 WHERE line.account_id = %(account)s AND line.id = billed.id
   AND (line.claimed_to_date, line.certified_to_date)
       IS DISTINCT FROM (billed.claimed, billed.certified)
"""  # noqa: S608 - composed of the statements above


def tell_schedule(account_id: int, contract_id: int) -> None:
    """Bring the schedule's claimed and certified figures up to date. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _UPDATE,
            {
                "account": account_id,
                "contract": contract_id,
                "draft": DRAFT,
                "withdrawn": WITHDRAWN,
            },
        )
