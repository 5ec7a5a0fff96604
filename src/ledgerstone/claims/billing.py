"""Writes down to the schedule what of it is claimed and certified.

The contracts room holds the rule "never below what was billed" in the database; here, in the
transaction of the claim, it is told what was. Worked out from the records themselves, so that it
is right after a certificate is withdrawn as well.
"""

from __future__ import annotations

from django.db import connection

from ledgerstone.core.rounding import ZERO

from .models import DRAFT, WITHDRAWN

_LINES = """
SELECT id, claimed_to_date, certified_to_date FROM contracts_scheduleline
 WHERE account_id = %s AND contract_id = %s
"""
_CLAIMED = """
SELECT line_id, claimed_work + claimed_materials FROM claims_claimline
 WHERE account_id = %s AND claim_id =
       (SELECT id FROM claims_claim
         WHERE account_id = %s AND contract_id = %s AND status NOT IN (%s, %s)
         ORDER BY number DESC LIMIT 1)
"""
_CERTIFIED = """
SELECT line_id, completed_and_stored FROM claims_certificateline
 WHERE account_id = %s AND certificate_id =
       (SELECT certificate_id FROM claims_claim
         WHERE account_id = %s AND contract_id = %s AND certificate_id IS NOT NULL
         ORDER BY number DESC LIMIT 1)
"""
# Before the first claim and the first certificate here, what was certified elsewhere.
_OPENED = """
SELECT line_id, work + materials FROM contracts_openingline
 WHERE account_id = %s AND opening_id =
       (SELECT id FROM contracts_opening WHERE account_id = %s AND contract_id = %s)
"""
# What is billed is the farther of both, cut to the scheduled value: over-billing stays possible.
_UPDATE = """
UPDATE contracts_scheduleline line
   SET claimed_to_date = billed.claimed, certified_to_date = billed.certified,
       billed_floor = CASE WHEN line.scheduled_value >= 0
           THEN LEAST(GREATEST(billed.claimed, billed.certified, 0), line.scheduled_value)
           ELSE GREATEST(LEAST(billed.claimed, billed.certified, 0), line.scheduled_value) END
  FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS billed (id, claimed, certified)
 WHERE line.account_id = %s AND line.id = billed.id
"""
# What is held, and what was earned less it, stand in the last certificate; before the first, in the
# opening of a contract that was claimed on elsewhere.
_HELD = """
UPDATE contracts_contractfigures figures
   SET retained = coalesce(last.total_retention, opening.retention_held, 0),
       earned = coalesce(last.total_earned_less_retention, opening.less_previous_certificates, 0)
  FROM contracts_contract contract
  LEFT JOIN LATERAL (
    SELECT certificate.total_retention, certificate.total_earned_less_retention
      FROM claims_claim claim
      JOIN claims_certificate certificate
        ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
     WHERE claim.account_id = contract.account_id AND claim.contract_id = contract.id
     ORDER BY claim.number DESC LIMIT 1
  ) last ON true
  LEFT JOIN contracts_opening opening
    ON opening.account_id = contract.account_id AND opening.contract_id = contract.id
 WHERE contract.account_id = %s AND contract.id = %s
   AND figures.account_id = contract.account_id AND figures.contract_id = contract.id
"""


def tell_schedule(account_id: int, contract_id: int) -> None:
    """Bring what the schedule and the contract say of claims up to date. At most six statements."""
    place = [account_id, contract_id]
    with connection.cursor() as cursor:
        cursor.execute(_LINES, place)
        lines = cursor.fetchall()
        cursor.execute(_CLAIMED, [account_id, *place, DRAFT, WITHDRAWN])
        claimed = dict(cursor.fetchall())
        cursor.execute(_CERTIFIED, [account_id, *place])
        certified = dict(cursor.fetchall())
        if not certified:
            cursor.execute(_OPENED, [account_id, *place])
            certified = dict(cursor.fetchall())
            claimed = claimed or certified
        billed = [
            (line_id, claimed.get(line_id, ZERO), certified.get(line_id, ZERO))
            for line_id, was_claimed, was_certified in lines
            if (was_claimed, was_certified)
            != (claimed.get(line_id, ZERO), certified.get(line_id, ZERO))
        ]
        if billed:
            columns = [list(column) for column in zip(*billed, strict=True)]
            cursor.execute(_UPDATE, [*columns, account_id])
        cursor.execute(_HELD, place)
