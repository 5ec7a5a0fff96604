"""What happens to contracts when something happens in the rooms below."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.contracts import contacts, events
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.events import CompanyChanged, DirectoryImported, PersonChanged
from ledgerstone.directory.models import Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects.events import CompanyLeaving, MemberLeaving
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState

from .contacts import drop_contact
from .privacy import take_off_list


def let_member_go(event: MemberLeaving) -> None:
    """Somebody leaves a project: they are nothing on its contracts any more.

    What they are there beyond what was ``confirmed`` is not dropped unseen.
    """
    found = contacts.touched(event.actor, event.project_id, [event.person_id])
    unseen = [one.words for one in found if one.row.pk not in event.confirmed]
    if unseen:
        name = found[0].row.person.name
        sentence = (
            f"{name} is claim contact of, or on the private list of: {'; '.join(unseen)}. "
            "Look at what this touches, then remove them again."
        )
        raise Invalid(sentence, fields={"confirmed": sentence})
    for one in found:
        row, contract = one.row, one.row.contract
        if row.is_listed:
            take_off_list(event.actor, contract, row)
        if row.is_contact:
            drop_contact(event.actor, contract, row)


def keep_party(event: CompanyLeaving) -> None:
    """A company stays on a project for as long as it is party to a contract there."""
    its = Contract.objects.filter(
        account_id=event.actor.account_id, project_id=event.project_id, company_id=event.company_id
    )
    if not its.exists():
        return
    seen = contacts.contracts_of_company(event.actor, event.project_id, event.company_id)
    named = ", ".join(contract.number for contract in seen) or "a contract that is private"
    raise WrongState(
        f"{event.name} is party to {named} on this project, so it stays in its directory."
    )


# What of a person decides whether a claim contact can be reached.
_REACH = frozenset({"email", "is_active", "messages", "company_id", "refused_address"})


def hear_person(event: PersonChanged) -> None:
    """Somebody changed who may be claim contact: are they still within reach?"""
    if not _REACH.isdisjoint(event.changed):
        _tell_unreachable(event.actor, [event.person_id])


def hear_company(event: CompanyChanged) -> None:
    """A company went out of use: nobody of it is within reach any more."""
    if "is_active" in event.changed:
        _tell_unreachable(event.actor, _people_of(event.actor, [event.company_id]))


def hear_import(event: DirectoryImported) -> None:
    """People and companies changed many at once."""
    people = [*event.person_ids, *_people_of(event.actor, event.company_ids)]
    if people:
        _tell_unreachable(event.actor, people)


def _people_of(actor: Actor, company_ids: Sequence[int]) -> list[int]:
    people = Person.objects.filter(account_id=actor.account_id, company_id__in=list(company_ids))
    return list(people.values_list("pk", flat=True))


def _tell_unreachable(actor: Actor, person_ids: Sequence[int]) -> None:
    """Where these people are claim contacts and cannot be reached by now, say so."""
    for row in contacts.contracts_with_contact(actor.account_id, person_ids):
        contract = row.contract
        why = why_unreachable(row.person, contract.company_id)
        if why:
            publish(
                events.ContactUnreachable(
                    actor=actor,
                    project_id=contract.project_id,
                    contract_id=contract.pk,
                    version=contract.version,
                    person_id=row.person_id,
                    reason=why,
                    summary=f"left the claim contact {row.person.name} out of reach: {why}",
                )
            )
