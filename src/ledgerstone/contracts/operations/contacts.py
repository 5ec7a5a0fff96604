"""Naming the claim contacts of a commitment.

Being named puts a person on the commitment's private list, and on the project where they were not
on it; being one no longer takes them off the list, unless somebody put them there by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ledgerstone.access.actions import Action
from ledgerstone.contracts import contacts, events
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract, ContractPerson
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects import queries as projects
from ledgerstone.projects.operations.members import hold_project, join_as_contact
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .locking import locked_contract, named_on
from .particulars import refused


@dataclass(frozen=True, slots=True)
class Naming:
    """What naming somebody, or naming them no longer, did besides."""

    contract: Contract
    person: Person
    project: bool = False  # joined the project
    private_list: bool = False  # joined the private list, or left it


def name_contact(*, actor: Actor, contract_id: int, person_id: int) -> Naming:
    """Name a person of the contract company as claim contact of a commitment.

    Refused for whoever cannot be reached. Somebody who is named already stays so.
    """
    with acting(actor):
        contract = _commitment(actor, contract_id)
        person = (
            Person.objects.filter(
                account_id=actor.account_id, company_id=contract.company_id, pk=person_id
            )
            .select_related("company")
            .first()
        )
        if person is None:
            company = contract.company.name
            raise refused("person", f"Choose somebody who works for {company}.")
        why = why_unreachable(person, contract.company_id)
        if why:
            raise refused("person", f"{person.name} cannot be reached. {why}")
        return _name(actor, contract, person)


def remove_contact(*, actor: Actor, contract_id: int, person_id: int) -> Naming:
    """Let somebody be claim contact no longer. They stay on the project."""
    with acting(actor):
        contract = _commitment(actor, contract_id)
        hold_project(actor, contract.project_id)
        row = named_on(contract, person_id, is_contact=True)
        left = drop_contact(actor, contract, row)
        return Naming(contract, row.person, private_list=left)


def name_default_contacts(actor: Actor, contract: Contract) -> None:
    """Let a new commitment start with the claim contacts of its company's record.

    Inside the transaction that sets it up. Who cannot be reached is left out.
    """
    if contract.kind == HEAD_CONTRACT:
        return
    for person in contacts.default_contacts(contract):
        if not why_unreachable(person, contract.company_id):
            _name(actor, contract, person)


def drop_foreign_contacts(
    actor: Actor,
    contract: Contract,
    dropped: Sequence[ContractPerson],
    confirmed: Collection[int],
) -> None:
    """Drop claim contacts who are not people of the company that is party from now on.

    Refused unless each of them is ``confirmed``.
    """
    unknown = [row.person.name for row in dropped if row.person_id not in confirmed]
    if unknown:
        words, _formats = projects.words(contract.project)
        several = len(unknown) > 1
        sentence = (
            f"{_listed(unknown)} {'are' if several else 'is'} "
            f"{words.claim_contact.plural if several else words.claim_contact} here and "
            f"{'do' if several else 'does'} not work for {contract.company.name}. "
            "Confirm who is dropped."
        )
        raise Invalid(sentence, fields={"confirmed": sentence})
    for row in dropped:
        drop_contact(actor, contract, row)


def drop_contact(actor: Actor, contract: Contract, row: ContractPerson) -> bool:
    """Take the naming back; whether the person left the private list with it."""
    left = not row.is_listed
    if left:
        row.delete()
    else:
        row.is_contact = False
        row.save(update_fields=["is_contact"])
    publish(
        events.ContactRemoved(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            person_id=row.person_id,
            left_list=left,
            summary=f"removed {row.person.name} as claim contact",
        )
    )
    return left


def _commitment(actor: Actor, contract_id: int) -> Contract:
    contract = locked_contract(actor, contract_id, right=Action.NAME_CONTACTS)
    if contract.kind == HEAD_CONTRACT:
        words, _formats = projects.words(contract.project)
        raise WrongState(
            f"{words.claim_contact.plural_capitalised} are named on {words.commitment.plural} only."
        )
    return contract


def _name(actor: Actor, contract: Contract, person: Person) -> Naming:
    joined_project = join_as_contact(actor, contract.project_id, person)
    row, is_new = ContractPerson.objects.get_or_create(
        account_id=actor.account_id,
        contract_id=contract.pk,
        person_id=person.pk,
        defaults={"is_contact": True},
    )
    if not is_new:
        if row.is_contact:
            return Naming(contract, person)
        row.is_contact = True
        row.save(update_fields=["is_contact"])
    publish(
        events.ContactNamed(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            person_id=person.pk,
            joined_list=is_new,
            summary=f"named {person.name} as claim contact",
        )
    )
    return Naming(contract, person, project=joined_project, private_list=is_new)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
