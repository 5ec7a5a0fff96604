"""The floors of a month end in bare SQL: the same rows out of and into the same tables.

They run as the role that serves, under its row-level security, with every constraint checked.
"""

from __future__ import annotations

import time
from typing import Any

from django.db import connection

from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.joining import joined_by_hash
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod

_PERIOD = """
SELECT contract.id, contract.number, contract.title, contract.status, company.name, claim.id,
       claim.number, claim.status, claim.submitted_at, claim.claimed_this_period,
       claim.assessed_this_period, claim.assessed_payable, certificate.payable,
       certificate.total_retention, figures.original, figures.approved, figures.certified
  FROM contracts_contract contract
  JOIN directory_company company
    ON company.account_id = contract.account_id AND company.id = contract.company_id
  JOIN contracts_contractfigures figures
    ON figures.account_id = contract.account_id AND figures.contract_id = contract.id
  LEFT JOIN claims_claim claim
    ON claim.account_id = contract.account_id AND claim.contract_id = contract.id
   AND claim.period_id = %(period)s
  LEFT JOIN claims_certificate certificate
    ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
 WHERE contract.account_id = %(account)s AND contract.project_id = %(project)s
   AND contract.kind <> 'head_contract'
 ORDER BY contract.number
"""
_CLAIMS = """
INSERT INTO claims_claim
  (account_id, contract_id, is_upstream, period_id, number, reference, type, status, period_start,
   period_end, billing_date, comments, is_final, move_stored_to_work, release_event,
   assessed_reason_code, assessed_reason, return_reason, claimed_to_date, assessed_to_date,
   claimed_this_period, assessed_this_period, claimed_payable, assessed_payable, created_by_id,
   created_at, saved_at, version)
SELECT before.account_id, before.contract_id, false, period.id, before.number + 1, '',
       before.type, 'draft', period.start, period."end", period.billing_date, '', false, false, '',
       '', '', '', before.claimed_to_date, before.assessed_to_date, 0, 0, 0, 0, %(user)s, now(),
       now(), 1
  FROM claims_claim before, projects_billingperiod period
 WHERE before.account_id = %(account)s AND before.period_id = %(last)s AND NOT before.is_upstream
   AND (before.contract_id = %(contract)s OR %(contract)s IS NULL)
   AND period.account_id = %(account)s AND period.id = %(open)s
RETURNING id
"""
_LINES = """
INSERT INTO claims_claimline
  (account_id, claim_id, line_id, claimed_mode, claimed_work, claimed_materials, assessed_mode,
   reason_code, reason, is_prefilled, changed_in)
SELECT line.account_id, claim.id, line.line_id, '', line.claimed_work, line.claimed_materials, '',
       '', '', false, 1
  FROM claims_claim claim
  JOIN claims_claim before
    ON before.contract_id = claim.contract_id AND before.number = claim.number - 1
  JOIN claims_claimline line ON line.claim_id = before.id
 WHERE claim.account_id = %(account)s AND claim.id = ANY (%(claims)s)
"""
_EVENTS = """
INSERT INTO history_event
  (account_id, occurred_at, actor_id, actor_name, kind, summary, details, project_id, contract_id,
   claim_id)
SELECT account_id, now(), %(user)s, 'Nobody', 'claim.started', 'started', '{}', 1, contract_id, id
  FROM claims_claim WHERE account_id = %(account)s AND id = ANY (%(claims)s)
"""
_CERTIFIED = """
SELECT certified.id, certified.movement_this_period, certified.materials_stored,
       certified.materials_previous, certified.retention, certified.retention_previous,
       certified.item, certified.description, line.id, line.scheduled_value, line.budget_code_id,
       contract.id, contract.number, claim.id, claim.number, certificate.issued_at
  FROM claims_claim claim
  JOIN contracts_contract contract
    ON contract.account_id = claim.account_id AND contract.id = claim.contract_id
  JOIN claims_certificate certificate
    ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
  JOIN claims_certificateline certified
    ON certified.account_id = certificate.account_id
   AND certified.certificate_id = certificate.id
  JOIN contracts_scheduleline line
    ON line.account_id = certified.account_id AND line.id = certified.line_id
 WHERE claim.account_id = %(account)s AND claim.period_id = %(last)s AND NOT claim.is_upstream
   AND NOT EXISTS (SELECT 1 FROM claims_carriedamount carried
                    WHERE carried.account_id = certified.account_id
                      AND carried.source_id = certified.id)
"""
_CARRY = """
INSERT INTO claims_carriedamount
  (account_id, claim_id, line_id, source_id, work, materials, retention)
SELECT certified.account_id, %(draft)s, above.id, certified.id, certified.movement_this_period, 0,
       certified.retention - certified.retention_previous
  FROM claims_claim claim
  JOIN claims_certificateline certified ON certified.certificate_id = claim.certificate_id
  JOIN contracts_scheduleline line ON line.id = certified.line_id
  JOIN contracts_scheduleline above
    ON above.contract_id = %(head)s AND above.budget_code_id = line.budget_code_id
 WHERE claim.account_id = %(account)s AND claim.period_id = %(last)s AND NOT claim.is_upstream
"""


def read_period(account_id: int, period: BillingPeriod) -> float:
    """The rows of a month, read and forgotten; the seconds."""
    given = {"account": account_id, "period": period.pk, "project": period.project_id}
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_PERIOD, given)
        cursor.fetchall()
    return time.perf_counter() - begun


def start_all(account_id: int, last: BillingPeriod, opened: BillingPeriod, user_id: int) -> None:
    """The rows of a claim after each of the last month's, its lines from those of the claim
    before, in three statements."""
    _start(account_id, last.pk, opened.pk, user_id, None)


def start_one(contract: Contract, user_id: int) -> None:
    """As ``start_all``, of one contract."""
    last = Claim.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    before = last.order_by("-number")[0]
    _start(contract.account_id, before.period_id, before.period_id, user_id, contract.pk)


def _start(account: int, last: int, opened: int, user: int, contract: int | None) -> None:
    given: dict[str, Any] = {
        "account": account, "last": last, "open": opened, "user": user, "contract": contract,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, given)
        given["claims"] = [row[0] for row in cursor.fetchall()]
        cursor.execute(_LINES, given)
        cursor.execute(_EVENTS, given)


def read_certified(head: Contract, last: BillingPeriod) -> int:
    """The rows of a month that are not carried yet, read and forgotten: how many."""
    with joined_by_hash() as cursor:
        cursor.execute(_CERTIFIED, {"account": head.account_id, "last": last.pk})
        return len(cursor.fetchall())


def carry(head: Contract, draft: Claim, last: BillingPeriod) -> None:
    """Write them down as carried, each to the line of its code."""
    given = {
        "account": head.account_id, "head": head.pk, "draft": draft.pk, "last": last.pk,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CARRY, given)


def as_submitted(last: BillingPeriod) -> None:
    """Let the commitments' claims of a month wait for their certificates again."""
    Claim.objects.filter(account_id=last.account_id, period_id=last.pk, is_upstream=False).update(
        status="under_review", certificate=None, certified_in=None
    )
