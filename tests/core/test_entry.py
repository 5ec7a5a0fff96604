"""Entry modes, unit lines, stored materials, schedule changes and claim types."""

from typing import Any

import pytest

from tests.core.sheets import (
    FLAT_10_5,
    UNIT_LINE,
    assert_cover,
    claim,
    codes,
    column,
    document,
    line,
    refusal,
    value,
    value_last,
)


def _after_one(entry: dict[str, Any], lines: Any = None, first: Any = "300.00") -> dict[str, Any]:
    """The second claim's line A (1,000.00, or as given) after a first certified one."""
    written = document(lines or {"A": "1000.00"}, claim(1, {"A": first}), claim(2, {"A": entry}))
    return line(value_last(written), "A")


@pytest.mark.parametrize(
    ("entry", "this_period", "to_date"),
    [
        ({}, "0.00", "300.00"),
        ({"work_this_period": "100.05"}, "100.05", "400.05"),
        ({"work_this_period": "-100.00"}, "-100.00", "200.00"),
        ({"work_this_period": "0.00"}, "0.00", "300.00"),
        ({"work_to_date": "350.00"}, "50.00", "350.00"),
        ({"work_to_date": "0.00"}, "-300.00", "0.00"),
        ({"percent_this_period": "0.1"}, "100.00", "400.00"),
        ({"percent_this_period": "-0.05"}, "-50.00", "250.00"),
        ({"percent_to_date": "0.5"}, "200.00", "500.00"),
        ({"percent_to_date": "0"}, "-300.00", "0.00"),
        ({"percent_completed_and_stored_to_date": "0.5"}, "200.00", "500.00"),
    ],
)
def test_each_entry_mode(entry: dict[str, str], this_period: str, to_date: str) -> None:
    printed = _after_one(entry)
    assert printed["work_previous"] == "300.00"
    assert printed["work_this_period"] == this_period
    assert printed["completed_and_stored"] == to_date


def test_a_percentage_is_rounded_before_it_is_added() -> None:
    # 33.335 % of 1,000.30 is 333.450005 and rounds to 333.45.
    lines = {"A": "1000.30"}
    printed = _after_one({"percent_this_period": "0.33335"}, lines, "0.01")
    assert printed["completed_and_stored"] == "333.46"
    # Half a cent goes up, away from zero on both sides.
    lines = {"A": "0.10"}
    assert _after_one({"percent_to_date": "0.05"}, lines, "0.00")["completed_and_stored"] == "0.01"
    down = _after_one({"percent_this_period": "-0.05"}, lines, "0.05")
    assert (down["work_this_period"], down["completed_and_stored"]) == ("-0.01", "0.04")


def test_figures_of_the_period_are_differences_of_figures_to_date() -> None:
    claims = [
        claim(n, {"A": {"percent_to_date": rate}}) for n, rate in ((1, "0.3333"), (2, "0.6667"))
    ]
    first, second = value(document({"A": "100.01"}, *claims))
    # 33.333333 and 66.676667: 33.33, then 66.68 - 33.33.
    assert line(first, "A")["work_this_period"] == "33.33"
    assert line(second, "A")["work_this_period"] == "33.35"


def test_percentages_are_of_work_only() -> None:
    entry = {"percent_to_date": "0.5", "materials_stored": "200.00"}
    printed = _after_one(entry)
    assert printed["completed_and_stored"] == "700.00"
    assert printed["percent"] == "70.00"


def test_percent_completed_and_stored_takes_the_stored_of_this_entry_or_the_standing_one() -> None:
    given = {"percent_completed_and_stored_to_date": "0.5", "materials_stored": "200.00"}
    printed = _after_one(given)
    assert printed["work_this_period"] == "0.00"
    assert printed["completed_and_stored"] == "500.00"
    standing = {"percent_completed_and_stored_to_date": "0.6"}
    printed = _after_one(standing, first={"work_to_date": "300.00", "materials_stored": "150.00"})
    assert printed["materials_stored"] == "150.00"
    assert printed["work_this_period"] == "150.00"
    assert printed["completed_and_stored"] == "600.00"


def test_stored_material_stands_unless_entered_anew() -> None:
    first = {"work_to_date": "0.00", "materials_stored": "50.00"}
    assert _after_one({"work_to_date": "10.00"}, first=first)["materials_stored"] == "50.00"
    zeroed = _after_one({"materials_stored": "0.00"}, first=first)
    assert zeroed["materials_stored"] == "0.00"
    assert zeroed["movement_this_period"] == "-50.00"


def test_stored_material_below_zero_is_refused_except_on_a_negative_line() -> None:
    entry = {"A": {"materials_stored": "-0.01"}}
    place, sentence = refusal(document({"A": "100.00"}, claim(1, entry)))
    assert place == "claims[0].lines[0].materials_stored"
    assert "0 or more" in sentence
    assert refusal(document({"A": "0.00"}, claim(1, entry)))[0].endswith("materials_stored")
    valued = value_last(document({"A": "-100.00"}, claim(1, entry)))
    assert line(valued, "A")["materials_stored"] == "-0.01"


@pytest.mark.parametrize(
    ("entry", "accepted"),
    [
        ({"percent_to_date": "-0.00000001"}, False),
        ({"percent_completed_and_stored_to_date": "-0.1"}, False),
        ({"percent_this_period": "-0.1"}, True),
        ({"percent_to_date": "10"}, True),
        ({"percent_to_date": "10.00000001"}, False),
        ({"percent_this_period": "10.1"}, False),
        ({"percent_this_period": "-10.1"}, False),
        ({"percent_completed_and_stored_to_date": "11"}, False),
        ({"quantity_to_date": "1.000"}, False),
        ({"quantity_this_period": "1.000"}, False),
        ({"work_to_date": "-5.00"}, True),
    ],
)
def test_which_entries_are_refused(entry: dict[str, str], accepted: bool) -> None:
    written = document({"A": "100.00"}, claim(1, {"A": entry}))
    if accepted:
        assert len(value(written)) == 1
    else:
        assert refusal(written)[0] == f"claims[0].lines[0].{next(iter(entry))}"


def test_two_entry_modes_are_refused() -> None:
    entry = {"work_to_date": "1.00", "percent_to_date": "0.1"}
    place, _ = refusal(document({"A": "100.00"}, claim(1, {"A": entry})))
    assert place == "claims[0].lines[0].percent_to_date"
    assessed = {"assessed": {"work_this_period": "1.00", "work_to_date": "1.00"}}
    place, _ = refusal(document({"A": "100.00"}, claim(1, {"A": assessed})))
    assert place == "claims[0].lines[0].assessed.work_to_date"


@pytest.mark.parametrize(
    ("scheduled", "work", "warned"),
    [
        ("100.00", "100.00", False),
        ("100.00", "100.01", True),
        ("100.00", "-0.01", True),
        ("-100.00", "-100.00", False),
        ("-100.00", "-100.01", True),
        ("-100.00", "0.01", True),
        ("0.00", "0.01", True),
        ("0.00", "0.00", False),
    ],
)
def test_over_billing_is_a_warning(scheduled: str, work: str, warned: bool) -> None:
    valued = value_last(document({"A": scheduled}, claim(1, {"A": work})))
    assert codes(valued) == ([("A", "over_billed")] if warned else [])


def test_over_billing_counts_stored_material_and_standing_figures() -> None:
    stored = {"work_to_date": "90.00", "materials_stored": "10.01"}
    first, second = value(document({"A": "100.00"}, claim(1, {"A": stored}), claim(2)))
    assert codes(first) == codes(second) == [("A", "over_billed")]


def test_percentages_print_zero_where_the_sum_is_zero() -> None:
    valued = value_last(document({"A": "0.00"}, claim(1, {"A": "5.00"})))
    assert line(valued, "A")["percent"] == "0.00"
    assert valued["cover"]["percent_complete"] == "0.00"


def test_a_negative_line_runs_to_its_negative_value() -> None:
    printed = value_last(document({"A": "-200.00"}, claim(1, {"A": {"percent_to_date": "0.25"}})))
    assert column(printed, "completed_and_stored") == ["-50.00"]
    assert column(printed, "percent") == ["25.00"]
    assert column(printed, "balance_to_finish") == ["-150.00"]


def test_moving_stored_material_into_work() -> None:
    first = claim(1, {"A": {"work_to_date": "100.00", "materials_stored": "50.00"}, "B": "10.00"})
    second = claim(2, {"B": "20.00"}, move_stored_to_work=True)
    written = document({"A": "1000.00", "B": "100.00"}, first, second, retention=FLAT_10_5)
    before, after = value(written)
    assert_cover(before, retention_on_work="11.00", retention_on_materials="2.50")
    moved = line(after, "A")
    assert moved["work_previous"] == "150.00"
    assert moved["work_this_period"] == "0.00"
    assert moved["materials_stored"] == "0.00"
    assert moved["movement_this_period"] == "0.00"
    assert moved["retention"] == "15.00"
    assert line(after, "B")["movement_this_period"] == "10.00"
    assert_cover(after, retention_on_work="17.00", retention_on_materials="0.00")


def test_a_move_with_new_material_and_new_work() -> None:
    first = claim(1, {"A": {"work_to_date": "100.00", "materials_stored": "50.00"}})
    entry = {"work_this_period": "5.00", "materials_stored": "7.00"}
    printed = line(
        value_last(
            document({"A": "1000.00"}, first, claim(2, {"A": entry}, move_stored_to_work=True))
        ),
        "A",
    )
    assert printed["work_previous"] == "150.00"
    assert printed["work_this_period"] == "5.00"
    assert printed["materials_stored"] == "7.00"
    assert printed["movement_this_period"] == "12.00"


def test_a_move_on_a_unit_line_moves_the_quantity() -> None:
    first = claim(1, {"U": {"quantity_to_date": "1.000", "materials_stored": "2.000"}})
    second = claim(2, {"U": {"quantity_this_period": "1.000"}}, move_stored_to_work=True)
    printed = line(value_last(document([UNIT_LINE], first, second, method="unit")), "U")
    # 65.68 + 131.36 before; 65.679 x 4 = 262.716 to date.
    assert printed["work_previous"] == "197.04"
    assert printed["completed_and_stored"] == "262.72"
    only_stored = claim(1, {"U": {"materials_stored": "2.000"}})
    printed = line(value_last(document([UNIT_LINE], only_stored, second, method="unit")), "U")
    assert printed["completed_and_stored"] == "197.04"


def test_stored_material_moves_once_only() -> None:
    claims = [
        claim(1, {"A": {"materials_stored": "50.00"}}),
        claim(2, move_stored_to_work=True),
        claim(3, move_stored_to_work=True),
    ]
    last = value_last(document({"A": "100.00"}, *claims))
    assert line(last, "A")["work_previous"] == "50.00"


def test_schedule_changes_count_from_their_claim_and_the_latest_wins() -> None:
    changes = [
        {"from_claim": 3, "item": "A", "scheduled_value": "300.00"},
        {"from_claim": 2, "item": "A", "scheduled_value": "200.00"},
    ]
    percent = {"A": {"percent_to_date": "0.5"}}
    claims = [claim(n, percent) for n in (1, 2, 3, 4)]
    valued = value(document({"A": "100.00"}, *claims, schedule_changes=changes))
    sums = [one["cover"]["original_contract_sum"] for one in valued]
    assert sums == ["100.00", "200.00", "300.00", "300.00"]
    earned = [line(one, "A")["completed_and_stored"] for one in valued]
    assert earned == ["50.00", "100.00", "150.00", "150.00"]


def test_schedule_changes_count_in_a_cap_of_the_original_sum() -> None:
    retention = {**FLAT_10_5, "cap": {"rate": "0.05", "of": "original_sum"}}
    changes = [{"from_claim": 2, "item": "A", "scheduled_value": "600.00"}]
    written = document(
        {"A": "1000.00"},
        claim(1, {"A": "600.00"}),
        claim(2),
        retention=retention,
        schedule_changes=changes,
    )
    held = [one["cover"]["total_retention"] for one in value(written)]
    assert held == ["50.00", "30.00"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"from_claim": 1, "item": "U", "scheduled_value": "1.00"}, "item"),
        ({"from_claim": 1, "item": "X", "scheduled_value": "1.00"}, "item"),
        ({"from_claim": 1, "item": "A"}, "scheduled_value"),
        ({"from_claim": 0, "item": "A", "scheduled_value": "1.00"}, "from_claim"),
    ],
)
def test_refused_schedule_changes(change: dict[str, Any], key: str) -> None:
    lines = [UNIT_LINE, {"item": "A", "scheduled_value": "10.00"}]
    written = document(lines, method="unit", schedule_changes=[change])
    assert refusal(written)[0] == f"schedule_changes[0].{key}"


def test_one_schedule_change_of_an_item_per_claim() -> None:
    change = {"from_claim": 1, "item": "A", "scheduled_value": "1.00"}
    written = document({"A": "10.00"}, schedule_changes=[change, change])
    assert refusal(written)[0] == "schedule_changes[1].from_claim"


@pytest.mark.parametrize(
    ("kind", "entry", "place"),
    [
        ("work_materials", {"retention_released": "0.01"}, "retention_released"),
        ("work_materials", {"assessed": {"retention_released": "1"}}, "assessed.retention_released"),  # noqa: E501
        ("work_materials", {"retention_released": "0.00"}, None),
        ("retention_release", {"work_this_period": "0.01"}, "work_this_period"),
        ("retention_release", {"work_to_date": "50.00"}, "work_to_date"),
        ("retention_release", {"percent_this_period": "0.5"}, "percent_this_period"),
        ("retention_release", {"materials_stored": "5.00"}, "materials_stored"),
        ("retention_release", {"work_to_date": "0.00"}, "work_to_date"),
        ("retention_release", {"materials_stored": "0.00"}, "materials_stored"),
        ("retention_release", {"assessed": {"work_to_date": "1.00"}}, "assessed.work_to_date"),
        ("retention_release", {"work_this_period": "0.00"}, None),
        ("retention_release", {"retention_released": "1.00"}, None),
        ("retention_release", {"retention_adjustment": "1.00"}, None),
    ],
)  # fmt: skip
def test_a_figure_in_a_column_that_the_type_closes(
    kind: str, entry: dict[str, Any], place: str | None
) -> None:
    first = claim(1, {"A": {"work_to_date": "50.00", "materials_stored": "5.00"}})
    written = document(
        {"A": "100.00"}, first, claim(2, {"A": entry}, type=kind), retention=FLAT_10_5
    )
    if place is None:
        assert len(value(written)) == 2
    else:
        assert refusal(written)[0] == f"claims[1].lines[0].{place}"


def test_no_quantity_in_a_retention_claim() -> None:
    for quantity in ("quantity_this_period", "quantity_to_date"):
        only = claim(1, {"U": {quantity: "0.000"}}, type="retention_release")
        assert len(value(document([UNIT_LINE], only, method="unit"))) == 1


@pytest.mark.parametrize("release", [{"amount": "0.01"}, {"share_of_held": "0.5"}])
def test_a_claim_of_work_and_materials_releases_nothing(release: dict[str, str]) -> None:
    (key,) = release
    written = document(
        {"A": "1.00"},
        claim(1, type="work_materials", release_retention=release),
        retention=FLAT_10_5,
    )
    assert refusal(written)[0] == f"claims[0].release_retention.{key}"
    assessed = claim(1, type="work_materials", assessed={"release_retention": release})
    written = document({"A": "1.00"}, assessed, retention=FLAT_10_5)
    assert refusal(written)[0] == f"claims[0].assessed.release_retention.{key}"
    nothing = {key: "0" if key == "share_of_held" else "0.00"}
    only = claim(1, type="work_materials", release_retention=nothing)
    assert len(value(document({"A": "1.00"}, only, retention=FLAT_10_5))) == 1
