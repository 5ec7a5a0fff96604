"""The retention rule: bases, bands, steps, caps, free amounts, adjustments and changes."""

from typing import Any

import pytest

from tests.core.sheets import (
    COVER_10,
    COVER_10_5,
    FLAT_10,
    FLAT_10_5,
    assert_cover,
    claim,
    column,
    document,
    line,
    refusal,
    value,
    value_last,
)

EXEMPT = {"item": "X", "scheduled_value": "1000.00", "exempt_from_retention": True}


def _held(
    retention: dict[str, Any],
    work: str,
    stored: str = "0.00",
    scheduled: str = "1000.00",
    **rest: Any,
) -> tuple[str, str, str]:
    """5a, 5b and 5 of one line's sheet."""
    entry = {"A": {"work_to_date": work, "materials_stored": stored}}
    valued = value_last(document({"A": scheduled}, claim(1, entry), retention=retention, **rest))
    cover = valued["cover"]
    assert column(valued, "retention") == [cover["total_retention"]]
    return (
        cover["retention_on_work"],
        cover["retention_on_materials"],
        cover["total_retention"],
    )


def _bands(rule: str, of: str, *bands: tuple[str | None, str], **rest: Any) -> dict[str, Any]:
    rows = [{"up_to": up_to, "of": of, "rate": rate} for up_to, rate in bands]
    return {"basis": "cover", "rule": rule, "bands": rows, **rest}


def test_without_a_rule_nothing_is_retained() -> None:
    valued = value_last(document({"A": "1000.00"}, claim(1, {"A": "500.00"})))
    assert_cover(valued, total_retention="0.00", current_payment_due="500.00")
    assert column(valued, "retention") == ["0.00"]


def test_per_line_rounds_each_lines_part() -> None:
    # 10 % of 0.05 is half a cent on each of three lines, and on their stored material.
    entries = {item: {"work_to_date": "0.05", "materials_stored": "0.05"} for item in "ABC"}
    lines = dict.fromkeys("ABC", "1.00")
    per_line = value_last(document(lines, claim(1, entries), retention=FLAT_10))
    assert_cover(
        per_line, retention_on_work="0.03", retention_on_materials="0.03", total_retention="0.06"
    )
    assert column(per_line, "retention") == ["0.02", "0.02", "0.02"]
    # On the cover one figure: 10 % of 0.30 is 0.03; stored 0.015 rounds to 0.02, work the rest.
    cover = value_last(document(lines, claim(1, entries), retention=COVER_10))
    assert_cover(
        cover, retention_on_work="0.01", retention_on_materials="0.02", total_retention="0.03"
    )
    assert column(cover, "retention") == ["0.01", "0.01", "0.01"]


def test_cover_flat_rounds_the_sum_of_both_parts_once() -> None:
    # 0.05 x 10 % + 0.10 x 5 % = 0.005 + 0.005 = 0.01; stored alone rounds to 0.01.
    assert _held(COVER_10_5, "0.05", "0.10") == ("0.00", "0.01", "0.01")
    # 123.45 x 10 % + 67.89 x 5 % = 12.345 + 3.3945 = 15.7395.
    assert _held(COVER_10_5, "123.45", "67.89") == ("12.35", "3.39", "15.74")


def test_an_override_holds_key_by_key_and_zero_is_a_rate() -> None:
    lines = [
        {"item": "A", "scheduled_value": "1000.00"},
        {"item": "B", "scheduled_value": "1000.00", "retention": {"work": "0"}},
        {"item": "C", "scheduled_value": "1000.00", "retention": {"materials": "0.50"}},
        {"item": "D", "scheduled_value": "1000.00", "retention": {"work": None}},
    ]
    entries = {item: {"work_to_date": "100.00", "materials_stored": "20.00"} for item in "ABCD"}
    valued = value_last(document(lines, claim(1, entries), retention=FLAT_10_5))
    assert column(valued, "retention") == ["11.00", "1.00", "20.00", "11.00"]
    assert_cover(valued, retention_on_work="30.00", retention_on_materials="13.00")


def test_all_and_nothing_are_rates() -> None:
    all_of_it = {**FLAT_10, "work": "1", "materials": "0"}
    assert _held(all_of_it, "100.00", "50.00") == ("100.00", "0.00", "100.00")
    lines = [{"item": "A", "scheduled_value": "10.00", "retention": {"work": "1"}, "tax_rate": "1"}]
    tax = {"rate": "1", "base": "gross"}
    valued = value_last(document(lines, claim(1, {"A": "10.00"}), retention=FLAT_10, tax=tax))
    assert_cover(valued, total_retention="10.00", tax="10.00")


def test_negative_lines_count_negative_in_the_base() -> None:
    lines = {"A": "1000.00", "B": "-500.00"}
    entries = {"A": "1000.00", "B": "-300.00"}
    per_line = value_last(document(lines, claim(1, entries), retention=FLAT_10))
    assert column(per_line, "retention") == ["100.00", "-30.00"]
    cover = value_last(document(lines, claim(1, entries), retention=COVER_10))
    assert column(cover, "retention") == ["100.00", "-30.00"]
    assert_cover(cover, total_retention="70.00")


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_the_rules_own_figure_is_not_below_zero(retention: dict[str, str]) -> None:
    lines = {"A": "1000.00", "B": "-500.00"}
    entries: dict[str, Any] = {"A": {"work_to_date": "100.00"}, "B": "-500.00"}
    nothing = value_last(document(lines, claim(1, entries), retention=retention))
    assert_cover(nothing, total_retention="0.00", retention_on_work="0.00")
    assert column(nothing, "retention") == ["0.00", "0.00"]
    # Adjustments are added to that 0, not to what lies below it.
    entries["A"]["retention_adjustment"] = "5.00"
    adjusted = value_last(document(lines, claim(1, entries), retention=retention))
    assert_cover(adjusted, total_retention="5.00", retention_on_work="5.00")
    assert column(adjusted, "retention") == ["5.00", "0.00"]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_a_part_below_zero_beside_a_greater_one_is_kept(retention: dict[str, str]) -> None:
    assert _held(retention, "-50.00", "80.00") == ("-5.00", "8.00", "3.00")


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_exempt_lines_bear_nothing_and_lie_outside_the_base(retention: dict[str, str]) -> None:
    lines = [{"item": "A", "scheduled_value": "1000.00"}, EXEMPT]
    entries = {"A": "100.00", "X": {"work_to_date": "500.00", "materials_stored": "50.00"}}
    valued = value_last(document(lines, claim(1, entries), retention=retention))
    assert column(valued, "retention") == ["10.00", "0.00"]
    assert_cover(valued, total_retention="10.00", total_completed_and_stored="650.00")


def test_exempt_lines_are_outside_the_bands_percentage_but_inside_the_caps_sum() -> None:
    lines = [{"item": "A", "scheduled_value": "1000.00"}, EXEMPT]
    half = _bands("bands", "percent_complete", ("0.50", "0.10"), (None, "0"))
    written = document(lines, claim(1, {"A": "600.00", "X": "900.00"}), retention=half)
    assert_cover(value_last(written), total_retention="50.00")
    capped = {**COVER_10, "cap": {"rate": "0.02", "of": "original_sum"}}
    written = document(lines, claim(1, {"A": "600.00"}), retention=capped)
    assert_cover(value_last(written), total_retention="40.00")


@pytest.mark.parametrize(
    ("work", "bands", "steps"),
    [
        ("0.00", "0.00", "0.00"),
        ("100.00", "10.00", "10.00"),
        ("499.99", "50.00", "50.00"),
        ("500.00", "50.00", "25.00"),  # at exactly 50 % the next band applies
        ("600.00", "55.00", "30.00"),
        ("799.99", "65.00", "40.00"),
        ("800.00", "65.00", "0.00"),  # above the last limit: nothing more, nothing at all
        ("900.00", "65.00", "0.00"),
    ],
)
@pytest.mark.parametrize("of", ["percent_complete", "amount"])
def test_bands_and_steps(work: str, bands: str, steps: str, of: str) -> None:
    limits = ("0.50", "0.80") if of == "percent_complete" else ("500.00", "800.00")
    rates = list(zip(limits, ("0.10", "0.05"), strict=True))
    assert _held(_bands("bands", of, *rates), work)[2] == bands
    assert _held(_bands("steps", of, *rates), work)[2] == steps


def test_a_band_without_end() -> None:
    bands = _bands("bands", "amount", ("500.00", "0.10"), (None, "0.01"))
    assert _held(bands, "900.00")[2] == "54.00"
    steps = _bands("steps", "amount", ("500.00", "0.10"), (None, "0.01"))
    assert _held(steps, "900.00")[2] == "9.00"
    assert _held(_bands("steps", "amount", (None, "0.01")), "900.00")[2] == "9.00"


def test_the_percentage_of_the_bands_is_unrounded() -> None:
    # 499.999... of 999.99: 49.9995 % prints 50.00 but is below the limit.
    steps = _bands("steps", "percent_complete", ("0.50", "0.10"), (None, "0"))
    assert _held(steps, "499.99", scheduled="999.99")[2] == "50.00"
    assert _held(steps, "500.00", scheduled="999.99")[2] == "0.00"


def test_bands_against_a_contract_sum_of_nothing() -> None:
    steps = _bands("steps", "percent_complete", ("0.50", "0.10"), (None, "0"))
    bands = {**steps, "rule": "bands"}
    for scheduled in ("0.00", "-10.00"):
        assert _held(steps, "100.00", scheduled=scheduled)[2] == "10.00"
        assert _held(bands, "100.00", scheduled=scheduled)[2] == "10.00"
    assert _held(bands, "-5.00", scheduled="-10.00")[2] == "0.00"


def test_bands_and_steps_split_by_work_and_stored_in_the_base() -> None:
    bands = _bands("bands", "amount", (None, "0.10"))
    # 10 % of 1.00 over 0.85 and 0.15: 8.5 and 1.5 cents, ties to the first.
    assert _held(bands, "0.85", "0.15") == ("0.09", "0.01", "0.10")
    assert _held(bands, "200.00", "100.00") == ("20.00", "10.00", "30.00")
    assert _held(bands, "-100.00", "300.00") == ("-10.00", "30.00", "20.00")


@pytest.mark.parametrize(
    ("work", "stored", "held"),
    [
        ("40.00", "0.00", ("0.00", "0.00", "0.00")),
        ("50.00", "0.00", ("0.00", "0.00", "0.00")),
        ("150.00", "0.00", ("10.00", "0.00", "10.00")),
        ("30.00", "100.00", ("0.00", "4.00", "4.00")),  # 30 off work, 20 off stored
        ("80.00", "100.00", ("3.00", "5.00", "8.00")),
        ("-10.00", "100.00", ("-1.00", "2.50", "1.50")),
    ],
)
def test_a_free_amount_comes_off_work_first(
    work: str, stored: str, held: tuple[str, str, str]
) -> None:
    assert _held({**COVER_10_5, "free_amount": "50.00"}, work, stored) == held


def test_a_free_amount_under_bands_comes_off_the_lowest_part() -> None:
    bands = _bands("bands", "amount", ("100.00", "0.10"), (None, "0.05"), free_amount="50.00")
    assert _held(bands, "40.00")[2] == "0.00"
    assert _held(bands, "80.00")[2] == "3.00"
    assert _held(bands, "300.00")[2] == "15.00"  # 50 at 10 %, 200 at 5 %
    above = {**bands, "free_amount": "150.00"}
    assert _held(above, "300.00")[2] == "7.50"


def test_limits_of_steps_are_measured_before_the_free_amount() -> None:
    steps = _bands(
        "steps", "percent_complete", ("0.50", "0.10"), (None, "0.05"), free_amount="50.00"
    )
    assert _held(steps, "40.00")[2] == "0.00"
    assert _held(steps, "499.00")[2] == "44.90"
    assert _held(steps, "500.00")[2] == "22.50"


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_a_cap_holds_until_the_contract_sum_moves_it(retention: dict[str, Any]) -> None:
    change = [
        {"status": "approved", "approved_in_claim": number,
         "lines": [{"item": item, "scheduled_value": amount}]}
        for number, item, amount in ((2, "V", "200.00"), (3, "W", "-600.10"))
    ]  # fmt: skip
    claims = [claim(1, {"A": "1000.00"}), claim(2), claim(3)]
    held = {}
    for of in ("revised_sum", "original_sum"):
        capped = {**retention, "cap": {"rate": "0.05", "of": of}}
        written = document({"A": "1000.00"}, *claims, retention=capped, variations=change)
        held[of] = [one["cover"]["total_retention"] for one in value(written)]
    # 5 % of 599.90 is 29.995, in cents 30.00.
    assert held == {
        "revised_sum": ["50.00", "60.00", "30.00"],
        "original_sum": ["50.00", "50.00", "50.00"],
    }


def test_a_cap_of_an_amount_and_of_a_negative_sum() -> None:
    fixed = {**FLAT_10, "cap": {"amount": "33.33"}}
    assert _held(fixed, "1000.00")[2] == "33.33"
    assert _held(fixed, "333.20")[2] == "33.32"
    assert _held({**FLAT_10, "cap": {"amount": "0.00"}}, "1000.00") == ("0.00", "0.00", "0.00")
    negative = {**FLAT_10, "cap": {"rate": "0.05", "of": "revised_sum"}}
    assert _held(negative, "100.00", scheduled="-10.00")[2] == "0.00"


def test_a_binding_cap_lies_on_lines_and_parts_as_the_uncapped_retention() -> None:
    capped = {**FLAT_10_5, "cap": {"amount": "10.00"}}
    entries = {item: {"work_to_date": "100.00", "materials_stored": "100.00"} for item in "ABC"}
    lines = dict.fromkeys("ABC", "200.00")
    valued = value_last(document(lines, claim(1, entries), retention=capped))
    assert column(valued, "retention") == ["3.34", "3.33", "3.33"]
    assert_cover(
        valued,
        retention_on_work="6.67",
        retention_on_materials="3.33",
        total_retention="10.00",
    )


def test_a_cap_on_a_line_that_is_negative() -> None:
    capped = {**FLAT_10, "cap": {"amount": "35.00"}}
    lines = {"A": "1000.00", "B": "-500.00"}
    written = document(lines, claim(1, {"A": "1000.00", "B": "-300.00"}), retention=capped)
    assert column(value_last(written), "retention") == ["50.00", "-15.00"]


@pytest.mark.parametrize("retention", [FLAT_10_5, COVER_10_5])
def test_adjustments_are_signed_stand_until_changed_and_count_on_work(
    retention: dict[str, str],
) -> None:
    entry = {"work_to_date": "100.00", "materials_stored": "100.00"}
    claims = [
        claim(1, {"A": {**entry, "retention_adjustment": "4.00"}}),
        claim(2),
        claim(3, {"A": {"retention_adjustment": "-6.00"}}),
        claim(4, {"A": {"retention_adjustment": "0.00"}}),
    ]
    valued = value(document({"A": "1000.00", "B": "500.00"}, *claims, retention=retention))
    parts = [
        (one["cover"]["retention_on_work"], one["cover"]["retention_on_materials"])
        for one in valued
    ]
    assert parts == [("14.00", "5.00"), ("14.00", "5.00"), ("4.00", "5.00"), ("10.00", "5.00")]
    assert [line(one, "A")["retention"] for one in valued] == ["19.00", "19.00", "9.00", "15.00"]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_adjustments_come_after_the_cap_and_may_exceed_it(retention: dict[str, Any]) -> None:
    capped = {**retention, "cap": {"amount": "10.00"}}
    entries = {"A": {"work_to_date": "100.00", "retention_adjustment": "7.00"}, "B": "300.00"}
    valued = value_last(
        document({"A": "500.00", "B": "500.00"}, claim(1, entries), retention=capped)
    )
    assert_cover(valued, total_retention="17.00", retention_on_work="17.00")
    assert column(valued, "retention") == ["9.50", "7.50"]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_where_the_total_is_cut_to_zero_every_line_is_zero(retention: dict[str, Any]) -> None:
    entries = {"A": {"work_to_date": "100.00", "retention_adjustment": "-50.00"}, "B": "300.00"}
    valued = value_last(
        document({"A": "500.00", "B": "500.00"}, claim(1, entries), retention=retention)
    )
    assert_cover(valued, total_retention="0.00", retention_on_work="0.00")
    assert column(valued, "retention") == ["0.00", "0.00"]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_a_total_of_just_zero_is_not_cut(retention: dict[str, Any]) -> None:
    entries = {"A": {"work_to_date": "100.00", "retention_adjustment": "-40.00"}, "B": "300.00"}
    valued = value_last(
        document({"A": "500.00", "B": "500.00"}, claim(1, entries), retention=retention)
    )
    assert column(valued, "retention") == ["-30.00", "30.00"]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_adjustments_on_exempt_lines_or_without_a_rule_are_refused(
    retention: dict[str, Any],
) -> None:
    entry = {"X": {"retention_adjustment": "1.00"}}
    place = "claims[0].lines[0].retention_adjustment"
    assert refusal(document([EXEMPT], claim(1, entry), retention=retention))[0] == place
    assert refusal(document({"X": "1.00"}, claim(1, entry)))[0] == place
    none = {"X": {"retention_adjustment": "0.00"}}
    assert len(value(document([EXEMPT], claim(1, none), retention=retention))) == 1


def test_an_adjustment_on_a_sheet_that_earned_nothing() -> None:
    entries = {"B": {"retention_adjustment": "7.00"}}
    valued = value_last(
        document({"A": "500.00", "B": "500.00"}, claim(1, entries), retention=COVER_10)
    )
    assert column(valued, "retention") == ["0.00", "7.00"]
