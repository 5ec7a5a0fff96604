"""The contracts of a company as its record lists them, each in the words of its project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledgerstone.contracts.models import Contract
from ledgerstone.projects import queries as projects
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.contracts.figures import ContractFigures


@dataclass(frozen=True, slots=True)
class CompanyContract:
    """A contract, what the company is to it, and what it comes to."""

    contract: Contract
    role: str
    figures: ContractFigures
    terms: Terms
    formats: Formats


def contract_rows(
    listed: Sequence[Contract], figures: Mapping[int, ContractFigures], company_id: int
) -> list[CompanyContract]:
    """A row for each contract (with its project), whether the company is party or certifier."""
    rows = []
    for contract in listed:
        terms, formats = projects.words(contract.project)
        roles = []
        if contract.company_id == company_id:
            is_head = contract.kind == "head_contract"
            roles.append(terms.owner.capitalised if is_head else terms[contract.kind].capitalised)
        if contract.certifier_id == company_id:
            roles.append(terms.certifier.capitalised)
        rows.append(
            CompanyContract(contract, ", ".join(roles), figures[contract.pk], terms, formats)
        )
    return rows
