"""Short words for editing the lines of a contract, for tests to read well."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    ScheduleLine,
)
from ledgerstone.contracts.operations import change_lines
from ledgerstone.contracts.schedules.schedule_edits import CellChange, SavedLines
from ledgerstone.tenancy.refusals import Invalid
from tests.support.scene import Scene


def lines(contract: Contract) -> dict[str, ScheduleLine]:
    return {line.item: line for line in queries.lines(contract)}


def edit(
    scene: Scene, contract: Contract, *changes: tuple[str, str, str], **more: Any
) -> SavedLines:
    """Type into cells named by item and column, having seen them as they are now."""
    contract.refresh_from_db()
    there = lines(contract)
    return change_lines(
        **{
            "actor": scene.actor,
            "contract_id": contract.pk,
            "since": contract.version,
            "changes": [CellChange(there[item].pk, column, text) for item, column, text in changes],
            **more,
        }
    )


def refused_at(
    scene: Scene, contract: Contract, *changes: tuple[str, str, str], **more: Any
) -> Mapping[str, str]:
    """Where a batch is refused, places by the items of their lines; nothing of it is done."""
    there = lines(contract)
    before = list(ScheduleLine.objects.order_by("pk").values())
    with pytest.raises(Invalid) as refused:
        edit(scene, contract, *changes, **more)
    assert list(ScheduleLine.objects.order_by("pk").values()) == before
    named = {f"line:{line.pk}:": f"{item}:" for item, line in there.items()}
    return {
        next((at.replace(a, b) for a, b in named.items() if at.startswith(a)), at): sentence
        for at, sentence in refused.value.fields.items()
    }


def set_up(scene: Scene, **settings: bool) -> None:
    CommitmentSettings.objects.update_or_create(
        account_id=scene.account.pk, project_id=scene.project.pk, defaults=settings
    )


def always_editable(scene: Scene) -> None:
    set_up(scene, always_editable_schedule=True)


def bill(contract: Contract, item: str, amount: str, certified: str | None = None) -> None:
    """As if a claim had been made on a line."""
    ScheduleLine.objects.filter(contract=contract, item=item).update(
        claimed_to_date=Decimal(amount),
        certified_to_date=Decimal(certified or amount),
        billed_floor=Decimal(amount),
    )
