"""The report of retention says what the statement of the project says, contract by contract."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.retention.retention_statement import of_project
from ledgerstone.contracts.models import Opening
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.projects import queries as projects
from ledgerstone.reports.asked import Asked
from ledgerstone.reports.retention import retention
from ledgerstone.reports.scope import read_scope
from ledgerstone.reports.tables import Report
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

D = Decimal
JOB = raw_rows([("1", "Steel", "100,000.00")])
TODAY = dt.date(2026, 11, 20)
COLUMNS = ("withheld", "released", "held", "due_now", "due_soon", "security")


@pytest.fixture
def desks(scene: Scene) -> list[Desk]:
    """One with a release, events that come and a bond; one that was begun elsewhere; one bare."""
    with clock.fixed(dt.datetime(2026, 10, 5, 2, tzinfo=dt.UTC)):
        scene.period()
        first = Desk.at(scene, rows=JOB, retention=flat("0.10"))
        first.certified({"1": {"work_to_date": "40,000"}})
        claim = first.start()
        operations.release_retention(
            actor=first.actor, claim_id=claim.pk, expected_version=claim.version, share=D("0.1")
        )
        first.submit(claim)
        first.approve(claim)
        planned = [
            PlannedRelease(event="practical_completion", share=D("0.5"), happened_on=TODAY),
            PlannedRelease(
                event="end_of_defects_liability", share=D(1), due_on=dt.date(2026, 12, 24)
            ),
        ]
        plan_releases(actor=scene.actor, contract_id=first.contract.pk, planned=planned)
        given = SecurityGiven(
            kind="insurance_bond", amount=D("800.00"), received_on=dt.date(2026, 10, 1)
        )
        record_security(actor=scene.actor, contract_id=first.contract.pk, given=given)
        second = Desk.at(scene, rows=JOB, retention=flat("0.10"))
        Opening.objects.create(
            account=scene.account, contract=second.contract, last_number=3,
            less_previous_certificates=D("9000.00"), retention_held=D("700.00"),
            retention_released=D("300.00"),
        )  # fmt: skip
        third = Desk.at(scene, rows=JOB)
    return [first, second, third]


def made(scene: Scene) -> Report:
    with clock.fixed(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)):
        scope = read_scope(scene.actor, [scene.project.pk], Asked())
        return retention(scope, *projects.words(scene.project))


def test_each_contract_stands_as_in_the_statement(scene: Scene, desks: list[Desk]) -> None:
    table = made(scene).table
    stated = of_project(scene.actor, scene.project.pk, TODAY).below.statements
    assert [row.cells["number"] for row in table.rows] == [one.contract.number for one in stated]
    for row, one in zip(table.rows, stated, strict=True):
        assert [row.cells[key] for key in COLUMNS] == [getattr(one, key) for key in COLUMNS]
    assert table.totals["due_now"] == D("1800.00")
    assert table.totals["due_soon"] == D("1800.00")
    assert table.rows[0].cells["next_due"] == TODAY


def test_month_by_month_begins_with_what_was_brought(scene: Scene, desks: list[Desk]) -> None:
    behind = made(scene).behind
    assert behind is not None
    (october,) = behind.rows
    assert (october.cells["withheld"], october.cells["released"]) == (D("4000.00"), D("400.00"))
    assert october.cells["held"] == D("4300.00")
