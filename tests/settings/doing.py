"""What the effects of settings have in common: changing one, and people of less than all rights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledgerstone.access.operations import create_template
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import (
    change_advanced_settings,
    change_commitment_settings,
    change_head_contract_settings,
    change_lines,
)
from ledgerstone.contracts.schedules.schedule_edits import AddedLine
from ledgerstone.directory.operations.settings import change_account_settings
from ledgerstone.documents import queries
from ledgerstone.documents.claim_pages.continuation import continuation_sheet
from ledgerstone.documents.claim_pages.model import ClaimDocument, require_ties
from ledgerstone.documents.models import Document
from ledgerstone.projects.operations import add_member
from ledgerstone.tenancy.actor import Actor
from tests.claims.desk import Desk
from tests.support.people import as_actor, worker
from tests.support.scene import Scene


def commitments(scene: Scene, **changes: Any) -> None:
    change_commitment_settings(actor=scene.actor, project_id=scene.project.pk, **changes)


def head_contracts(scene: Scene, **changes: Any) -> None:
    change_head_contract_settings(actor=scene.actor, project_id=scene.project.pk, **changes)


def account(scene: Scene, **changes: Any) -> None:
    change_account_settings(actor=scene.actor, **changes)


def advanced(scene: Scene, contract: Contract, **changes: Any) -> Contract:
    """The contract with other advanced settings."""
    version = Contract.objects.get(pk=contract.pk).version
    return change_advanced_settings(
        actor=scene.actor, contract_id=contract.pk, expected_version=version, **changes
    )


def person(scene: Scene, level: int, *grants: str, name: str = "Kim Ode") -> Actor:
    """Somebody on the project with a level on commitments and head contracts."""
    template = create_template(
        actor=scene.actor,
        scope="project",
        name=f"Level {level} for {name}",
        levels={"commitments": level, "head_contracts": level, "directory": 1},
        grants=grants,
    )
    kim = worker(scene, scene.own, name)
    add_member(
        actor=scene.actor,
        project_id=scene.project.pk,
        person_id=kim.pk,
        template_id=template.pk,
    )
    return as_actor(scene, kim)


def add_line(scene: Scene, contract: Contract) -> ScheduleLine:
    """Another line of the schedule, where it may still be changed."""
    contract.refresh_from_db()
    values = {"description": "Handrails", "scheduled_value": "1200.00"}
    change_lines(
        actor=scene.actor,
        contract_id=contract.pk,
        since=contract.version,
        added=[AddedLine("new-1", values)],
    )
    return ScheduleLine.objects.get(contract=contract, description="Handrails")


def desk_of(scene: Scene, contract: Contract) -> Desk:
    """Claims on a contract, in an open period."""
    if not scene.project.periods.exists():
        scene.period()
    return Desk(scene.actor, contract)


def sheet_columns(scene: Scene, contract: Contract) -> list[str]:
    """The headings of the continuation sheet of a draft on the contract."""
    sheet = continuation_sheet(printed(desk_of(scene, contract)))
    return [column.heading for column in sheet.columns]


def printed(desk: Desk) -> ClaimDocument:
    """What the document of a draft prints, tied out."""
    claim = desk.contract.claims.first() or desk.start()
    document = Document(account_id=claim.account_id, claim=desk.now(claim))
    contents = queries.contents(desk.actor, document)
    require_ties(contents)
    return contents


def rows(document: ClaimDocument) -> list[tuple[str, str]]:
    """Items and scheduled values of what a document prints of variations."""
    lines: Sequence[Any] = document.lines
    return [(line.item, f"{line.scheduled_value:f}") for line in lines if line.group]
