"""What every report reads of claims and payments, as parts of its statement.

``bill``: every claim of the contracts with its certificate, the day that it falls due, and what was
paid on it. ``paid``: every payment that stands. What is not payable yet, because it waits for the
owner's approval, is certified and never due.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection

from ledgerstone.payments.due import DUE_ON, ISSUED_ON

# Of each contract: its id, the days until payment, and the time zone of its project.
ABOUT = """
about AS (
    SELECT * FROM unnest(%(contracts)s::bigint[], %(days)s::int[], %(zones)s::text[])
        AS given (contract_id, days, zone)
)
"""
BILLS = f"""
shares AS (
    SELECT share.claim_id, sum(share.amount) AS paid
      FROM payments_paymentshare share
      JOIN payments_payment payment
        ON payment.account_id = share.account_id AND payment.id = share.payment_id
     WHERE share.account_id = %(account)s AND NOT share.is_reversed
       AND payment.contract_id = ANY (%(contracts)s)
     GROUP BY share.claim_id
),
bill AS (
    SELECT claim.id, claim.contract_id, claim.period_id, claim.number, claim.reference,
           claim.status, claim.is_upstream, claim.period_end, claim.submitted_at,
           claim.claimed_this_period, claim.claimed_to_date, claim.claimed_payable,
           certificate.id AS certificate_id,
           {ISSUED_ON} AS issued_on, {DUE_ON} AS due_on,
           certificate.total_completed_and_stored AS certified_to_date,
           certificate.retention_this_period AS withheld,
           certificate.retention_released_this_period AS released,
           certificate.current_payment_due AS net,
           certificate.deductions_this_period AS deductions,
           certificate.tax, certificate.payable,
           coalesce(shares.paid, 0.00) AS paid,
           certificate.id IS NOT NULL
               AND claim.status IN ('approved', 'approved_as_noted') AS is_payable
      FROM claims_claim claim
      JOIN about ON about.contract_id = claim.contract_id
      LEFT JOIN claims_certificate certificate
        ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
      LEFT JOIN shares ON shares.claim_id = claim.id
     WHERE claim.account_id = %(account)s AND claim.contract_id = ANY (%(contracts)s)
)
"""  # noqa: S608
# What each claim without an answer adds to those before it that have none either: all of them are
# claimed beyond the same last certificate.
WAITING = """
waiting AS (
    SELECT id,
           claimed_this_period - lag(claimed_this_period, 1, 0.00) OVER of_contract AS claimed,
           claimed_payable - lag(claimed_payable, 1, 0.00) OVER of_contract AS payable
      FROM bill WHERE certificate_id IS NULL AND status NOT IN ('draft', 'withdrawn')
    WINDOW of_contract AS (PARTITION BY contract_id ORDER BY number)
)
"""
PAYMENTS = """
paid AS (
    SELECT payment.contract_id, payment.paid_on, payment.amount, payment.tax, payment.allocated
      FROM payments_payment payment
     WHERE payment.account_id = %(account)s AND payment.contract_id = ANY (%(contracts)s)
       AND payment.reversed_at IS NULL
)
"""


def rows(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What a statement finds. Nothing is asked where there are no contracts."""
    if not given["contracts"]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
