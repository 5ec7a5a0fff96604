"""One claim with all that an act on it looks at, read by its key.

The statement is put together once in the life of a process, from the models: putting together
the same query for every saved cell takes longer than the database needs to answer it.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection, models

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.projects.models import BillingPeriod, Project

from .models import Certificate, Claim

# The position has every line of the claim; who wants it reads it by ``rows.position_of``.
_LEFT_OUT = {"certificate": {"position"}}
_MODELS: dict[str, type[models.Model]] = {
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
 WHERE claim.account_id = %s AND claim.id = %s
"""


class _Reading(NamedTuple):
    """The statement, and per model where its columns stand in a row and how they are named.

    ``converted``: places of columns that do not come as their fields have them.
    """

    statement: str
    parts: dict[str, tuple[type[models.Model], slice, list[str]]]
    converted: tuple[tuple[int, Any, models.Field[Any, Any]], ...]


def read_claim(account_id: int, claim_id: int) -> Claim | None:
    """A claim with its contract, project, company, period and certificate. One statement."""
    reading = _reading()
    with connection.cursor() as cursor:
        cursor.execute(reading.statement, [account_id, claim_id])
        found = cursor.fetchone()
    if found is None:
        return None
    row = list(found)
    for place, convert, of in reading.converted:
        row[place] = convert(row[place], of, connection)
    read: dict[str, Any] = {
        alias: model.from_db(connection.alias, names, row[columns])
        for alias, (model, columns, names) in reading.parts.items()
    }
    claim: Claim = read["claim"]
    # Each reference then answers without asking the database.
    for holder, name in (
        ("claim", "contract"), ("contract", "project"), ("contract", "company"),
        ("claim", "period"), ("claim", "certificate"),
    ):  # fmt: skip
        field: Any = read[holder]._meta.get_field(name)
        is_none = name == "certificate" and claim.certificate_id is None
        field.set_cached_value(read[holder], None if is_none else read[name])
    return claim


@cache
def _reading() -> _Reading:
    columns: list[str] = []
    fields: list[models.Field[Any, Any]] = []
    ends = [0]
    for alias, model in _MODELS.items():
        left_out = _LEFT_OUT.get(alias, set())
        read = [field for field in model._meta.concrete_fields if field.name not in left_out]
        columns += [f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in read]
        fields += read
        ends.append(len(fields))
    parts = {
        alias: (model, slice(first, end), [field.attname for field in fields[first:end]])
        for (alias, model), (first, end) in zip(_MODELS.items(), pairwise(ends), strict=True)
    }
    converted = tuple(
        (place, convert, field)
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    )
    return _Reading(f"SELECT {', '.join(columns)}{_FROM}", parts, converted)
