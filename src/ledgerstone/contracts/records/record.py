"""One contract with all that an act on it looks at, read by its key."""

from __future__ import annotations

from functools import cache

from django.db import models

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.records import Reading, join, reading

_OF: dict[str, type[models.Model]] = {
    "contract": Contract,
    "project": Project,
    "company": Company,
    "certifier": Company,
    "head_contract": Contract,
}
# Project and company are there: foreign keys see to it. Outer joins have the planner keep to this
# order, where weighing every order takes longer than the whole statement.
_FROM = """
  FROM contracts_contract contract
  LEFT JOIN projects_project project
    ON project.account_id = contract.account_id AND project.id = contract.project_id
  LEFT JOIN directory_company company
    ON company.account_id = contract.account_id AND company.id = contract.company_id
  LEFT JOIN directory_company certifier
    ON certifier.account_id = contract.account_id AND certifier.id = contract.certifier_id
  LEFT JOIN contracts_contract head_contract
    ON head_contract.account_id = contract.account_id
       AND head_contract.id = contract.head_contract_id
 WHERE contract.account_id = %(account)s AND contract.id = %(id)s
"""


def read_contract(account_id: int, contract_id: int) -> Contract | None:
    """A contract with its project, company, certifier and head contract. One statement."""
    read = _of_contract().one(account_id, contract_id)
    if read is None:
        return None
    contract: Contract = read["contract"]
    join(read, contract, "project", "company", "certifier", "head_contract")
    return contract


@cache
def _of_contract() -> Reading:
    return reading(_OF, _FROM)
