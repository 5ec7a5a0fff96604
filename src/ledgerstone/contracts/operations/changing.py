"""Changing a contract's particulars and its status."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ledgerstone.access.actions import Action
from ledgerstone.contracts import contacts, events, fixed, policy, queries
from ledgerstone.contracts.models import CLAIMABLE_STATUSES, STATUSES, Contract
from ledgerstone.contracts.status_words import status_word
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import WrongState
from ledgerstone.tenancy.taken import refused_at

from .contacts import drop_foreign_contacts
from .creation import join_parties, needs_lines
from .keeping import refuse_terms
from .locking import locked_contract
from .particulars import (
    assignee_of,
    company_of,
    head_contract_of,
    particulars,
    refuse_dates,
    refuse_foreign,
    refused,
)

# Particulars of a new contract that are advanced settings from then on.
_SETTINGS = frozenset(
    {
        "accounting_method", "move_stored_to_work", "claims_enabled", "certify_on_issue",
        "prefill_by",
    }
)  # fmt: skip
_PARTIES = ("company_id", "certifier_id", "contractor_id", "assignee_id", "head_contract_id")


def change_contract(
    *,
    actor: Actor,
    contract_id: int,
    expected_version: int,
    confirmed: Collection[int] = (),
    **changes: Any,
) -> Contract:
    """Change particulars, by the names that ``create_contract`` takes; not the advanced settings,
    which ``change_advanced_settings`` changes.

    Once an amount was claimed, company and head contract stay as they are. Another company drops
    the claim contacts who are not its people: ``confirmed`` are the people whom
    ``contacts.would_be_dropped`` named.
    """
    _refuse_settings(changes)
    with acting(actor):
        contract = locked_contract(actor, contract_id, expected_version=expected_version)
        values = particulars({k: v for k, v in changes.items() if k not in _PARTIES})
        values |= _parties(actor, contract, changes)
        changed = {k: v for k, v in values.items() if getattr(contract, k) != v}
        if not changed:
            return contract
        refuse_foreign(contract, changed)
        _refuse_what_is_fixed(contract, changed)
        before_id = contract.company_id
        for name, value in changed.items():
            setattr(contract, name, value)
        refuse_dates(contract, changed.keys())
        if changed.keys() & {"tax_rate", "tax_base"}:
            refuse_terms(contract, queries.contract_terms(contract), field="tax_rate")
        _save(contract, changed)
        publish(
            events.ContractChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                changed=tuple(changed),
                summary=f"changed {_listed(changed)} of the contract",
            )
        )
        if "company_id" in changed:
            _replace_company(actor, contract, before_id, confirmed)
        if changed.keys() & {"company_id", "certifier_id", "contractor_id"}:
            join_parties(actor, contract)
    return contract


def _refuse_settings(changes: Mapping[str, Any]) -> None:
    settings = sorted(changes.keys() & _SETTINGS)
    if settings:
        raise TypeError(f"Advanced settings are not particulars: {', '.join(settings)}.")


def _replace_company(
    actor: Actor, contract: Contract, before_id: int, confirmed: Collection[int]
) -> None:
    """Let go of who acted for the company that was party before; rooms above may refuse it."""
    dropped = contacts.would_be_dropped(contract, contract.company_id)
    publish(
        events.CompanyReplaced(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            before_id=before_id,
            after_id=contract.company_id,
            dropped=tuple(row.person_id for row in dropped),
            summary=f"made {contract.company.name} party to the contract",
        )
    )
    drop_foreign_contacts(actor, contract, dropped, confirmed)


def _parties(actor: Actor, contract: Contract, changes: dict[str, Any]) -> dict[str, Any]:
    """Companies and head contract, where they are among the changes."""
    values: dict[str, Any] = {}
    if "company_id" in changes:
        chosen = _other_company(actor, contract, "company", changes["company_id"])
        if chosen is None:
            raise refused("company", "Choose a company from the directory.")
        values["company_id"] = chosen
    for field in ("certifier", "contractor"):
        if f"{field}_id" in changes:
            values[f"{field}_id"] = _other_company(actor, contract, field, changes[f"{field}_id"])
    if "assignee_id" in changes:
        values["assignee_id"] = _assignee(actor, contract, changes["assignee_id"])
    if "head_contract_id" in changes:
        values["head_contract_id"] = head_contract_of(actor, contract, changes["head_contract_id"])
    return values


def _other_company(
    actor: Actor, contract: Contract, field: str, company_id: int | None
) -> int | None:
    """Who is named besides the company; it stays nameable where it was named before."""
    if company_id == getattr(contract, f"{field}_id"):
        return company_id
    return company_of(actor, contract.project_id, company_id, field=field)


def _assignee(actor: Actor, contract: Contract, person_id: int | None) -> int | None:
    if person_id == contract.assignee_id:
        return person_id
    return assignee_of(actor, contract.project_id, person_id)


def _refuse_what_is_fixed(contract: Contract, changed: dict[str, Any]) -> None:
    billed = queries.is_billed(contract)
    words, _formats = projects.words(contract.project)
    if billed and "company_id" in changed:
        raise refused("company", "Amounts were claimed, so the company stays as it is.")
    if "company_id" in changed:
        why = fixed.why_company_is_fixed(contract)
        if why is not None:
            raise refused("company", why)
    if billed and "head_contract_id" in changed:
        raise refused(
            "head_contract",
            f"Amounts were claimed, so the {words.head_contract} stays as it is.",
        )


def _save(contract: Contract, changed: dict[str, Any]) -> None:
    contract.version += 1
    taken = f"There is a contract {contract.number} on this project already."
    with refused_at(contracts_contract_number_once=("number", taken)):
        contract.save(update_fields=[*changed, "version"])


def _listed(changed: dict[str, Any]) -> str:
    """Names of fields as people say them, such as "tax rate and title"."""
    names = sorted(name.removesuffix("_id").replace("_", " ") for name in changed)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def change_status(
    *, actor: Actor, contract_id: int, status: str, expected_version: int
) -> Contract:
    """Take a contract to another status of its kind.

    It takes effect only with a schedule of values, and does not go back before that once an amount
    was claimed.
    """
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        words, _formats = projects.words(contract.project)
        if status not in STATUSES[contract.kind]:
            raise refused("status", f"A {words[contract.kind]} has no such status.")
        before = contract.status
        if status == before:
            return contract
        if status in CLAIMABLE_STATUSES and not queries.has_lines(contract):
            raise refused("status", needs_lines(words))
        stays = status in policy.EDITABLE_STATUSES or status == "void"
        if stays and queries.is_billed(contract):
            raise WrongState(
                f"Amounts of this contract were claimed, so it does not become "
                f"“{status_word(status, words)}”."
            )
        contract.status = status
        contract.version += 1
        contract.save(update_fields=["status", "version"])
        publish(
            events.StatusChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                before=before,
                after=status,
                summary=f"changed the status from {_plain(before)} to {_plain(status)}",
            )
        )
    return contract


def _plain(status: str) -> str:
    return status.replace("_", " ")
