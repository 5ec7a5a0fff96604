"""One figure entered on a group of lines: how it is shared, and when nothing of it is taken."""

from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.groups import WHOLE_GROUP
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.claims.sheets.edits import SavedCells
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy.refusals import NotThere, WrongState
from tests.claims.desk import Desk
from tests.claims.test_two_editors import _colleague
from tests.support.scene import Scene

D = Decimal
ROWS = [
    RawRow(item="1", description="Footings", scheduled_value="100.00"),
    RawRow(item="2", description="Slabs", scheduled_value="150.00"),
    RawRow(item="3", description="Frames", scheduled_value="900.00"),
]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene, rows=ROWS)


def enter(
    desk: Desk, claim: Claim, items: list[str], column: str, value: str, since: int | None = None
) -> SavedCells:
    sheet = desk.sheet(claim, live=True)
    lines = [line.line_id for line in sheet if line.item in items]
    seen = sheet.version if since is None else since
    return operations.enter_on_group(
        actor=desk.actor, claim_id=claim.pk, line_ids=lines, column=column, value=value, since=seen
    )


def figures(desk: Desk, claim: Claim, column: str) -> list[str | None]:
    return [cell(line, column) for line in desk.sheet(claim, live=True)]


def test_an_amount_is_shared_by_what_is_left_to_finish(desk: Desk) -> None:
    desk.certified({"2": {"work_to_date": "100"}})
    claim = desk.start()
    # 100.00 and 50.00 are left.
    saved = enter(desk, claim, ["1", "2"], "work_this_period", "=50+50")
    assert (saved.errors, saved.conflicts) == ((), ())
    assert figures(desk, claim, "work_this_period") == ["66.67", "33.33", None]
    assert len(saved.changed) == 2
    assert desk.sheet(claim).claimed_this_period == 100


def test_what_was_entered_before_counts_for_nothing(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {"work_this_period": "90"}})
    enter(desk, claim, ["1", "2"], "work_this_period", "100")
    assert figures(desk, claim, "work_this_period") == ["40.00", "60.00", None]
    enter(desk, claim, ["1", "2"], "work_this_period", "")
    assert figures(desk, claim, "work_this_period") == [None, None, None]


def test_more_than_the_group_is_worth_is_shared_by_scheduled_value(desk: Desk) -> None:
    desk.certified({"2": {"work_to_date": "150"}})
    claim = desk.start()
    enter(desk, claim, ["1", "2"], "work_this_period", "250.01")
    assert figures(desk, claim, "work_this_period") == ["100.00", "150.01", None]


def test_percentages_are_entered_on_every_line(desk: Desk) -> None:
    desk.certified({"2": {"work_to_date": "30"}})
    claim = desk.start()
    enter(desk, claim, ["1", "2"], "work_this_period", "10%")
    assert figures(desk, claim, "work_this_period") == ["10.00", "15.00", None]
    enter(desk, claim, ["1", "2", "3"], "completed_percent", "50")
    assert figures(desk, claim, "completed_percent") == ["50.00", "50.00", "50.00"]
    assert [line.claimed for line in desk.sheet(claim)] == [50, 75, 450]


def test_an_assessment_takes_groups_too(desk: Desk) -> None:
    claim = desk.claimed({"1": {"work_to_date": "100"}, "2": {"work_to_date": "150"}})
    enter(desk, claim, ["1", "2"], "assessed_percent", "40%")
    assert [line.assessed for line in desk.sheet(claim, live=True)] == [40, 60, 0]
    enter(desk, claim, ["1", "2"], "assessed_work_this_period", "25")
    assert [line.assessed for line in desk.sheet(claim, live=True)] == [10, 15, 0]


def test_what_a_line_cannot_take_is_taken_by_none(desk: Desk, scene: Scene) -> None:
    InvoicingSettings.objects.filter(project=scene.project).update(commitments_may_over_bill=False)
    claim = desk.start()
    desk.type(claim, {"1": {"work_this_period": "7"}})
    seen = desk.now(claim).version
    saved = enter(desk, claim, ["1", "2"], "work_this_period", "251")
    first, second = saved.errors
    assert first.message.startswith("Line 1: This brings the line to 100.40")
    assert second.column == "work_this_period"
    assert figures(desk, claim, "work_this_period") == ["7.00", None, None]
    assert desk.now(claim).version == seen


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("work_this_period", "lots", "not a figure"),
        ("work_this_period", "1.005", "2 decimals"),
        ("work_this_period", "-5", "line by line"),
        ("completed_percent", "-5", "0% or more"),
        ("retention_released", "5", "no figures of a group"),
    ],
)
def test_what_is_no_figure_of_a_group_is_told_at_the_group(
    desk: Desk, column: str, value: str, said: str
) -> None:
    claim = desk.start()
    saved = enter(desk, claim, ["1", "2"], column, value)
    assert said in saved.errors[0].message
    assert figures(desk, claim, "work_this_period") == [None, None, None]


def test_lines_that_somebody_changed_meanwhile_are_told_and_kept(desk: Desk, scene: Scene) -> None:
    claim = desk.start()
    ines = Desk(_colleague(scene), desk.contract)
    seen = desk.now(claim).version
    ines.type(claim, {"2": {"work_this_period": "5"}})
    saved = enter(desk, claim, ["1", "2"], "work_this_period", "100", since=seen)
    (conflict,) = saved.conflicts
    assert conflict.by == "Ines Moreau"
    assert conflict.theirs == "5.00"
    assert "changed line 2 meanwhile" in conflict.message
    assert saved.changed == (desk.line(claim, "2").line_id,)
    assert figures(desk, claim, "work_this_period") == [None, "5.00", None]
    assert not enter(desk, claim, ["1", "2"], "work_this_period", "100").conflicts


def test_lines_billed_by_quantity_take_percentages_only(scene: Scene) -> None:
    scene.period()
    rows = [
        RawRow(item="1", description="Piles", quantity="40", unit="m", unit_price="12.50"),
        RawRow(item="2", description="Caps", quantity="8", unit="each", unit_price="100.00"),
    ]
    desk = Desk.at(scene, rows=rows, accounting_method="unit")
    claim = desk.start()
    saved = enter(desk, claim, ["1", "2"], "work_this_period", "100")
    assert "billed by quantity" in saved.errors[0].message
    enter(desk, claim, ["1", "2"], "work_this_period", "25%")
    assert figures(desk, claim, "quantity_to_date") == ["10", "2"]


def test_a_line_of_another_contract_is_no_line_of_the_group(desk: Desk, scene: Scene) -> None:
    claim = desk.start()
    saved = operations.enter_on_group(
        actor=desk.actor, claim_id=claim.pk, line_ids=[desk.line(claim, "1").line_id, 987_654_321],
        column="work_this_period", value="5", since=claim.version,
    )  # fmt: skip
    assert saved.errors[0].line_id == WHOLE_GROUP
    assert "no longer here" in saved.errors[0].message
    assert figures(desk, claim, "work_this_period") == [None, None, None]


def test_only_an_open_claim_takes_figures_of_a_group(desk: Desk) -> None:
    claim = desk.certified({"1": {"work_to_date": "10"}})
    with pytest.raises(WrongState):
        enter(desk, claim, ["1", "2"], "work_this_period", "5")
    with pytest.raises(NotThere):
        operations.enter_on_group(
            actor=desk.actor, claim_id=987_654_321, line_ids=[], column="work_this_period",
            value="5", since=1,
        )  # fmt: skip
