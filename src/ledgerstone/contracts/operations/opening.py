"""Taking a contract over in mid-job: where it stood after its last claim elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.access.actions import Action
from ledgerstone.contracts import events, policy
from ledgerstone.contracts.models import Contract, Opening, OpeningLine
from ledgerstone.contracts.opening import SUMS, Stood, check, opening_lines, warnings
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, WrongState

from .locking import locked_contract


@dataclass(frozen=True, slots=True)
class OpeningSet:
    """A contract that was taken over, and what a careful person would look at again."""

    contract: Contract
    warnings: tuple[str, ...] = ()


def set_opening(
    *, actor: Actor, contract_id: int, opening: Stood, expected_version: int | None = None
) -> OpeningSet:
    """Say where a contract stood after its last claim elsewhere; the next claim continues it.

    It must tie. Refused once there is a claim here: certificates are made on it.
    """
    with acting(actor):
        contract = _locked(actor, contract_id, expected_version)
        lines = opening_lines(contract)
        words, formats = projects.words(contract.project)
        if not lines:
            raise WrongState(
                f"There is no {words.schedule_of_values} yet. Enter it first; then say what of it "
                "was certified elsewhere."
            )
        check(contract, opening, lines)
        _remove(contract)
        _keep(contract, opening)
        certified = formats.money(opening.less_previous_certificates)
        _tell(
            actor,
            contract,
            events.OpeningSet,
            f"took the contract over after {words.claim_short} {opening.last_number}, with "
            f"{certified} certified elsewhere",
        )
        return OpeningSet(contract, warnings(contract, opening, lines))


def remove_opening(
    *, actor: Actor, contract_id: int, expected_version: int | None = None
) -> Contract:
    """Take back that a contract was claimed on elsewhere. Refused once there is a claim here."""
    with acting(actor):
        contract = _locked(actor, contract_id, expected_version)
        if not _remove(contract):
            return contract
        words, _formats = projects.words(contract.project)
        said = f"took back that the contract had {words.claim_short.plural} elsewhere"
        _tell(actor, contract, events.OpeningRemoved, said)
    return contract


def _locked(actor: Actor, contract_id: int, expected_version: int | None) -> Contract:
    contract = locked_contract(
        actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
    )
    if not policy.may_see_schedule(actor, contract):
        words, _formats = projects.words(contract.project)
        raise NotAllowed(
            f"Ask an administrator of the project to show you the {words.schedule_of_values}."
        )
    return contract


def _remove(contract: Contract) -> bool:
    found = Opening.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return bool(found.delete()[0])


def _keep(contract: Contract, given: Stood) -> None:
    opening = Opening.objects.create(
        account_id=contract.account_id,
        contract=contract,
        last_number=given.last_number,
        as_of=given.as_of,
        **{name: getattr(given, name) for name in SUMS},
    )
    insert_rows(
        OpeningLine,
        [
            {
                "account_id": contract.account_id,
                "opening_id": opening.pk,
                "line_id": line_id,
                "work": at.work,
                "materials": at.materials,
                "quantity": at.quantity,
            }
            for line_id, at in given.lines.items()
            if not at.is_nil
        ],
    )


def _tell(
    actor: Actor,
    contract: Contract,
    event: type[events.OpeningSet] | type[events.OpeningRemoved],
    summary: str,
) -> None:
    """Rooms above refuse it where claims stand on it, and bring figures up to date."""
    contract.version += 1
    contract.save(update_fields=["version"])
    publish(
        event(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            summary=summary,
        )
    )
