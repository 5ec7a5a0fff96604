"""Lines of quantities at unit prices, and a move of what is stored on them."""

import pytest

from tests.core.sheets import (
    UNIT_LINE,
    claim,
    column,
    document,
    line,
    refusal,
    value,
    value_last,
)


def test_unit_lines_are_worth_unit_price_times_quantity_to_date() -> None:
    claims = [
        claim(1, {"U": {"quantity_to_date": "64.800"}}),
        claim(2, {"U": {"quantity_this_period": "-0.001"}}),
        claim(3, {"U": {"quantity_this_period": "0.000"}}),
        claim(4),
    ]
    valued = value(document([UNIT_LINE], *claims, method="unit"))
    # 65.679 x 64.8 = 4,255.9992; x 64.799 = 4,255.933521.
    earned = [line(one, "U")["completed_and_stored"] for one in valued]
    assert earned == ["4256.00", "4255.93", "4255.93", "4255.93"]
    assert line(valued[0], "U")["scheduled_value"] == "6567.90"


def test_stored_on_a_unit_line_is_a_quantity() -> None:
    entry = {"quantity_to_date": "1.000", "materials_stored": "0.500"}
    printed = line(value_last(document([UNIT_LINE], claim(1, {"U": entry}), method="unit")), "U")
    # 65.679 x 0.5 = 32.8395.
    assert printed["materials_stored"] == "32.84"
    assert printed["completed_and_stored"] == "98.52"


def test_a_unit_contract_may_have_amount_lines() -> None:
    lines = [UNIT_LINE, {"item": "A", "scheduled_value": "10.00"}]
    entries = {"U": {"quantity_to_date": "1.000"}, "A": {"percent_to_date": "0.5"}}
    valued = value_last(document(lines, claim(1, entries), method="unit"))
    assert column(valued, "completed_and_stored") == ["65.68", "5.00"]


@pytest.mark.parametrize(
    "entry",
    [
        {"work_to_date": "1.00"},
        {"work_this_period": "1.00"},
        {"percent_to_date": "0.1"},
        {"percent_this_period": "0.1"},
        {"percent_completed_and_stored_to_date": "0.1"},
    ],
)
def test_unit_lines_are_entered_by_quantity_only(entry: dict[str, str]) -> None:
    place, sentence = refusal(document([UNIT_LINE], claim(1, {"U": entry}), method="unit"))
    assert place == f"claims[0].lines[0].{next(iter(entry))}"
    assert "quantity_to_date" in sentence


def test_stored_quantity_below_zero_on_unit_lines() -> None:
    entry = {"U": {"materials_stored": "-1.000"}}
    assert refusal(document([UNIT_LINE], claim(1, entry), method="unit"))[0].endswith("stored")
    credit = {**UNIT_LINE, "quantity": "-10.000"}
    valued = value_last(document([credit], claim(1, entry), method="unit"))
    assert line(valued, "U")["materials_stored"] == "-65.68"
    cheaper = {**UNIT_LINE, "unit_price": "-2.0000"}
    valued = value_last(
        document([cheaper], claim(1, {"U": {"materials_stored": "1.000"}}), method="unit")
    )
    assert line(valued, "U")["materials_stored"] == "-2.00"


def test_the_value_of_a_unit_line_is_rounded() -> None:
    # 3.333 x 0.3333 = 1.1108889.
    odd = {**UNIT_LINE, "quantity": "3.333", "unit_price": "0.3333", "scheduled_value": "1.11"}
    valued = value_last(document([odd], claim(1), method="unit"))
    assert line(valued, "U")["scheduled_value"] == "1.11"
    del odd["scheduled_value"]
    valued = value_last(document([odd], claim(1), method="unit"))
    assert line(valued, "U")["scheduled_value"] == "1.11"


def test_stored_quantity_at_a_price_below_one() -> None:
    cheap = {**UNIT_LINE, "unit_price": "0.5000"}
    for quantity, worth in (("0.500", "0.25"), ("3.000", "1.50")):
        entry = {"U": {"materials_stored": quantity}}
        valued = value_last(document([cheap], claim(1, entry), method="unit"))
        assert line(valued, "U")["materials_stored"] == worth


def test_stored_quantity_at_a_price_of_zero() -> None:
    free = {**UNIT_LINE, "unit_price": "0.0000"}
    valued = value_last(
        document([free], claim(1, {"U": {"materials_stored": "1.000"}}), method="unit")
    )
    assert line(valued, "U")["materials_stored"] == "0.00"
    taken = {"U": {"materials_stored": "-1.000"}}
    assert refusal(document([free], claim(1, taken), method="unit"))[0].endswith("stored")


@pytest.mark.parametrize("missing", ["quantity", "unit", "unit_price"])
def test_part_of_the_unit_triple_is_refused(missing: str) -> None:
    part = {key: value for key, value in UNIT_LINE.items() if key != missing}
    place, _ = refusal(document([{**part, "scheduled_value": "1.00"}], claim(1), method="unit"))
    assert place == f"lines[0].{missing}"


def test_unit_lines_need_a_unit_contract_and_a_value_that_agrees() -> None:
    assert refusal(document([UNIT_LINE], claim(1)))[0] == "lines[0].quantity"
    assert refusal(document([UNIT_LINE], claim(1), method="amount"))[0] == "lines[0].quantity"
    agreeing = {**UNIT_LINE, "scheduled_value": "6567.90"}
    assert len(value(document([agreeing], claim(1), method="unit"))) == 1
    other = {**UNIT_LINE, "scheduled_value": "6567.91"}
    place, sentence = refusal(document([other], claim(1), method="unit"))
    assert place == "lines[0].scheduled_value"
    assert "6567.90" in sentence


def test_a_scheduled_value_of_many_digits_is_quantity_times_unit_price_to_the_cent() -> None:
    line = {"item": "U", "quantity": "9" * 15, "unit": "m", "unit_price": "9" * 15 + ".99"}
    valued = value_last(document([line], claim(1), method="unit"))
    # 999999999999999 x 999999999999999.99 = 10^30 - 10^15 - 0.01 x (10^15 - 1).
    assert valued["lines"][0]["scheduled_value"] == "999999999999998990000000000000.01"
    line["scheduled_value"] = "1.00"
    assert refusal(document([line], claim(1), method="unit"))[0] == "lines[0].scheduled_value"
