"""A schedule is edited while claims on it are under way: nothing that was handed in changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import CommitmentSettings
from ledgerstone.contracts.operations import Part, change_lines, split_line
from ledgerstone.contracts.schedules.schedule_edits import AddedLine, CellChange
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Piling", "100,000.00"), ("2", "Slab", "60,000.00"), ("3", "Roof", "0")])


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """A commitment of a project whose schedules are always editable."""
    CommitmentSettings.objects.update_or_create(
        account_id=scene.account.pk,
        project_id=scene.project.pk,
        defaults={"always_editable_schedule": True},
    )
    scene.period(2026, 9)
    return Desk.at(scene, rows=ROWS, retention=flat("0.10"))


def edit(desk: Desk, **batch: Any) -> Any:
    desk.contract.refresh_from_db()
    given = {"actor": desk.actor, "contract_id": desk.contract.pk, "since": desk.contract.version}
    return change_lines(**given, **batch)


def value(desk: Desk, item: str, text: str) -> CellChange:
    line = next(line for line in queries.lines(desk.contract) if line.item == item)
    return CellChange(line.pk, "scheduled_value", text)


def test_a_draft_follows_the_schedule(desk: Desk) -> None:
    draft = desk.start()
    desk.type(draft, {"1": {"percent_to_date": "50%"}, "2": {"work_to_date": "20,000"}})
    edit(
        desk,
        changes=[value(desk, "1", "120,000"), value(desk, "2", "70,000")],
        added=[AddedLine("n", {"item": "4", "description": "Cladding", "scheduled_value": "9000"})],
    )
    sheet = desk.sheet(draft)
    assert [(line.item, line.claimed) for line in sheet] == [
        ("4", 0), ("1", Decimal(60000)), ("2", Decimal(20000)), ("3", 0),
    ]  # fmt: skip
    assert desk.now(draft).claimed_to_date == Decimal("80000.00")
    assert sheet.cover.contract_sum_to_date == Decimal(199000)
    desk.submit(draft)
    assert desk.approve(draft).total_completed_and_stored == Decimal(80000)


def test_what_was_handed_in_keeps_its_amounts(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {"percent_to_date": "50%"}, "2": {"percent_to_date": "100%"}})
    desk.submit(claim)
    with pytest.raises(Invalid, match="of it is billed already"):
        edit(desk, changes=[value(desk, "2", "59,999.99")])
    edit(desk, changes=[value(desk, "1", "160,000"), value(desk, "2", "80,000")])
    assert [line.claimed for line in desk.sheet(claim)] == [50000, 60000, 0]
    certificate = desk.approve(claim)
    assert certificate.total_completed_and_stored == Decimal(110000)
    assert certificate.lines.get(item="1").percent == Decimal("31.25")
    edit(desk, changes=[value(desk, "1", "50,000")])
    with pytest.raises(Invalid):
        edit(desk, changes=[value(desk, "1", "49,999")])
    assert [line.claimed for line in desk.sheet(desk.start())] == [50000, 60000, 0]


def test_a_certified_line_is_split_and_its_rest_claimed_on_the_new_ones(desk: Desk) -> None:
    desk.certified({"1": {"work_to_date": "40,000"}})
    first = queries.lines(desk.contract)[0]
    desk.contract.refresh_from_db()
    split_line(
        actor=desk.actor, contract_id=desk.contract.pk, since=desk.contract.version,
        line_id=first.pk, parts=[Part("40000"), Part("35000", "Capping"), Part("25000", "Tests")],
    )  # fmt: skip
    claim = desk.start()
    desk.type(claim, {"1.1": {"percent_to_date": "100%"}})
    assert [(line.item, line.completed_previous, line.claimed) for line in desk.sheet(claim)] == [
        ("1", 40000, 40000), ("1.1", 0, 35000), ("1.2", 0, 0), ("2", 0, 0), ("3", 0, 0),
    ]  # fmt: skip


def test_a_line_goes_from_drafts_that_say_nothing_on_it(desk: Desk) -> None:
    ids = {line.item: line.pk for line in queries.lines(desk.contract)}
    draft = desk.start()
    desk.type(draft, {"2": {"work_to_date": "1"}})
    with pytest.raises(Invalid) as refused:
        edit(desk, removed=[ids["2"], ids["3"]])
    assert refused.value.fields == {
        f"line:{ids['2']}:item": "Claim 1 has figures on it. Clear them there first."
    }
    edit(desk, removed=[ids["3"]])
    assert [line.item for line in desk.sheet(draft)] == ["1", "2"]
    desk.submit(draft)
    desk.approve(draft)
    with pytest.raises(Invalid, match="The certificate of claim 1 lists it"):
        edit(desk, removed=[ids["1"]])
    edit(desk, changes=[value(desk, "1", "0")])
