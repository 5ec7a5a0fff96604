"""The contract as an operation holds it: visible, allowed, and as its page showed it."""

from __future__ import annotations

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.history import queries as history
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, Stale


def named_on(contract: Contract, person_id: int, **being: bool) -> ContractPerson:
    """The row of somebody who is claim contact of a contract, or on its list; else NotThere."""
    row = (
        ContractPerson.objects.select_related("person")
        .filter(
            account_id=contract.account_id, contract_id=contract.pk, person_id=person_id, **being
        )
        .first()
    )
    if row is None:
        raise NotThere
    return row


def locked_contract(
    actor: Actor,
    contract_id: int,
    *,
    right: Action = Action.UPDATE,
    expected_version: int | None = None,
) -> Contract:
    """Lock a contract for a change that asks for a right, inside the transaction of the change.

    Stale where the contract is no longer of the version that the person looked at.
    """
    contract = (
        queries.visible_to(actor)
        .select_related("project")
        .select_for_update(of=("self",))
        .filter(pk=contract_id)
        .first()
    )
    if contract is None:
        raise NotThere
    if not policy.may(actor, contract, right):
        raise NotAllowed("Ask an administrator of the project to change this contract.")
    if expected_version is not None and expected_version != contract.version:
        since = history.of_contract(actor, contract.pk).filter(
            details__contract_version__gt=expected_version
        )
        raise Stale(
            "Somebody changed this contract since you opened it. Look at what changed and try "
            "again.",
            changes=tuple(f"{event.actor_name} {event.summary}" for event in since[:10]),
        )
    return contract
