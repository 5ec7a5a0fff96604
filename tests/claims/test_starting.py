"""The next claim starts where the last one was claimed, whatever was certified of it."""

import pytest

from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.contracts.schedules.schedule import RawRow
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene

ROWS = [
    RawRow(item="untouched", description="Nobody claims this", scheduled_value="1,000.00"),
    RawRow(item="percent", description="By percentage", scheduled_value="777.77"),
    RawRow(item="amount", description="By amount", scheduled_value="5,000.00"),
    RawRow(item="stored", description="With material", scheduled_value="2,000.00"),
    RawRow(item="cut", description="Assessed below", scheduled_value="3,000.00"),
    RawRow(item="credit", description="A credit", scheduled_value="(400.00)"),
    RawRow(
        item="unit", description="By quantity", quantity="120", unit="m", unit_price="12.3456"
    ),
]  # fmt: skip
TYPED = {
    "percent": {"percent_to_date": "33.3333"},
    "amount": {"work_this_period": "1,234.56"},
    "stored": {"work_to_date": "100", "materials_stored": "250.50"},
    "cut": {"percent_to_date": "50", "retention_adjustment": "7.50"},
    "credit": {"work_to_date": "-100"},
    "unit": {"quantity_to_date": "40.5", "materials_stored": "12.5"},
}


def _desk(scene: Scene, *, moves: bool) -> Desk:
    scene.period()
    return Desk.at(
        scene, rows=ROWS, retention=flat("0.05"), move_stored_to_work=moves,
        accounting_method="unit",
    )  # fmt: skip


def _to_date(sheet: ClaimSheet, *, moves: bool) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for line in sheet:
        work, stored, quantity = line.claimed_work, line.claimed_materials, line.claimed_quantity
        if moves:
            work, stored = work + stored, stored * 0
            if quantity is not None:
                quantity += line.row.claimed_stored or 0
        found[line.item] = (work, stored, quantity)
    return found


def _end(desk: Desk, claim: Claim, how: str) -> None:
    if how != "in flight":
        if how == "as noted":
            desk.type(claim, {"cut": {"assessed": "1,000"}, "stored": {"assessed_percent": "1"}})
            desk.reason(claim, ["cut", "stored"])
        desk.approve(claim)


@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("how", ["as claimed", "as noted", "in flight"])
def test_figures_to_date_stay(scene: Scene, how: str, moves: bool) -> None:
    desk = _desk(scene, moves=moves)
    last = desk.claimed(TYPED)
    claimed = _to_date(desk.sheet(last, live=True), moves=moves)
    _end(desk, last, how)
    started = desk.start()
    sheet = desk.sheet(started)
    assert _to_date(sheet, moves=False) == claimed
    adjusted = {line.item: line.claimed_entry.adjustment for line in sheet}
    assert (adjusted["cut"] is not None) is (how == "in flight")
    kept = desk.now(started)
    assert kept.claimed_to_date == sheet.claimed_cover.total_completed_and_stored
    assert kept.claimed_payable == sheet.claimed_cover.payable


def test_only_lines_that_were_claimed_beyond_the_certificate_are_entered(scene: Scene) -> None:
    desk = _desk(scene, moves=False)
    last = desk.claimed(TYPED)
    _end(desk, last, "as noted")
    started = desk.start()
    entered = ClaimLine.objects.filter(claim=started).exclude(claimed_mode="", claimed_stored=None)
    assert {line.line.item for line in entered.select_related("line")} == {"cut", "stored"}
    assert set(ClaimLine.objects.filter(claim=started).values_list("changed_in", flat=True)) == {1}


def test_a_line_certified_beyond_its_claim_stands_at_the_certificate(scene: Scene) -> None:
    desk = _desk(scene, moves=False)
    last = desk.claimed(TYPED)
    desk.type(last, {"percent": {"assessed_percent": "60"}, "credit": {"assessed": "-300"}})
    desk.type(last, {"cut": {"assessed": "1,000"}, "stored": {"assessed_percent": "70"}})
    desk.reason(last, ["cut", "credit"])
    desk.approve(last)
    sheet = desk.sheet(desk.start())
    moved = {line.item: str(line.claimed_movement) for line in sheet if line.claimed_movement}
    assert moved == {"cut": "500.00"}


def test_quantities_that_were_joined_come_to_what_they_are_worth(scene: Scene) -> None:
    """Work of 26.145 and stored 1.998 at 241.068 come to a cent less than 28.143 do at once."""
    scene.period()
    rows = [RawRow("1", "Piles", quantity="40", unit="m", unit_price="241.068")]
    desk = Desk.at(scene, rows=rows, accounting_method="unit")
    desk.certified({"1": {"quantity_to_date": "26.145", "materials_stored": "1.998"}})
    second = desk.start()
    desk.header(second, move_stored_to_work=True)
    assert str(desk.line(desk.submit(second), "1").claimed) == "6784.37"
    desk.type(second, {"1": {"assessed_quantity_to_date": "22.442"}})
    desk.reason(second, ["1"])
    desk.approve(second)
    assert str(desk.line(desk.start(), "1").claimed) == "6784.38"
