"""The contract as an operation holds it: visible, allowed, and as its page showed it."""

from __future__ import annotations

from django.db.models import QuerySet

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.history import queries as history
from ledgerstone.history.models import Event
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, Stale

# What of a contract is also told to its claim contacts.
_TOLD_TO_ALL = (
    "contract.changed",
    "contract.executed",
    "contract.schedule_changed",
    "contract.schedule_replaced",
    "contract.status_changed",
    "contract.subcontractor_schedule_approved",
    "contract.subcontractor_schedule_returned",
    "contract.subcontractor_schedule_saved",
    "contract.subcontractor_schedule_set",
    "contract.subcontractor_schedule_submitted",
)


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


def told_to(actor: Actor, contract: Contract) -> QuerySet[Event]:
    """What happened to a contract, latest first, as far as it is for the person to know.

    Who sees no drafts of variations reads nothing of variations, nor of what is the project's own.
    """
    events = history.of_contract(actor, contract.pk)
    if policy.may(actor, contract, Action.VIEW_DRAFT_VARIATION):
        return events
    return events.filter(kind__in=_TOLD_TO_ALL)


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
        since = told_to(actor, contract).filter(details__contract_version__gt=expected_version)
        raise Stale(
            "Somebody changed this contract since you opened it. Look at what changed and try "
            "again.",
            changes=tuple(f"{event.actor_name} {event.summary}" for event in since[:10]),
        )
    return contract
