"""Marking a contract as executed: signed by both, whatever its status."""

from __future__ import annotations

import datetime as dt

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.records.record_events import ContractExecuted
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .locking import locked_contract
from .particulars import refuse_dates, refused


def change_executed(
    *,
    actor: Actor,
    contract_id: int,
    expected_version: int,
    is_executed: bool,
    executed_date: dt.date | None = None,
) -> Contract:
    """Say whether a contract is executed and, where it is known, on which day it was."""
    with acting(actor):
        contract = locked_contract(
            actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
        )
        if executed_date is not None and not is_executed:
            raise refused(
                "executed_date",
                "Mark the contract as executed, or leave the day empty.",
            )
        return keep_executed(actor, contract, is_executed=is_executed, on=executed_date)


def keep_executed(
    actor: Actor, contract: Contract, *, is_executed: bool, on: dt.date | None
) -> Contract:
    """Mark a contract that is locked already, such as by the signed copy that was attached."""
    if (contract.is_executed, contract.executed_date) == (is_executed, on):
        return contract
    contract.is_executed, contract.executed_date = is_executed, on
    refuse_dates(contract, {"executed_date"})
    contract.version += 1
    contract.save(update_fields=["is_executed", "executed_date", "version"])
    publish(
        ContractExecuted(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            is_executed=is_executed,
            on="" if on is None else on.isoformat(),
            summary=_said(contract),
        )
    )
    return contract


def _said(contract: Contract) -> str:
    if not contract.is_executed:
        return "marked the contract as not executed"
    if contract.executed_date is None:
        return "marked the contract as executed"
    _words, formats = projects.words(contract.project)
    return f"marked the contract as executed on {formats.day(contract.executed_date)}"
