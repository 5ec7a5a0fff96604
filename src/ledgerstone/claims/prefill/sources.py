"""Reads what was certified under the commitments of a head contract, and what of it was carried.

What came with a contract from elsewhere was carried there, and is no source. Two statements read
all sources of a claim, however many claims and lines they come from: which certificates there are,
and what of their lines is left to carry.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    PENDING_OWNER_APPROVAL,
    WITHDRAWN,
    Claim,
)

from .allocation import Amount
from .joining import joined_by_hash


class CertifiedSource(NamedTuple):
    """A line of a downstream certificate, as a source.

    ``target``: what it certified beyond the certificate before; nothing once it was withdrawn.
    ``carried_elsewhere``: carried into other head contract claims; ``remaining``: what is left,
    negative for what was withdrawn after it was carried. ``retention``: what it added to what is
    held; below nothing for a release. ``is_late``: whether it is of an earlier period than the
    claim that it is read for, or was withdrawn since.
    """

    id: int
    target: Amount
    retention: Decimal
    carried_elsewhere: Amount
    retention_elsewhere: Decimal
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
    releases: bool  # whether its certificate released any retention
    certificate_id: int
    remaining: Amount
    is_late: bool

    @property
    def retention_remaining(self) -> Decimal:
        """What is left of its retention. With amounts it goes where they go."""
        return self.retention - self.retention_elsewhere

    @property
    def is_retention_alone(self) -> bool:
        """Whether nothing but retention is left of it: a release, or a shift between lines."""
        return not self.remaining and bool(self.retention_remaining)


class _Header(NamedTuple):
    """A certificate that lines may come from, with its commitment, claim and period."""

    certificate_id: int
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
    releases: bool


_HEADERS = """
SELECT certificate.id, commitment.id, commitment.number, commitment.title, company.name,
       claim.id, claim.number, claim.status, claim.period_id, period.start, period."end",
       certificate.issued_at, withdrawal.withdrawn_at,
       certificate.retention_released_this_period <> 0
  FROM contracts_contract commitment
  JOIN directory_company company
    ON company.account_id = commitment.account_id AND company.id = commitment.company_id
  JOIN claims_certificate certificate
    ON certificate.account_id = commitment.account_id
   AND certificate.contract_id = commitment.id
  JOIN claims_claim claim
    ON claim.account_id = certificate.account_id AND claim.id = certificate.claim_id
  JOIN projects_billingperiod period
    ON period.account_id = claim.account_id AND period.id = claim.period_id
  LEFT JOIN claims_certificatewithdrawal withdrawal
    ON withdrawal.account_id = certificate.account_id
   AND withdrawal.certificate_id = certificate.id
 WHERE commitment.account_id = %(account)s
   AND commitment.project_id = %(project)s
   AND commitment.kind <> 'head_contract'
   AND (commitment.head_contract_id = %(contract)s
        OR (commitment.head_contract_id IS NULL AND %(is_only)s))
   AND period."end" <= %(until)s
   AND (withdrawal.id IS NOT NULL
        OR (claim.status = ANY (%(statuses)s) AND certificate.id NOT IN (
            SELECT carried.certificate_id
              FROM claims_carriedinfull carried
              JOIN claims_claim head
                ON head.account_id = carried.account_id AND head.id = carried.claim_id
             WHERE carried.account_id = %(account)s AND head.contract_id = %(contract)s
               AND head.status <> %(withdrawn)s AND head.id <> %(claim)s)))
   AND NOT EXISTS (SELECT 1 FROM claims_certificate taken_over
                    WHERE taken_over.account_id = claim.account_id
                      AND taken_over.claim_id = claim.id AND taken_over.decision = 'taken_over')
"""
# What a withdrawn certificate certified is nothing: what of it was carried comes back.
_LINES = """
WITH certified AS MATERIALIZED (
    SELECT id, certificate_id, line_id, position, item, description,
           CASE WHEN certificate_id = ANY (%(gone)s) THEN 0
                ELSE movement_this_period - (materials_stored - materials_previous) END AS work,
           CASE WHEN certificate_id = ANY (%(gone)s) THEN 0
                ELSE materials_stored - materials_previous END AS materials,
           CASE WHEN certificate_id = ANY (%(gone)s) THEN 0
                ELSE retention - retention_previous END AS retention
      FROM claims_certificateline
     WHERE account_id = %(account)s AND certificate_id = ANY (%(certificates)s)
), elsewhere AS (
    SELECT carried.source_id, sum(carried.work) AS work, sum(carried.materials) AS materials,
           sum(carried.retention) AS retention
      FROM claims_carriedamount carried
     WHERE carried.account_id = %(account)s
       AND carried.source_id = ANY (ARRAY(SELECT id FROM certified))
       AND carried.claim_id IN (
           SELECT id FROM claims_claim
            WHERE account_id = %(account)s AND contract_id = %(contract)s
              AND status <> %(withdrawn)s AND id <> %(claim)s)
     GROUP BY carried.source_id
), here AS (
    SELECT DISTINCT source_id
      FROM claims_carriedamount
     WHERE account_id = %(account)s AND claim_id = %(claim)s
)
SELECT certified.certificate_id, certified.position, certified.id,
       certified.work, certified.materials, certified.retention,
       coalesce(elsewhere.work, 0), coalesce(elsewhere.materials, 0),
       coalesce(elsewhere.retention, 0), certified.line_id, certified.item, certified.description,
       line.scheduled_value < 0, line.budget_code_id, coalesce(code.code, ''),
       coalesce(variation.head_variation_id, above.head_variation_id, top.head_variation_id),
       remembered.head_line_id
  FROM certified
  LEFT JOIN elsewhere ON elsewhere.source_id = certified.id
  LEFT JOIN here ON here.source_id = certified.id
  JOIN contracts_scheduleline line
    ON line.account_id = %(account)s AND line.id = certified.line_id
   AND line.contract_id = ANY (%(contracts)s)
  LEFT JOIN projects_budgetcode code
    ON code.account_id = %(account)s AND code.project_id = %(project)s
   AND code.id = line.budget_code_id
  LEFT JOIN contracts_variation variation
    ON variation.account_id = %(account)s AND variation.contract_id = ANY (%(contracts)s)
   AND variation.id = line.variation_id
  LEFT JOIN contracts_variation above
    ON above.account_id = %(account)s AND above.contract_id = ANY (%(contracts)s)
   AND above.id = variation.part_of_id
  LEFT JOIN contracts_variation top
    ON top.account_id = %(account)s AND top.contract_id = ANY (%(contracts)s)
   AND top.id = above.part_of_id
  LEFT JOIN claims_placementrule remembered
    ON remembered.account_id = %(account)s AND remembered.head_contract_id = %(contract)s
   AND remembered.source_line_id = certified.line_id
 WHERE certified.work <> coalesce(elsewhere.work, 0)
    OR certified.materials <> coalesce(elsewhere.materials, 0)
    OR certified.retention <> coalesce(elsewhere.retention, 0)
    OR here.source_id IS NOT NULL
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
    given: dict[str, Any] = {
        "account": claim.account_id,
        "claim": claim.pk,
        "contract": claim.contract_id,
        "project": claim.contract.project_id,
        "is_only": is_only_head_contract,
        "until": claim.period.end,
        "withdrawn": WITHDRAWN,
        "statuses": statuses,
    }
    with joined_by_hash() as cursor:
        cursor.execute(_HEADERS, given)
        headers = {row[0]: _Header._make(row) for row in cursor.fetchall()}
        if not headers:
            return []
        given["certificates"] = list(headers)
        given["contracts"] = sorted({header.contract_id for header in headers.values()})
        given["gone"] = [key for key, header in headers.items() if header.withdrawn_at is not None]
        cursor.execute(_LINES, given)
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (*_order(headers[row[0]]), row[1], row[2]))
    until = claim.period.end
    late = {
        key
        for key, header in headers.items()
        if header.withdrawn_at is not None or header.period_end < until
    }
    return [_source(headers[row[0]], row, row[0] in late) for row in rows]


def _order(header: _Header) -> tuple[dt.date, dt.date, str, int]:
    """Earlier periods first, then by commitment and claim."""
    return header.period_start, header.period_end, header.contract_number, header.claim_number


def _source(header: _Header, row: tuple[Any, ...], is_late: bool) -> CertifiedSource:
    target, elsewhere = Amount(row[3], row[4]), Amount(row[6], row[7])
    remaining = target - elsewhere if elsewhere else target
    return CertifiedSource._make(
        (row[2], target, row[5], elsewhere, *row[8:], *header[1:], header[0], remaining, is_late)
    )
