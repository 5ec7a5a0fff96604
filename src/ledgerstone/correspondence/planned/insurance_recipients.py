"""Who is told that a policy ends: three groups, each person once, and who of them is not reached.

The groups: every insurance manager of the account; the primary contact of the company; its claim
contacts, those named on the company's record and those named on its commitments. A policy for one
project concerns the contacts of the company's commitments on that project, a policy for everything
those of all its commitments. Somebody who is in several groups is told once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from ledgerstone.contracts.models import PURCHASE_ORDER, SUBCONTRACT, ContractPerson
from ledgerstone.directory.models import InsurancePolicy, Person
from ledgerstone.directory.reach import why_unreachable


@dataclass(frozen=True, slots=True)
class Role:
    """As what a person is told; ``contract_id`` where it is as claim contact of a commitment."""

    words: str
    contract_id: int | None = None


MANAGER = Role("insurance manager")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person whom a policy concerns: as what, and in words why nothing is sent to them.

    ``asked_for`` is the company for which somebody who is not reached is asked.
    """

    person: Person
    roles: tuple[Role, ...]
    why_not: str = ""
    asked_for: int | None = None

    @property
    def is_reached(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class _Named:
    """A person in one of the groups. ``company_id``: for which company they are asked."""

    person: Person
    role: Role
    company_id: int | None = None
    project_id: int | None = None


def recipients(
    account_id: int, policies: Sequence[InsurancePolicy]
) -> Mapping[int, list[Recipient]]:
    """Whom each of these policies concerns, by the policies' ids. Two queries."""
    companies = {policy.company_id for policy in policies}
    if not companies:
        return {}
    managers: list[_Named] = []
    by_company: defaultdict[int, list[_Named]] = defaultdict(list)
    for named in _of_companies(account_id, companies):
        if named.company_id is None:
            managers.append(named)
        else:
            by_company[named.company_id].append(named)
    for named in _of_commitments(account_id, companies):
        by_company[named.company_id or 0].append(named)
    return {
        policy.pk: list(_once([*managers, *_concerned(by_company[policy.company_id], policy)]))
        for policy in policies
    }


def _of_companies(account_id: int, companies: Iterable[int]) -> Iterator[_Named]:
    """Insurance managers, primary contacts, and claim contacts of the companies' records."""
    found = (
        Person.objects.filter(account_id=account_id)
        .filter(
            Q(is_insurance_manager=True)
            | Q(company_id__in=companies, is_primary_contact=True)
            | Q(company_id__in=companies, is_default_claim_contact=True)
        )
        .select_related("company")
        .order_by(Lower("name"), "id")
    )
    for person in found:
        if person.is_insurance_manager:
            yield _Named(person, MANAGER)
        if person.is_primary_contact:
            role = Role(f"primary contact of {person.company.name}")
            yield _Named(person, role, person.company_id)
        if person.is_default_claim_contact:
            role = Role(f"claim contact of {person.company.name}")
            yield _Named(person, role, person.company_id)


def _of_commitments(account_id: int, companies: Iterable[int]) -> Iterator[_Named]:
    """Claim contacts of the companies' commitments."""
    found = (
        ContractPerson.objects.filter(
            account_id=account_id,
            is_contact=True,
            contract__company_id__in=companies,
            contract__kind__in=[SUBCONTRACT, PURCHASE_ORDER],
        )
        .select_related("person__company", "contract")
        .order_by(Lower("person__name"), "contract__number", "id")
    )
    for named in found:
        contract = named.contract
        yield _Named(
            named.person,
            Role(f"claim contact of {contract.number}", contract.pk),
            contract.company_id,
            contract.project_id,
        )


def _concerned(named: Iterable[_Named], policy: InsurancePolicy) -> Iterator[_Named]:
    for one in named:
        if policy.project_id is None or one.project_id in (None, policy.project_id):
            yield one


def _once(named: Iterable[_Named]) -> Iterator[Recipient]:
    """Each person once, with the roles in which they are reached; else with all and the reason."""
    by_person: defaultdict[int, list[_Named]] = defaultdict(list)
    for one in named:
        by_person[one.person.pk].append(one)
    for group in by_person.values():
        reasons = {one.role: why_unreachable(one.person, one.company_id) for one in group}
        reached = tuple(role for role, why in reasons.items() if not why)
        if reached:
            yield Recipient(group[0].person, reached)
        else:
            why_not = next(iter(reasons.values()))
            yield Recipient(group[0].person, tuple(reasons), why_not, group[0].company_id)
