"""One claim with all that an act on it looks at, read by its key."""

from __future__ import annotations

from functools import cache

from django.db import models

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy.planned import Asked
from ledgerstone.tenancy.records import Reading, join, reading

from .models import Certificate, Claim

# The position has every line of the claim; who wants it reads it by ``rows.position_of``.
_LEFT_OUT = {"certificate": {"position"}}
_OF: dict[str, type[models.Model]] = {
    "claim": Claim,
    "contract": Contract,
    "project": Project,
    "company": Company,
    "period": BillingPeriod,
    "certificate": Certificate,
}
# All but the certificate are there: foreign keys see to it. Outer joins have the planner keep to
# this order, where weighing every order takes longer than the whole statement.
_FROM = """
  FROM claims_claim claim
  LEFT JOIN contracts_contract contract
    ON contract.account_id = claim.account_id AND contract.id = claim.contract_id
  LEFT JOIN projects_project project
    ON project.account_id = contract.account_id AND project.id = contract.project_id
  LEFT JOIN directory_company company
    ON company.account_id = contract.account_id AND company.id = contract.company_id
  LEFT JOIN projects_billingperiod period
    ON period.account_id = claim.account_id AND period.id = claim.period_id
  LEFT JOIN claims_certificate certificate
    ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
 WHERE claim.account_id = %(account)s AND claim.id = %(id)s
"""


def read_claim(account_id: int, claim_id: int, *first: Asked) -> Claim | None:
    """A claim with its contract, project, company, period and certificate. One statement.

    What is asked ``first`` is executed before it, on the same way to the database.
    """
    read = _of_claim().one(account_id, claim_id, *first)
    if read is None:
        return None
    claim: Claim = read["claim"]
    join(read, claim, "contract", "period", "certificate")
    join(read, read["contract"], "project", "company")
    return claim


@cache
def _of_claim() -> Reading:
    return reading(_OF, _FROM, _LEFT_OUT)
