"""Claim contacts: people of a contract's company who are named on it, and can sign in."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Company, Person
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, Membership, User
from tests.support.scene import Scene


@dataclass
class Contact:
    """Somebody who is named on contracts, in one account or several."""

    user: User
    person: Person
    account: Account

    @property
    def actor(self) -> Actor:
        """The contact at work, with the rights they hold by now."""
        found = actor_for(self.user, self.account)
        assert found is not None
        return found


def contact_of(
    scene: Scene,
    *contracts: Contract,
    email: str = "pat@keel.example",
    name: str = "Pat Keel",
    company: Company | None = None,
) -> Contact:
    """A person of the contracts' company, named on each of them by the scene's administrator."""
    user = User.objects.filter(email=email).first() or User.objects.create(email=email, name=name)
    person = Person.objects.create(
        account=scene.account,
        company=company or scene.subcontractor,
        user=user,
        name=name,
        email=email,
    )
    Membership.objects.create(account=scene.account, user=user)
    for contract in contracts:
        name_contact(actor=scene.actor, contract_id=contract.pk, person_id=person.pk)
        assert ContractPerson.objects.filter(contract=contract, person=person).exists()
    return Contact(user, person, scene.account)
