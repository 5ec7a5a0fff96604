"""One claim, or one contract, with all that an act on it looks at, read by its key.

Statements are put together once in the life of a process, from the models: putting together the
same query for every saved cell takes longer than the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection, models

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy.planned import Asked, several

from .models import Certificate, Claim

# The position has every line of the claim; who wants it reads it by ``rows.position_of``.
_LEFT_OUT = {"certificate": {"position"}}
_OF_CONTRACT: dict[str, type[models.Model]] = {
    "contract": Contract,
    "project": Project,
    "company": Company,
}
_OF_CLAIM: dict[str, type[models.Model]] = {
    "claim": Claim,
    **_OF_CONTRACT,
    "period": BillingPeriod,
    "certificate": Certificate,
}
# All but the certificate are there: foreign keys see to it. Outer joins have the planner keep to
# this order, where weighing every order takes longer than the whole statement.
_AROUND_CONTRACT = """
  LEFT JOIN projects_project project
    ON project.account_id = contract.account_id AND project.id = contract.project_id
  LEFT JOIN directory_company company
    ON company.account_id = contract.account_id AND company.id = contract.company_id
"""
_FROM_CONTRACT = f"""
  FROM contracts_contract contract {_AROUND_CONTRACT}
 WHERE contract.account_id = %(account)s AND contract.id = %(id)s
"""
_FROM_CLAIM = f"""
  FROM claims_claim claim
  LEFT JOIN contracts_contract contract
    ON contract.account_id = claim.account_id AND contract.id = claim.contract_id
  {_AROUND_CONTRACT}
  LEFT JOIN projects_billingperiod period
    ON period.account_id = claim.account_id AND period.id = claim.period_id
  LEFT JOIN claims_certificate certificate
    ON certificate.account_id = claim.account_id AND certificate.id = claim.certificate_id
 WHERE claim.account_id = %(account)s AND claim.id = %(id)s
"""


class _Reading(NamedTuple):
    """A statement, and per model where its columns stand in a row and how they are named.

    ``converted``: places of columns that do not come as their fields have them.
    """

    statement: str
    parts: dict[str, tuple[type[models.Model], slice, list[str]]]
    converted: tuple[tuple[int, Any, models.Field[Any, Any]], ...]

    def one(self, account_id: int, record_id: int, *first: Asked) -> dict[str, Any] | None:
        """The records of the one row, by alias; ``first`` is executed before it is read."""
        *_, found = several(*first, (self.statement, {"account": account_id, "id": record_id}))
        if not found:
            return None
        row = list(found[0])
        for place, convert, of in self.converted:
            row[place] = convert(row[place], of, connection)
        return {
            alias: model.from_db(connection.alias, names, row[columns])
            for alias, (model, columns, names) in self.parts.items()
        }


def read_claim(account_id: int, claim_id: int, *first: Asked) -> Claim | None:
    """A claim with its contract, project, company, period and certificate. One statement.

    What is asked ``first`` is executed before it, on the same way to the database.
    """
    read = _of_claim().one(account_id, claim_id, *first)
    if read is None:
        return None
    claim: Claim = read["claim"]
    if claim.certificate_id is None:
        read["certificate"] = None
    _join(read, claim, "contract", "period", "certificate")
    _join(read, read["contract"], "project", "company")
    return claim


def read_contract(account_id: int, contract_id: int) -> Contract | None:
    """A contract with its project and company. One statement."""
    read = _of_contract().one(account_id, contract_id)
    if read is None:
        return None
    contract: Contract = read["contract"]
    _join(read, contract, "project", "company")
    return contract


def _join(read: Mapping[str, Any], holder: models.Model, *names: str) -> None:
    """Have these references answer without asking the database."""
    for name in names:
        field: Any = holder._meta.get_field(name)
        field.set_cached_value(holder, read[name])


@cache
def _of_claim() -> _Reading:
    return _reading(_OF_CLAIM, _FROM_CLAIM)


@cache
def _of_contract() -> _Reading:
    return _reading(_OF_CONTRACT, _FROM_CONTRACT)


def _reading(of: Mapping[str, type[models.Model]], rows: str) -> _Reading:
    columns: list[str] = []
    fields: list[models.Field[Any, Any]] = []
    ends = [0]
    for alias, model in of.items():
        left_out = _LEFT_OUT.get(alias, set())
        read = [field for field in model._meta.concrete_fields if field.name not in left_out]
        columns += [f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in read]
        fields += read
        ends.append(len(fields))
    parts = {
        alias: (model, slice(first, end), [field.attname for field in fields[first:end]])
        for (alias, model), (first, end) in zip(of.items(), pairwise(ends), strict=True)
    }
    converted = tuple(
        (place, convert, field)
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    )
    return _Reading(f"SELECT {', '.join(columns)}{rows}", parts, converted)
