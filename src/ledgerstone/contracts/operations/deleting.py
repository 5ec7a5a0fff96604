"""Deleting a contract under which nothing was claimed, with everything under it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import ProtectedError, QuerySet

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy, queries, tool_settings
from ledgerstone.contracts.models import (
    POTENTIAL,
    REQUEST,
    VARIATION,
    Contract,
    Opening,
    ScheduleLine,
    Variation,
)
from ledgerstone.contracts.records.record_events import ContractDeleted
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState

from .locking import locked_contract

# How many of those that stand in the way are named.
_NAMED = 5


def delete_contract(*, actor: Actor, contract_id: int, expected_version: int) -> Contract:
    """Delete a contract with its lines, variations, people, files and terms; its history stays.

    Refused where an account locks it, where it has claims, payments or an opening position, while
    commitments belong to it, and while variations of others are recovered through its own.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.DELETE, expected_version=expected_version
        )
        why = why_it_stays(actor, contract)
        if why is not None:
            raise WrongState(why)
        publish(
            ContractDeleted(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                summary=f"deleted {contract.number} {contract.title}",
            )
        )
        pk = contract.pk
        try:
            _delete(contract)
        except ProtectedError as error:
            raise WrongState(
                f"Other records belong to {contract.number}, so it is not deleted."
            ) from error
        contract.pk = pk
    return contract


def why_it_stays(actor: Actor, contract: Contract) -> str | None:
    """Why a contract is not deleted, as far as this room knows; None where nothing stands here."""
    words, _formats = projects.words(contract.project)
    locked = policy.why_agreed_is_locked(contract, tool_settings.rules_for(contract))
    if locked is not None:
        return locked
    of_account = {"account_id": contract.account_id}
    if Opening.objects.filter(contract_id=contract.pk, **of_account).exists():
        return (
            f"{contract.number} was taken over in mid-job: it has an opening position. "
            "Remove that first."
        )
    under = Contract.objects.filter(head_contract_id=contract.pk, **of_account)
    if named := _named(actor, under):
        return (
            f"{named} belong to this {words.head_contract}. Let them belong to another one first."
        )
    recovered = Variation.objects.filter(head_variation__contract_id=contract.pk, **of_account)
    others = Contract.objects.filter(pk__in=recovered.values("contract_id"), **of_account)
    if named := _named(actor, others):
        return (
            f"{words.variation.plural_capitalised} of {named} are recovered through it. "
            "Take these links away first."
        )
    return None


def _named(actor: Actor, contracts: QuerySet[Contract]) -> str:
    """The contracts that stand in the way, those that the person does not see only counted."""
    count = contracts.count()
    if not count:
        return ""
    seen = queries.visible_to(actor).filter(pk__in=contracts.values("pk")).order_by("number")
    numbers = list(seen.values_list("number", flat=True)[:_NAMED])
    more = count - len(numbers)
    if more:
        numbers.append(f"{more} more" if numbers else f"{more} that you do not see")
    return _listed(numbers)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _delete(contract: Contract) -> None:
    """What refers to another record of the contract goes before it."""
    here = {"account_id": contract.account_id, "contract_id": contract.pk}
    ScheduleLine.objects.filter(parent__isnull=False, **here).delete()
    ScheduleLine.objects.filter(**here).delete()
    for kind in (POTENTIAL, REQUEST, VARIATION):
        Variation.objects.filter(kind=kind, **here).delete()
    contract.delete()
