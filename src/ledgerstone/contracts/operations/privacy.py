"""Who sees a private contract: the flag, and the people put on its list by hand."""

from __future__ import annotations

from ledgerstone.contracts import contacts, events, policy
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.projects.operations.members import hold_project
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .locking import locked_contract, named_on
from .particulars import refused


def change_privacy(
    *,
    actor: Actor,
    contract_id: int,
    expected_version: int,
    is_private: bool,
    shows_schedule_to_listed: bool,
) -> Contract:
    """Make a contract private or not, and say whether its list sees the schedule of values.

    Nobody locks themselves out: they put themselves on the list first.
    """
    with acting(actor):
        contract = locked_contract(actor, contract_id, expected_version=expected_version)
        before = (contract.is_private, contract.shows_schedule_to_listed)
        if before == (is_private, shows_schedule_to_listed):
            return contract
        contract.is_private = is_private
        contract.shows_schedule_to_listed = shows_schedule_to_listed
        if not policy.may_see(actor, contract):
            raise refused(
                "is_private",
                "You would not see this contract any more. Put yourself on its list first.",
            )
        contract.version += 1
        contract.save(update_fields=["is_private", "shows_schedule_to_listed", "version"])
        publish(
            events.PrivacyChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                is_private=is_private,
                shows_schedule=shows_schedule_to_listed,
                summary=_said(contract),
            )
        )
    return contract


def add_to_private_list(*, actor: Actor, contract_id: int, person_id: int) -> ContractPerson:
    """Put somebody of the project on the private list by hand."""
    with acting(actor):
        contract = locked_contract(actor, contract_id)
        hold_project(actor, contract.project_id)
        person = contacts.may_be_listed(contract).filter(pk=person_id).first()
        if person is None:
            raise refused("person", "Choose somebody who is on the project and not on the list.")
        row, _is_new = ContractPerson.objects.update_or_create(
            account_id=actor.account_id,
            contract_id=contract.pk,
            person_id=person.pk,
            defaults={"is_listed": True},
        )
        publish(
            events.JoinedPrivateList(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                person_id=person.pk,
                summary=f"put {person.name} on the private list",
            )
        )
    return row


def remove_from_private_list(*, actor: Actor, contract_id: int, person_id: int) -> bool:
    """Take somebody off the private list who was put there by hand; whether they left it.

    A claim contact stays on it for as long as they are one.
    """
    with acting(actor):
        contract = locked_contract(actor, contract_id)
        hold_project(actor, contract.project_id)
        row = named_on(contract, person_id, is_listed=True)
        take_off_list(actor, contract, row)
    return not row.is_contact


def take_off_list(actor: Actor, contract: Contract, row: ContractPerson) -> None:
    """Take back that somebody was put on the list by hand."""
    if row.is_contact:
        row.is_listed = False
        row.save(update_fields=["is_listed"])
    else:
        row.delete()
    publish(
        events.LeftPrivateList(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            person_id=row.person_id,
            summary=f"took {row.person.name} off the private list",
        )
    )


def _said(contract: Contract) -> str:
    if not contract.is_private:
        return "made the contract visible to the project"
    if contract.shows_schedule_to_listed:
        return "made the contract private, with its schedule for the people on its list"
    return "made the contract private"
