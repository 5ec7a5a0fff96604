"""Deductions, tax and what is payable."""

from typing import Any

import pytest

from tests.core.sheets import (
    COVER_10,
    FLAT_10,
    GST,
    assert_cover,
    claim,
    codes,
    document,
    refusal,
    value,
    value_last,
)

GROSS = {"rate": "0.10", "base": "gross"}


def _taken(amount: str, taxable: bool = False) -> dict[str, Any]:
    return {"category": "liquidated damages", "amount": amount, "taxable": taxable}


def test_deductions_are_signed_and_outside_the_earned_figures() -> None:
    claims = [
        claim(1, {"A": "100.00"}, deductions=[_taken("-30.00"), _taken("-5.00")]),
        claim(2, deductions=[_taken("30.00")]),
    ]
    first, second = value(document({"A": "900.00"}, *claims, retention=FLAT_10))
    assert_cover(
        first,
        total_earned_less_retention="90.00",
        current_payment_due="90.00",
        deductions_this_period="-35.00",
        payable="55.00",
    )
    assert_cover(
        second,
        less_previous_certificates="90.00",
        deductions_this_period="30.00",
        deductions_to_date="-5.00",
        payable="30.00",
    )


def test_taxable_is_required_only_where_the_contract_has_tax() -> None:
    bare = [{"amount": "-1.00"}]
    assert len(value(document({"A": "9.00"}, claim(1, deductions=bare)))) == 1
    written = document({"A": "9.00"}, claim(1, deductions=[_taken("1.00"), *bare]), tax=GST)
    assert refusal(written)[0] == "claims[0].deductions[1].taxable"


def test_net_of_retention_and_taxable_deductions() -> None:
    deductions = [_taken("-10.00", taxable=True), _taken("-20.00")]
    only = claim(1, {"A": "100.05"}, deductions=deductions)
    valued = value_last(document({"A": "900.00"}, only, retention=FLAT_10, tax=GST))
    # 100.05 - 10.01 = 90.04; less 10.00 taxable; 8.004.
    assert_cover(valued, current_payment_due="90.04", tax="8.00", payable="68.04")


def test_gross_is_the_movement_before_retention() -> None:
    claims = [
        claim(1, {"A": {"work_to_date": "60.00", "materials_stored": "40.00"}}),
        claim(2, {"A": {"work_to_date": "130.00", "materials_stored": "0.00"}}),
        claim(3, release_retention={"share_of_held": "1"}),
    ]
    valued = value(document({"A": "900.00"}, *claims, retention=FLAT_10, tax=GROSS))
    assert [one["cover"]["tax"] for one in valued] == ["10.00", "3.00", "0.00"]
    assert [one["cover"]["payable"] for one in valued] == ["100.00", "30.00", "13.00"]


def test_tax_is_rounded_half_up_once_per_claim_and_never_cumulated() -> None:
    claims = [claim(1, {"A": "0.05"}), claim(2, {"A": "0.10"}), claim(3, {"A": "0.05"})]
    valued = value(document({"A": "900.00"}, *claims, tax=GST))
    # 0.005 up; 0.005 up again, though 10 % of 0.10 is 0.01 in all; -0.005 away from zero.
    assert [one["cover"]["tax"] for one in valued] == ["0.01", "0.01", "-0.01"]


def test_tax_follows_a_certificate_given_elsewhere() -> None:
    certificate = {
        "cover": {"total_earned_less_retention": "50.00"},
        "lines": {"A": {"completed_and_stored": "60.00"}},
    }
    for tax, taxed in ((GST, "4.00"), (GROSS, "4.00")):
        claims = [claim(1, {"A": "100.00"}, certificate=certificate), claim(2, {"A": "100.00"})]
        valued = value_last(document({"A": "900.00"}, *claims, retention=FLAT_10, tax=tax))
        assert_cover(valued, tax=taxed)


LINES = [
    {"item": "A", "scheduled_value": "900.00"},
    {"item": "F", "scheduled_value": "900.00", "tax_rate": "0"},
    {"item": "H", "scheduled_value": "900.00", "tax_rate": "0.20"},
]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_lines_with_a_tax_rate_of_their_own(retention: dict[str, str]) -> None:
    entries = {"A": "100.00", "F": "50.00", "H": "33.33"}
    written = document(LINES, claim(1, entries), retention=retention, tax=GST)
    # Net 90.00 at 10 %, 45.00 at 0, 30.00 (33.33 less 3.33) at 20 %: 9.00 + 6.00.
    assert_cover(value_last(written), tax="15.00")
    written = document(LINES, claim(1, entries), retention=retention, tax=GROSS)
    # 10.00 + 6.666.
    assert_cover(value_last(written), tax="16.67")


def test_unrounded_taxes_are_summed_and_then_rounded() -> None:
    entries = {"A": "0.04", "H": "0.02"}
    # 0.004 + 0.004 = 0.008.
    assert_cover(value_last(document(LINES, claim(1, entries), tax=GST)), tax="0.01")


def test_what_lies_on_no_line_and_deductions_bear_the_contracts_rate() -> None:
    certificate = {"cover": {"total_earned_less_retention": "80.00"}}
    claims = [
        claim(1, {"F": "100.00"}, certificate=certificate),
        claim(2, {"F": "150.00"}, deductions=[_taken("-10.00", taxable=True)]),
    ]
    # Due 70: 50 moved on the line, tax free; 20 lie on no line; 10 is deducted.
    valued = value_last(document(LINES, *claims, tax=GST))
    assert_cover(valued, current_payment_due="70.00", tax="1.00")


def test_a_release_bears_the_lines_rate_net_of_retention() -> None:
    claims = [
        claim(1, {"F": "100.00", "H": "100.00"}),
        claim(2, release_retention={"amount": "10"}),
    ]
    released = value_last(document(LINES, *claims, retention=FLAT_10, tax=GST))
    # 5.00 on each of the two lines, at 0 and at 20 %.
    assert_cover(released, current_payment_due="10.00", tax="1.00")
    gross = value_last(document(LINES, *claims, retention=FLAT_10, tax=GROSS))
    assert_cover(gross, tax="0.00")


def test_tax_rates_on_lines_need_a_tax_and_a_range() -> None:
    assert refusal(document(LINES, claim(1)))[0] == "lines[1].tax_rate"
    dear = [{**LINES[0], "tax_rate": "1.01"}]
    assert refusal(document(dear, claim(1), tax=GST))[0] == "lines[0].tax_rate"


def test_tax_on_claimed_and_on_assessed_figures() -> None:
    entry = {"work_to_date": "100.00", "assessed": {"work_to_date": "50.00", "reason": "half"}}
    valued = value_last(document({"A": "900.00"}, claim(1, {"A": entry}), tax=GST))
    assert codes(valued) == []
    assert valued["cover"]["tax"] == "5.00"
    assert valued["claimed_cover"]["tax"] == "10.00"
