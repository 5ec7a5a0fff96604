"""The floors in SQL: the same rows into and out of the same tables, and nothing besides.

They run as the role that serves, under its row-level security, with every constraint checked.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection, transaction

from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.joining import joined_by_hash
from ledgerstone.contracts.models import Contract

_CLAIM = """
INSERT INTO claims_claim
  (account_id, contract_id, is_upstream, period_id, number, reference, type, status, period_start,
   period_end, billing_date, comments, is_final, carries_retention, carries_backup,
   move_stored_to_work, release_event, assessed_reason_code,
   assessed_reason, return_reason, claimed_to_date, assessed_to_date, claimed_this_period,
   assessed_this_period, claimed_payable, assessed_payable, created_by_id, created_at, saved_at,
   version)
SELECT %(account)s, %(contract)s, false, id, %(number)s, '', 'work_materials_retention', 'draft',
       start, "end", billing_date, '', false, false, false, false, '', '', '', '', 0, 0, 0, 0, 0,
       0, %(user)s, now(), now(), 1
  FROM projects_billingperiod
 WHERE account_id = %(account)s AND project_id = %(project)s AND status = 'open'
RETURNING id
"""
_FIRST_LINES = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_work, claimed_materials, assessed_mode,
   reason_code, reason, is_prefilled, changed_in)
SELECT account_id, %(claim)s, id, '', 0, 0, '', '', '', false, 1
  FROM contracts_scheduleline WHERE account_id = %(account)s AND contract_id = %(contract)s
"""
_NEXT_LINES = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_work, claimed_materials, assessed_mode,
   reason_code, reason, is_prefilled, changed_in)
SELECT account_id, %(claim)s, line_id, '', claimed_work, claimed_materials, '', '', '', false, 1
  FROM claims_claimline WHERE account_id = %(account)s AND claim_id = %(before)s
"""
_EVENT = """
INSERT INTO history_event
  (account_id, occurred_at, actor_id, actor_name, kind, summary, details, project_id, contract_id,
   claim_id)
VALUES (%(account)s, now(), %(user)s, 'Nobody', 'claim_started', 'started', '{}', %(project)s,
        %(contract)s, %(claim)s)
"""
_CERTIFIED = """
SELECT certified.id, certified.movement_this_period, certified.materials_stored,
       certified.materials_previous, certified.retention, certified.retention_previous,
       certified.item, certified.description, line.id, line.scheduled_value, line.budget_code_id,
       code.code, commitment.id, commitment.number, commitment.title, company.name, claim.id,
       claim.number, claim.status, period.start, period."end", certificate.issued_at
  FROM contracts_contract commitment
  JOIN directory_company company
    ON company.account_id = commitment.account_id AND company.id = commitment.company_id
  JOIN claims_certificate certificate
    ON certificate.account_id = commitment.account_id AND certificate.contract_id = commitment.id
  JOIN claims_certificateline certified
    ON certified.account_id = certificate.account_id
   AND certified.certificate_id = certificate.id
  JOIN claims_claim claim
    ON claim.account_id = certificate.account_id AND claim.id = certificate.claim_id
  JOIN projects_billingperiod period
    ON period.account_id = claim.account_id AND period.id = claim.period_id
  JOIN contracts_scheduleline line
    ON line.account_id = certified.account_id AND line.id = certified.line_id
  LEFT JOIN projects_budgetcode code
    ON code.account_id = line.account_id AND code.id = line.budget_code_id
 WHERE commitment.account_id = %(account)s AND commitment.project_id = %(project)s
   AND commitment.kind <> 'head_contract'
   AND certificate.claim_id = ANY (%(claims)s)
"""


def insert_claim(contract: Contract, user_id: int, after: Claim | None = None) -> float:
    """The rows of a new claim, in one transaction; the seconds that it took.

    Its lines come from the schedule, or from those of the claim before, in one statement.
    """
    given = {
        "account": contract.account_id,
        "contract": contract.pk,
        "project": contract.project_id,
        "user": user_id,
        "number": 1 if after is None else after.number + 1,
        "before": None if after is None else after.pk,
    }
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, given)
        (claim,) = cursor.fetchone() or (None,)
        given["claim"] = claim
        cursor.execute(_FIRST_LINES if after is None else _NEXT_LINES, given)
        cursor.execute(_EVENT, given)
    return time.perf_counter() - begun


def read_certified(account_id: int, project_id: int, claims: list[int]) -> tuple[int, float]:
    """The rows that a prefill carries, read and forgotten: how many, and the seconds.

    Joined by hash as the prefill joins them: right after a load the database has no statistics yet
    and would go through one table for each row of another.
    """
    given: dict[str, Any] = {"account": account_id, "project": project_id, "claims": claims}
    begun = time.perf_counter()
    # The rows are too fresh for the database's statistics, and loops would take minutes.
    with joined_by_hash() as cursor:
        cursor.execute(_CERTIFIED, given)
        count = len(cursor.fetchall())
    return count, time.perf_counter() - begun
