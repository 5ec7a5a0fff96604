"""Reads what was certified under the commitments of a head contract, and what of it was carried.

One statement reads all sources of a claim, however many claims and lines they come from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    WITHDRAWN,
    Claim,
)

from .allocation import Amount


@dataclass(frozen=True, slots=True)
class CertifiedSource:
    """A line of a downstream certificate, as a source.

    ``target``: what it certified beyond the certificate before; nothing once it was withdrawn.
    ``carried_elsewhere``: carried into other head contract claims.
    """

    id: int
    target: Amount
    retention: Decimal
    carried_elsewhere: Amount
    schedule_line_id: int
    item: str
    description: str
    is_credit: bool
    code_id: int | None
    code: str
    head_variation_id: int | None
    remembered_line_id: int | None
    contract_id: int
    contract_number: str
    contract_title: str
    company: str
    claim_id: int
    claim_number: int
    claim_status: str
    period_id: int
    period_start: dt.date
    period_end: dt.date
    issued_at: dt.datetime
    withdrawn_at: dt.datetime | None

    @property
    def remaining(self) -> Amount:
        """What is left to carry; negative for what was withdrawn after it was carried."""
        return self.target - self.carried_elsewhere


_SOURCES = """
WITH elsewhere AS (
    SELECT carried.source_id, sum(carried.work) AS work, sum(carried.materials) AS materials
      FROM claims_carriedamount carried
      JOIN claims_claim head
        ON head.account_id = carried.account_id AND head.id = carried.claim_id
     WHERE carried.account_id = %(account)s
       AND head.contract_id = %(contract)s
       AND head.status <> %(withdrawn)s
       AND carried.claim_id <> %(claim)s
     GROUP BY carried.source_id
), here AS (
    SELECT DISTINCT source_id
      FROM claims_carriedamount
     WHERE account_id = %(account)s AND claim_id = %(claim)s
), certified AS (
    SELECT certified.id,
           certified.certificate_id,
           certified.line_id,
           certified.position,
           certified.item,
           certified.description,
           CASE WHEN withdrawal.id IS NULL
                THEN certified.movement_this_period
                     - (certified.materials_stored - certified.materials_previous)
                ELSE 0 END AS work,
           CASE WHEN withdrawal.id IS NULL
                THEN certified.materials_stored - certified.materials_previous
                ELSE 0 END AS materials,
           CASE WHEN withdrawal.id IS NULL
                THEN certified.retention - certified.retention_previous
                ELSE 0 END AS retention,
           withdrawal.withdrawn_at,
           certificate.issued_at,
           certificate.claim_id,
           commitment.id AS contract_id,
           commitment.number AS contract_number,
           commitment.title AS contract_title,
           company.name AS company
      FROM contracts_contract commitment
      JOIN directory_company company
        ON company.account_id = commitment.account_id AND company.id = commitment.company_id
      JOIN claims_certificate certificate
        ON certificate.account_id = commitment.account_id
       AND certificate.contract_id = commitment.id
      JOIN claims_certificateline certified
        ON certified.account_id = certificate.account_id
       AND certified.certificate_id = certificate.id
      LEFT JOIN claims_certificatewithdrawal withdrawal
        ON withdrawal.account_id = certificate.account_id
       AND withdrawal.certificate_id = certificate.id
     WHERE commitment.account_id = %(account)s
       AND commitment.project_id = %(project)s
       AND commitment.kind <> 'head_contract'
       AND (commitment.head_contract_id = %(contract)s
            OR (commitment.head_contract_id IS NULL AND %(is_only)s))
)
SELECT certified.id, certified.work, certified.materials, certified.retention,
       coalesce(elsewhere.work, 0), coalesce(elsewhere.materials, 0),
       certified.line_id, certified.item, certified.description,
       line.scheduled_value < 0, line.budget_code_id, coalesce(code.code, ''),
       variation.head_variation_id, remembered.head_line_id,
       certified.contract_id, certified.contract_number, certified.contract_title,
       certified.company,
       claim.id, claim.number, claim.status, claim.period_id, period.start, period."end",
       certified.issued_at, certified.withdrawn_at
  FROM certified
  LEFT JOIN elsewhere ON elsewhere.source_id = certified.id
  LEFT JOIN here ON here.source_id = certified.id
  JOIN claims_claim claim
    ON claim.account_id = %(account)s AND claim.id = certified.claim_id
  JOIN projects_billingperiod period
    ON period.account_id = %(account)s AND period.id = claim.period_id
  JOIN contracts_scheduleline line
    ON line.account_id = %(account)s AND line.id = certified.line_id
  LEFT JOIN projects_budgetcode code
    ON code.account_id = %(account)s AND code.id = line.budget_code_id
  LEFT JOIN contracts_variation variation
    ON variation.account_id = %(account)s AND variation.id = line.variation_id
  LEFT JOIN claims_placementrule remembered
    ON remembered.account_id = %(account)s AND remembered.head_contract_id = %(contract)s
   AND remembered.source_line_id = certified.line_id
 WHERE period."end" <= %(until)s
   AND (certified.withdrawn_at IS NOT NULL OR claim.status = ANY (%(statuses)s))
   AND (certified.work <> coalesce(elsewhere.work, 0)
        OR certified.materials <> coalesce(elsewhere.materials, 0)
        OR here.source_id IS NOT NULL)
 ORDER BY period.start, period."end", certified.contract_number, claim.number,
          certified.position, certified.id
"""


def read_sources(
    claim: Claim, *, is_only_head_contract: bool, with_pending_owner_approval: bool
) -> list[CertifiedSource]:
    """Every source of this or an earlier period with something left to carry into this claim.

    What this claim itself carries already is left to carry: a prefill decides it anew.
    """
    statuses = [APPROVED, APPROVED_AS_NOTED]
    if with_pending_owner_approval:
        statuses.append(PENDING_OWNER_APPROVAL)
    with connection.cursor() as cursor:
        cursor.execute(
            _SOURCES,
            {
                "account": claim.account_id,
                "claim": claim.pk,
                "contract": claim.contract_id,
                "project": claim.contract.project_id,
                "is_only": is_only_head_contract,
                "until": claim.period.end,
                "withdrawn": WITHDRAWN,
                "statuses": statuses,
            },
        )
        return [_source(row) for row in cursor.fetchall()]


def _source(row: Sequence[object]) -> CertifiedSource:
    identity, work, materials, retention, carried_work, carried_materials, *rest = row
    return CertifiedSource(
        identity,  # type: ignore[arg-type]
        Amount(work, materials),  # type: ignore[arg-type]
        retention,  # type: ignore[arg-type]
        Amount(carried_work, carried_materials),  # type: ignore[arg-type]
        *rest,  # type: ignore[arg-type]
    )
