"""What a claim is valued from besides its lines: its deductions, the certificate before it, and
whether lines may be billed beyond their value.

One statement for all of it, since a claim is valued for every saved cell; it goes to the database
with others, so asking and understanding the answer are apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from ledgerstone import core
from ledgerstone.claims.models import DRAFT, Claim
from ledgerstone.tenancy.planned import Asked

from .rows import LAST_CERTIFICATE, UNSAVED, Previous, opened, previous_of

# The account and the project say whether a line may be over-billed; where neither does, it may.
_AROUND = f"""
SELECT deduction.amount, deduction.is_taxable, deduction.category, submitted.deducted,
       a.may_over_bill AND s.commitments_may_over_bill,
       a.may_over_bill AND s.head_contracts_may_over_bill,
       previous.certificate_id, previous.number, previous.code,
       previous.certificate_id IS NULL AND EXISTS (
         SELECT 1 FROM contracts_opening
          WHERE account_id = %(account)s AND contract_id = %(contract)s)
  FROM (SELECT array_agg(amount ORDER BY position) AS amount,
               array_agg(is_taxable ORDER BY position) AS is_taxable,
               array_agg(category::text ORDER BY position) AS category
          FROM claims_claimdeduction WHERE account_id = %(account)s AND claim_id = %(claim)s
       ) deduction
  LEFT JOIN tenancy_account a ON a.id = %(account)s
  LEFT JOIN projects_invoicingsettings s
    ON s.account_id = %(account)s AND s.project_id = %(project)s
  LEFT JOIN ({LAST_CERTIFICATE}) previous ON true
  LEFT JOIN (SELECT cover ->> 'deductions_this_period' AS deducted FROM claims_submission
              WHERE account_id = %(account)s AND claim_id = %(claim)s AND NOT %(is_draft)s
              ORDER BY sequence DESC LIMIT 1) submitted ON true
"""  # noqa: S608


class Around(NamedTuple):
    """``submitted_deductions``: of the last submission, None while there is none."""

    deductions: tuple[core.Deduction, ...]
    submitted_deductions: Decimal | None
    may_over_bill: bool
    previous: Previous


def asks_around(claim: Claim) -> Asked:
    """Asks for what stands around a claim, which comes with its contract and may be unsaved."""
    return _AROUND, {
        "account": claim.account_id,
        "claim": UNSAVED if claim.pk is None else claim.pk,
        "contract": claim.contract_id,
        "below": claim.number,
        "project": claim.contract.project_id,
        "is_draft": claim.status == DRAFT,
    }


def around_of(claim: Claim, found: Sequence[tuple[Any, ...]]) -> Around:
    """What stands around a claim, by what ``asks_around`` found. At most one query more: for the
    opening of a contract taken over in mid-job while nothing is certified, or for a certificate
    that was not read before."""
    (row,) = found
    amounts, taxable, categories, deducted, *may, certificate_id, number, code, is_opened = row
    deductions = zip(amounts or (), taxable or (), categories or (), strict=True)
    return Around(
        tuple(core.Deduction(*deduction) for deduction in deductions),
        None if deducted is None else Decimal(deducted),
        may[1 if claim.is_upstream else 0] is not False,
        opened(claim.account_id, claim.contract_id)
        if is_opened
        else previous_of(claim.account_id, certificate_id, number, code),
    )
