"""What may be typed into a cell, what it comes to, and what is said where it cannot be taken."""

import datetime as dt
from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.sheets.columns import cell, columns_for
from ledgerstone.claims.sheets.edits import CellEdit, Column
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.tenancy.refusals import WrongState
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows

ROWS = raw_rows([("1", "Works", "80,000.00"), ("2", "Credit", "(2,000.00)")])
UNITS = (
    RawRow(item="10", description="Kerb", quantity="64.8", unit="m", unit_price="65.679"),
    RawRow(item="20", description="Testing", scheduled_value="5,000.00"),
)


@pytest.mark.parametrize(
    ("column", "text", "mode", "figure", "claimed"),
    [
        ("work_this_period", "1,250.50", "work_this_period", "1250.5", "1250.50"),
        ("work_this_period", "(50)", "work_this_period", "-50", "-50.00"),
        ("work_this_period", "45%", "percent_this_period", "0.45", "36000.00"),
        ("work_to_date", "=1200+340", "work_to_date", "1540", "1540.00"),
        ("work_to_date", "45%", "percent_to_date", "0.45", "36000.00"),
        ("percent_to_date", "33.333333", "percent_to_date", "0.33333333", "26666.67"),
        ("percent_this_period", "12.5%", "percent_this_period", "0.125", "10000.00"),
        ("completed_percent", "110", "percent_completed_and_stored_to_date", "1.1", "88000.00"),
        ("work_to_date", "0", "work_to_date", "0", "0.00"),
    ],
)
def test_entered_as_typed(
    scene: Scene, column: str, text: str, mode: str, figure: str, claimed: str
) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    saved = desk.type(claim, {"1": {column: text}})
    assert saved.errors == ()
    line = desk.line(claim, "1")
    assert (line.claimed_entry.mode, line.claimed_entry.figure) == (mode, Decimal(figure))
    assert line.claimed == Decimal(claimed)


@pytest.mark.parametrize(
    ("item", "column", "text", "sentence"),
    [
        ("1", "work_to_date", "about half", "This is not a figure. Type an amount such as"),
        ("1", "work_to_date", "1.234", "Type an amount with at most 2 decimals."),
        ("1", "percent_to_date", "12.3456789", "Type a percentage with at most 6 decimals."),
        ("1", "percent_to_date", "-5", "A percentage to date is 0% or more."),
        ("1", "work_to_date", "1250%", "1,250% looks like a slip: a percentage is at most 1,000%."),
        ("1", "materials_stored", "-10", "Stored materials cannot be below 0 on this line."),
        ("1", "materials_stored", "10%", "Type an amount here, not a percentage."),
        ("1", "quantity_to_date", "5", "This line has no quantities: type an amount or a"),
        ("1", "work_to_date", "1,000,000,000,000", "Type a smaller figure: twelve digits"),
        ("1", "retention_released", "-1", "A release is 0 or more."),
        ("1", "retention_adjustment", "5", "Only a line that bears retention can be adjusted."),
        ("1", "balance", "5", "This column takes no figures."),
    ],
)
def test_refused_at_the_cell(
    scene: Scene, item: str, column: str, text: str, sentence: str
) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    line = desk.line(claim, item)
    saved = operations.save_cells(
        actor=desk.actor,
        claim_id=claim.pk,
        edits=[CellEdit(line.line_id, column, text)],
        since=claim.version,
    )
    (problem,) = saved.errors
    assert (problem.line_id, problem.column) == (line.line_id, column)
    assert problem.message.startswith(sentence)
    assert saved.version == claim.version
    assert desk.line(claim, item).claimed_entry.is_empty


def test_blank_takes_the_entry_away(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    desk.certified({"1": {"work_to_date": "8,000.00", "materials_stored": "500.00"}})
    claim = desk.start()
    desk.type(claim, {"1": {"percent_to_date": "50", "materials_stored": "0"}})
    assert desk.line(claim, "1").claimed == 40_000
    desk.type(claim, {"1": {"percent_to_date": " ", "materials_stored": "–"}})
    line = desk.line(claim, "1")
    assert line.claimed_entry.is_empty
    assert (line.claimed_work, line.claimed_materials) == (8_000, 500)
    assert cell(line, "work_this_period") is None
    assert cell(line, "work_to_date") == "8000.00"


def test_one_line_several_cells_and_the_others_are_saved(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    saved = desk.type(
        claim,
        {"1": {"work_to_date": "50%", "materials_stored": "x"}, "2": {"percent_to_date": "100"}},
    )
    assert [error.column for error in saved.errors] == ["materials_stored"]
    assert saved.sheet.claimed_cover.total_completed_and_stored == Decimal("38000.00")
    assert desk.now(claim).claimed_to_date == Decimal("38000.00")


def test_unit_lines_are_measured(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=UNITS, accounting_method="unit")
    claim = desk.start()
    saved = desk.type(
        claim,
        {"10": {"quantity_to_date": "32.4", "materials_stored": "10"}, "20": {"work_to_date": "1"}},
    )
    assert not saved.errors
    kerb = desk.line(claim, "10")
    # 32.4 × 65.679 = 2,127.9996 and 10 × 65.679 = 656.79
    assert (kerb.claimed_work, kerb.claimed_materials) == (Decimal("2128.00"), Decimal("656.79"))
    assert cell(kerb, "quantity_to_date") == "32.4"
    assert cell(kerb, "materials_stored") == "10"
    (problem,) = desk.type(claim, {"10": {"work_to_date": "100"}}).errors
    assert problem.message == (
        "This line is billed by quantity: type how many m it is, or a percentage."
    )
    assert Column.WORK_TO_DATE not in columns_for(kerb, assessed=False)
    # A percentage on it is of the contract quantity.
    desk.type(claim, {"10": {"percent_to_date": "25"}})
    assert desk.line(claim, "10").claimed_quantity == Decimal("16.2")
    # Beyond the contract quantity it is measured again: a warning, even where over-billing is off.
    saved = desk.type(claim, {"10": {"quantity_to_date": "70"}})
    assert [warning.code for warning in saved.sheet.warnings] == ["over_billed", "over_quantity"]
    desk.submit(claim)
    desk.type(claim, {"10": {"assessed_quantity_to_date": "64.8"}})
    desk.reason(claim, ["10"], "rate_or_quantity", "As measured.")
    desk.approve(claim)

    # The next period counts on from the measured quantity.
    following = desk.start()
    assert desk.line(following, "10").claimed_quantity == 70
    desk.type(following, {"10": {"quantity_this_period": "1.2"}})
    assert desk.line(following, "10").claimed_quantity == 66


def test_an_unapproved_variation_counts_only_as_assessed(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS, retention=flat("0.10"))
    variation = approve_variation(
        actor=desk.actor, contract_id=desk.contract.pk, number="V1", title="More",
        lines=raw_rows([("V1-1", "More works", "10,000.00")]), approved_on=dt.date(2026, 10, 1),
    )  # fmt: skip
    variation.status = "pricing"
    variation.save(update_fields=["status"])
    claim = desk.start()
    saved = desk.type(claim, {"V1-1": {"percent_to_date": "50"}})
    assert saved.sheet.claimed_cover.total_completed_and_stored == 5_000
    assert saved.sheet.cover.total_completed_and_stored == 0
    assert [warning.message for warning in saved.sheet.warnings] == [
        "Variation V1 of line V1-1 is not approved: what is claimed on it is certified only as "
        "far as it is assessed."
    ]
    desk.submit(claim)
    line = desk.line(claim, "V1-1")
    assert (line.claimed, line.assessed, line.asks_reason(upstream=False)) == (5_000, 0, True)
    desk.type(claim, {"V1-1": {"assessed": "3,000"}})
    desk.reason(claim, ["V1-1"], "not_in_contract", "Agreed in part.")
    assert desk.approve(claim).total_completed_and_stored == 3_000


def test_claimed_and_assessed_are_typed_each_in_its_turn(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=ROWS)
    claim = desk.start()
    with pytest.raises(WrongState, match="is a draft and cannot be assessed"):
        desk.type(claim, {"1": {"assessed": "1"}})
    desk.submit(claim)
    with pytest.raises(WrongState, match="is under review and cannot be edited"):
        desk.type(claim, {"1": {"work_to_date": "1"}})
    saved = desk.type(claim, {"1": {"assessed": "10"}})
    line = desk.line(claim, "1")
    assert (line.claimed, line.assessed) == (0, 10)
    assert saved.changed == (line.line_id,)
