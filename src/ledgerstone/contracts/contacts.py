"""Reads of the people of contracts: claim contacts, private lists, and what leaving would touch.

A claim contact is a person at the contract company who may bill one commitment. Who fails a
condition stays named; why nothing reaches them is said wherever they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Lower

from ledgerstone.access import policy as access
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.models import InvoicingSettings, ProjectMember
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account

from . import policy, queries
from .models import HEAD_CONTRACT, Contract, ContractPerson


@dataclass(frozen=True, slots=True)
class Contact:
    """A claim contact of a contract; ``why_unreachable`` is empty where mail reaches them."""

    person: Person
    why_unreachable: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody of the contract company in the list from which a claim contact is chosen."""

    person: Person
    is_on_project: bool
    why_unreachable: str = ""

    @property
    def is_designated(self) -> bool:
        """Whether their company's record names them as its claim contact."""
        return self.person.is_default_claim_contact


@dataclass(frozen=True, slots=True)
class Touched:
    """What a person is on a contract, and would be no longer when they leave its project."""

    row: ContractPerson
    is_visible: bool

    @property
    def words(self) -> str:
        """The contract, unless whoever asks does not see it."""
        return str(self.row.contract) if self.is_visible else "a contract that is private"


def of_contract(actor: Actor, contract: Contract) -> list[Contact]:
    """The claim contacts of a contract, by name. One query, none for a head contract."""
    return of_contracts(actor, [contract])[contract.pk]


def of_contracts(actor: Actor, contracts: Iterable[Contract]) -> dict[int, list[Contact]]:
    """The claim contacts of each of many contracts that the person sees. One query at most.

    Who is only a claim contact on the project is not told of people who left the company.
    """
    by_id = {contract.pk: contract for contract in contracts}
    found: dict[int, list[Contact]] = {pk: [] for pk in by_id}
    commitments = [pk for pk, one in by_id.items() if one.kind != HEAD_CONTRACT]
    if not commitments:
        return found
    rows = _rows(actor.account_id).filter(contract_id__in=commitments, is_contact=True)
    for row in rows:
        contract = by_id[row.contract_id]
        left = row.person.company_id != contract.company_id
        if left and not access.sees_project(actor, contract.project_id):
            continue
        why = why_unreachable(row.person, contract.company_id)
        found[row.contract_id].append(Contact(row.person, why))
    return found


def offered(contract: Contract) -> list[Offer]:
    """Who may be chosen: the company's designated claim contacts, then its other people.

    Each whether on the project or not; nobody of other companies, and nobody who is named already.
    Who cannot be reached comes last in their part, with the reason. Two queries.
    """
    people = (
        Person.objects.filter(account_id=contract.account_id, company_id=contract.company_id)
        .exclude(pk__in=_named(contract).filter(is_contact=True).values("person_id"))
        .select_related("company")
        .order_by(Lower("name"), "id")
    )
    on_project = set(_members(contract).values_list("person_id", flat=True))
    offers = [
        Offer(person, person.pk in on_project, why_unreachable(person, contract.company_id))
        for person in people
    ]
    return sorted(offers, key=lambda one: (not one.is_designated, bool(one.why_unreachable)))


def default_contacts(contract: Contract) -> list[Person]:
    """The people whom the contract company's record names as its claim contacts."""
    return list(
        Person.objects.filter(
            account_id=contract.account_id,
            company_id=contract.company_id,
            is_default_claim_contact=True,
        )
        .select_related("company")
        .order_by(Lower("name"), "id")
    )


def would_be_dropped(contract: Contract, company_id: int) -> list[ContractPerson]:
    """The claim contacts who are not people of a company that would be party instead."""
    named = _rows(contract.account_id).filter(contract_id=contract.pk, is_contact=True)
    return list(named.exclude(person__company_id=company_id))


def private_list(contract: Contract) -> list[ContractPerson]:
    """Everybody on the private list by name: put there by hand, or through being contact."""
    return list(_rows(contract.account_id).filter(contract_id=contract.pk))


def may_be_listed(contract: Contract) -> QuerySet[Person]:
    """The people of the project who are not on the private list by hand, by name."""
    by_hand = _named(contract).filter(is_listed=True)
    return (
        Person.objects.filter(
            account_id=contract.account_id,
            pk__in=_members(contract).values("person_id"),
            is_active=True,
        )
        .exclude(pk__in=by_hand.values("person_id"))
        .select_related("company")
        .order_by(Lower("name"), "id")
    )


def touched(actor: Actor, project_id: int, person_ids: Collection[int]) -> list[Touched]:
    """What these people are on the contracts of a project. Two queries.

    Their number is not hidden from who may take people off the project; a private contract that
    the actor does not see is not named.
    """
    rows = list(
        _rows(actor.account_id)
        .filter(contract__project_id=project_id, person_id__in=list(person_ids))
        .select_related("contract")
        .order_by("person_id", "contract__number", "id")
    )
    return [Touched(row, policy.may_see(actor, row.contract)) for row in rows]


def contracts_of_company(actor: Actor, project_id: int, company_id: int) -> list[Contract]:
    """The contracts of a project to which a company is party, as far as the actor sees them."""
    found = queries.visible_to(actor).filter(project_id=project_id)
    return list((found.filter(company_id=company_id)).order_by("number", "id"))


@dataclass(frozen=True, slots=True)
class Setting:
    """A yes or no that a contract leaves to its project, and a project to the account.

    ``own`` None: left to the one ``above``, which says ``inherited``.
    """

    own: bool | None
    above: str
    inherited: bool

    @property
    def holds(self) -> bool:
        """What is in force."""
        return self.inherited if self.own is None else self.own


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """What claim contacts may do, as set here and as in force."""

    may_claim: Setting
    may_fill_schedule: Setting


def settings_of_project(account: Account, settings: InvoicingSettings) -> ContactSettings:
    """What claim contacts of a project may do, unless a commitment says otherwise. No query."""
    return ContactSettings(
        Setting(settings.contacts_may_claim, "account", account.contacts_may_claim),
        Setting(settings.contacts_may_fill_schedule, "account", account.contacts_may_fill_schedule),
    )


def settings_of_contract(account: Account, contract: Contract) -> ContactSettings:
    """What claim contacts of a contract may do. One query."""
    on_project = settings_of_project(
        account,
        InvoicingSettings.objects.get(
            account_id=contract.account_id, project_id=contract.project_id
        ),
    )
    return ContactSettings(
        Setting(contract.contacts_may_claim, "project", on_project.may_claim.holds),
        Setting(contract.contacts_may_fill_schedule, "project", on_project.may_fill_schedule.holds),
    )


def contracts_with_contact(account_id: int, person_ids: Sequence[int]) -> list[ContractPerson]:
    """Where these people are claim contacts, with contract and person."""
    rows = _rows(account_id).filter(person_id__in=list(person_ids), is_contact=True)
    return list(rows.select_related("contract").order_by("contract_id", "id"))


def _rows(account_id: int) -> QuerySet[ContractPerson]:
    return (
        ContractPerson.objects.filter(account_id=account_id)
        .select_related("person", "person__company")
        .order_by(Lower("person__name"), "id")
    )


def _named(contract: Contract) -> QuerySet[ContractPerson]:
    return ContractPerson.objects.filter(account_id=contract.account_id, contract_id=contract.pk)


def _members(contract: Contract) -> QuerySet[ProjectMember]:
    return ProjectMember.objects.filter(
        account_id=contract.account_id, project_id=contract.project_id
    )
