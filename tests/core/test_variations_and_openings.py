"""Variations approved and not, and contracts taken over mid-way."""

from typing import Any

import pytest

from tests.core.sheets import (
    COVER_10,
    FLAT_10,
    FLAT_10_5,
    GST,
    assert_cover,
    claim,
    codes,
    column,
    document,
    line,
    refusal,
    value,
    value_last,
    variation,
)


def test_an_approved_variation_counts_from_its_claim_on() -> None:
    claims = [claim(n) for n in (1, 2, 3)]
    variations = [variation("1", {"V": "-100.00"}, approved_in=2), variation("2", {"W": "30.00"})]
    valued = value(document({"A": "900.00"}, *claims, variations=variations))
    changes = [one["cover"]["net_change_by_variations"] for one in valued]
    assert changes == ["30.00", "-70.00", "-70.00"]
    assert [one["cover"]["contract_sum_to_date"] for one in valued] == [
        "930.00",
        "830.00",
        "830.00",
    ]
    assert [line(one, "V")["scheduled_value"] for one in valued] == ["0.00", "-100.00", "-100.00"]
    assert {one["cover"]["original_contract_sum"] for one in valued} == {"900.00"}


def test_lines_print_in_order_and_rejected_ones_do_not() -> None:
    variations = [
        variation("1", {"V": "1.00"}, "proposed"),
        variation("2", {"R": "1.00"}, "rejected"),
        variation("3", {"W": "1.00"}),
    ]
    valued = value_last(document({"B": "9.00", "A": "9.00"}, claim(1), variations=variations))
    assert column(valued, "item") == ["B", "A", "V", "W"]


@pytest.mark.parametrize("status", ["proposed", "approved"])
def test_claiming_on_a_variation_before_it_is_approved(status: str) -> None:
    found = variation("1", {"V": "200.00"}, status, approved_in=3)
    claims = [
        claim(1, {"V": {"percent_to_date": "0.5"}}),
        claim(2, {"V": {"percent_to_date": "0.5", "assessed": {"work_to_date": "60.00",
                                                               "reason": "in part"}}}),
        claim(3, {"V": {"percent_to_date": "0.5"}}),
    ]  # fmt: skip
    written = document({"A": "900.00"}, *claims, retention=FLAT_10, variations=[found])
    first, second, third = value(written)
    assert codes(first) == [("V", "unapproved_variation")]
    printed = line(first, "V")
    assert (printed["scheduled_value"], printed["percent"]) == ("0.00", "0.00")
    assert (printed["claimed"], printed["assessed"]) == ("100.00", "0.00")
    assert (printed["difference"], printed["reason"]) == ("-100.00", None)
    assert_cover(first, total_completed_and_stored="0.00", total_retention="0.00")
    assert first["claimed_cover"]["total_completed_and_stored"] == "100.00"
    assert first["claimed_cover"]["total_retention"] == "10.00"
    assert first["claimed_cover"]["contract_sum_to_date"] == "900.00"
    assert codes(second) == [("V", "unapproved_variation")]
    assert_cover(second, total_completed_and_stored="60.00", contract_sum_to_date="900.00")
    assert line(second, "V")["balance_to_finish"] == "-60.00"
    if status == "proposed":
        assert codes(third) == [("V", "unapproved_variation")]
        assert_cover(third, total_completed_and_stored="60.00", current_payment_due="0.00")
    else:
        assert codes(third) == []
        assert_cover(third, total_completed_and_stored="100.00", contract_sum_to_date="1100.00")


def test_what_an_assessment_leaves_out_stands_as_last_certified() -> None:
    found = variation("1", {"V": "200.00"}, "proposed")
    first = {
        "work_to_date": "50.00",
        "materials_stored": "20.00",
        "assessed": {"work_to_date": "40.00", "materials_stored": "10.00", "reason": "x"},
    }
    second = {
        "work_to_date": "90.00",
        "materials_stored": "30.00",
        "retention_adjustment": "5.00",
        "retention_released": "1.00",
        "assessed": {"percent_completed_and_stored_to_date": "0.4", "reason": "x"},
    }
    claims = [claim(1, {"V": first}), claim(2, {"V": second}), claim(3)]
    written = document({"A": "900.00"}, *claims, retention=FLAT_10, variations=[found])
    _, valued, after = value(written)
    # Stored stands at 10.00, so work is 40 % of 200.00 less 10.00; no adjustment, no release.
    printed = line(valued, "V")
    assert (printed["work_this_period"], printed["materials_stored"]) == ("30.00", "10.00")
    assert_cover(valued, total_retention="8.00", retention_released_this_period="0.00")
    assert line(after, "V")["completed_and_stored"] == "80.00"
    assert codes(after) == []


def test_an_assessment_below_what_is_claimed_on_it_needs_a_reason() -> None:
    found = variation("1", {"V": "200.00"}, "proposed")
    entry = {"V": {"work_to_date": "50.00", "assessed": {"materials_stored": "5.00"}}}
    written = document({"A": "900.00"}, claim(1, entry), variations=[found])
    valued = value_last(written)
    assert codes(valued) == [("V", "unapproved_variation"), ("V", "reason_missing")]
    assert_cover(valued, total_completed_and_stored="5.00")


def test_zeros_on_an_unapproved_variation_claim_nothing() -> None:
    found = variation("1", {"V": "200.00"}, "proposed")
    entry = {"V": {"work_to_date": "0.00", "materials_stored": "0.00"}}
    assert codes(value_last(document({"A": "9.00"}, claim(1, entry), variations=[found]))) == []


def test_over_billing_is_not_judged_on_unapproved_lines() -> None:
    found = variation("1", {"V": "200.00"}, "proposed")
    entry = {"V": {"work_to_date": "0.00", "assessed": {"work_to_date": "250.00"}}}
    written = document({"A": "9.00"}, claim(1, entry), variations=[found])
    assert codes(value_last(written)) == [("V", "unapproved_variation")]


def test_stored_material_on_an_unapproved_line_joins_work_on_a_move() -> None:
    found = variation("1", {"V": "200.00"}, "proposed")
    first = {"V": {"assessed": {"materials_stored": "10.00"}}}
    second = claim(2, {"V": {"materials_stored": "7.00"}}, move_stored_to_work=True)
    written = document({"A": "9.00"}, claim(1, first), second, variations=[found])
    printed = line(value_last(written), "V")
    assert (printed["work_previous"], printed["materials_stored"]) == ("10.00", "0.00")


def test_a_variation_added_and_taken_away_restores_the_sums() -> None:
    there = variation("1", {"V": "250.00"})
    back = variation("2", {"W": "-250.00"}, approved_in=2)
    claims = [claim(1), claim(2)]
    valued = value(document({"A": "900.00"}, *claims, variations=[there, back]))
    assert [one["cover"]["contract_sum_to_date"] for one in valued] == ["1150.00", "900.00"]


@pytest.mark.parametrize(
    ("found", "key"),
    [
        ({"status": "approved"}, "approved_in_claim"),
        ({"status": "proposed", "approved_in_claim": 2}, "approved_in_claim"),
        ({"status": "rejected", "approved_in_claim": 2}, "approved_in_claim"),
        ({"number": "1"}, "status"),
        ({"status": "agreed"}, "status"),
        ({"status": "approved", "approved_in_claim": "2"}, "approved_in_claim"),
    ],
)
def test_refused_variations(found: dict[str, Any], key: str) -> None:
    place, _ = refusal(document({"A": "1.00"}, claim(1), variations=[found]))
    assert place == f"variations[0].{key}"


def test_a_rejected_variation_cannot_be_claimed() -> None:
    found = variation("1", {"R": "1.00"}, "rejected")
    place, sentence = refusal(document({"A": "1.00"}, claim(1, {"R": "1.00"}), variations=[found]))
    assert place == "claims[0].lines[0].item"
    assert "rejected" in sentence


OPENING: dict[str, Any] = {
    "less_previous_certificates": "270.00",
    "retention_held": "30.00",
    "retention_released_to_date": "0.00",
    "deductions_to_date": "-8.00",
    "lines": {
        "A": {"work_previous": "80.00", "materials_stored": "20.00"},
        "B": {"work_previous": "200.00"},
    },
}
LINES = {"A": "500.00", "B": "500.00"}


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_an_opening_is_the_position_before_the_first_claim(retention: dict[str, str]) -> None:
    first = claim(7, {"A": {"work_this_period": "50.00"}}, opening=OPENING)
    valued = value_last(document(LINES, first, retention=retention))
    assert codes(valued) == []
    printed = line(valued, "A")
    assert (printed["work_previous"], printed["materials_stored"]) == ("80.00", "20.00")
    assert printed["movement_this_period"] == "50.00"
    assert_cover(
        valued,
        total_retention="35.00",
        retention_this_period="5.00",
        less_previous_certificates="270.00",
        current_payment_due="45.00",
        deductions_to_date="-8.00",
    )


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_what_was_released_before_starts_released(retention: dict[str, str]) -> None:
    opening = {
        **OPENING,
        "retention_held": "18.00",
        "retention_released_to_date": "12.00",
        "less_previous_certificates": "282.00",
    }
    first = claim(7, {"A": {"work_this_period": "50.00"}}, opening=opening)
    valued = value(
        document(
            LINES, first, claim(8, release_retention={"share_of_held": "1"}), retention=retention
        )
    )
    assert codes(valued[0]) == []
    # 35.00 required less 12.00; per line 12.00 lies as 10.00 to 20.00.
    assert_cover(valued[0], total_retention="23.00", retention_this_period="5.00")
    if retention is FLAT_10:
        assert column(valued[0], "retention") == ["11.00", "12.00"]
    assert_cover(valued[1], retention_released_this_period="23.00")


def test_the_opening_lies_on_lines_as_the_rule_requires_on_its_figures() -> None:
    lines = [
        {"item": "A", "scheduled_value": "500.00", "tax_rate": "0"},
        {"item": "B", "scheduled_value": "500.00"},
    ]
    opening = {**OPENING, "retention_held": "14.50", "less_previous_certificates": "285.50"}
    valued = value_last(document(lines, claim(7, opening=opening), retention=FLAT_10_5, tax=GST))
    # Required: A 8.00 + 1.00, B 20.00; 14.50 lies as 4.50 and 10.00. Now held 29.00: 14.50 less
    # is due, of which -4.50 on A is tax free.
    assert_cover(valued, total_retention="29.00", current_payment_due="-14.50", tax="-1.00")


def test_an_opening_without_a_rule_or_without_earnings() -> None:
    lines = [
        {"item": "A", "scheduled_value": "500.00", "tax_rate": "0"},
        {"item": "B", "scheduled_value": "500.00"},
    ]
    valued = value_last(document(lines, claim(7, opening=OPENING), tax=GST))
    # 30.00 lay on the lines as what they had earned, 10.00 and 20.00; nothing is held now.
    assert_cover(valued, current_payment_due="30.00", tax="2.00")
    bare = {"retention_held": "3.00", "less_previous_certificates": "-3.00"}
    valued = value_last(document(lines, claim(7, opening=bare), retention=COVER_10, tax=GST))
    assert_cover(valued, current_payment_due="3.00", tax="0.15")
    exempt = [{**one, "exempt_from_retention": True} for one in lines]
    valued = value_last(document(exempt, claim(7, opening=bare), retention=COVER_10, tax=GST))
    assert_cover(valued, current_payment_due="3.00", tax="0.15")
    one_exempt = [{**lines[0], "exempt_from_retention": True}, lines[1]]
    valued = value_last(document(one_exempt, claim(7, opening=bare), retention=COVER_10, tax=GST))
    assert_cover(valued, current_payment_due="3.00", tax="0.30")
    assert len(value(document([], claim(7, opening=bare)))) == 1


def test_an_opening_that_does_not_tie() -> None:
    opening = {**OPENING, "less_previous_certificates": "270.01"}
    valued = value_last(document(LINES, claim(7, opening=opening), retention=FLAT_10))
    assert codes(valued) == [(None, "opening_does_not_tie")]
    assert "270.00" in valued["warnings"][0]["message"]


def test_absent_figures_of_an_opening_are_zero() -> None:
    valued = value_last(document(LINES, claim(1, opening={"lines": {"A": {}}}), retention=FLAT_10))
    assert codes(valued) == []
    assert_cover(valued, less_previous_certificates="0.00", total_retention="0.00")


def test_an_opening_stands_until_a_claim_is_certified() -> None:
    first = claim(7, {"A": "300.00"}, opening=OPENING, certified=False)
    valued = value_last(document(LINES, first, claim(8), retention=FLAT_10))
    assert codes(valued) == [(None, "earlier_claim_uncertified")]
    assert line(valued, "A")["work_previous"] == "80.00"
    assert_cover(valued, less_previous_certificates="270.00", current_payment_due="0.00")


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_a_change_for_new_work_at_the_first_claim_keeps_the_opening(
    retention: dict[str, str],
) -> None:
    change = {"from_claim": 7, "applies_to": "new_work", "work": "0.05", "materials": "0.05"}
    first = claim(7, {"A": {"work_this_period": "50.00"}}, opening=OPENING)
    written = document(LINES, first, retention=retention, changes=[change])
    assert_cover(value_last(written), total_retention="32.50")
    # One that took effect earlier, when nothing is known of, applies to the whole base.
    written = document(LINES, first, retention=retention, changes=[{**change, "from_claim": 6}])
    assert_cover(value_last(written), total_retention="17.50")


def test_an_opening_of_a_unit_line() -> None:
    lines = [{"item": "U", "quantity": "10.000", "unit": "m", "unit_price": "3.0000"}]
    stood = {"work_previous": "6.01", "quantity_previous": "2.000", "materials_stored": "3.00"}
    opening = {"less_previous_certificates": "9.01", "lines": {"U": stood}}
    first = claim(1, {"U": {"quantity_this_period": "1.000"}}, opening=opening)
    printed = line(value_last(document(lines, first, method="unit")), "U")
    assert (printed["work_previous"], printed["work_this_period"]) == ("6.01", "2.99")
    assert printed["materials_stored"] == "3.00"
    bare = {"less_previous_certificates": "6.01", "lines": {"U": {"work_previous": "6.01"}}}
    first = claim(1, {"U": {"quantity_this_period": "1.000"}}, opening=bare)
    printed = line(value_last(document(lines, first, method="unit")), "U")
    assert printed["completed_and_stored"] == "3.00"


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ({"retention_held": "-0.01"}, "opening.retention_held"),
        ({"retention_released_to_date": "-1.00"}, "opening.retention_released_to_date"),
        ({"deductions_to_date": "1.005"}, "opening.deductions_to_date"),
        ({"held": "1.00"}, "opening.held"),
        ({"lines": {"X": {}}}, 'opening.lines["X"]'),
        ({"lines": {"A": {"work_previous": 1}}}, 'opening.lines["A"].work_previous'),
        ({"lines": {"A": {"quantity_previous": "1.000"}}}, 'opening.lines["A"].quantity_previous'),
        ({"lines": {"A": {"materials_stored": "-1.00"}}}, 'opening.lines["A"].materials_stored'),
        ({"lines": []}, "opening.lines"),
    ],
)
def test_refused_openings(opening: dict[str, Any], place: str) -> None:
    assert refusal(document({"A": "9.00"}, claim(1, opening=opening)))[0] == f"claims[0].{place}"


def test_stored_material_of_an_opening_on_lines_of_nothing_and_of_credit() -> None:
    opening = {"lines": {"A": {"materials_stored": "-1.00"}}}
    place = 'claims[0].opening.lines["A"].materials_stored'
    for value_of_line in ("0.00", "0.50"):
        assert refusal(document({"A": value_of_line}, claim(1, opening=opening)))[0] == place
    credit = document({"A": "-9.00"}, claim(1, opening=opening))
    assert line(value_last(credit), "A")["materials_stored"] == "-1.00"


def test_an_opening_stands_on_the_first_claim_only() -> None:
    written = document({"A": "9.00"}, claim(1), claim(2, opening={}))
    assert refusal(written)[0] == "claims[1].opening"
