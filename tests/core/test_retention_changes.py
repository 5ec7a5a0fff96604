"""Retention rules that change: for new work only, or for everything, from a claim on."""

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
    value,
    value_last,
)

NEW_WORK = {"from_claim": 2, "applies_to": "new_work", "work": "0.05", "materials": "0.02"}
EVERYTHING = {**NEW_WORK, "applies_to": "everything"}


def _three_claims(retention: Any, *changes: dict[str, Any], lines: Any = None) -> list[str]:
    claims = [
        claim(1, {"A": {"work_to_date": "1000.05", "materials_stored": "100.00"}}),
        claim(2, {"A": {"work_to_date": "2000.00", "materials_stored": "50.00"}}),
        claim(3, {"A": {"work_to_date": "1500.00", "materials_stored": "150.00"}}),
    ]
    valued = value(
        document(lines or {"A": "9000.00"}, *claims, retention=retention, changes=changes)
    )
    assert all(column(one, "retention") == [one["cover"]["total_retention"]] for one in valued)
    return [
        f"{one['cover']['retention_on_work']} + {one['cover']['retention_on_materials']}"
        for one in valued
    ]


@pytest.mark.parametrize("retention", [FLAT_10_5, COVER_10_5])
def test_a_change_for_new_work_keeps_what_the_rule_asked_before(retention: Any) -> None:
    # Kept 100.01 (10 % of 1,000.05 up) and 5.00; then 5 % of 999.95 is 49.9975, and 2 % of -50.
    assert _three_claims(retention, NEW_WORK) == [
        "100.01 + 5.00",
        "150.01 + 4.00",
        "125.01 + 6.00",
    ]


@pytest.mark.parametrize("retention", [FLAT_10_5, COVER_10_5])
def test_a_change_for_everything_applies_to_the_whole_base(retention: Any) -> None:
    assert _three_claims(retention, EVERYTHING) == [
        "100.01 + 5.00",
        "100.00 + 1.00",
        "75.00 + 3.00",
    ]


@pytest.mark.parametrize("retention", [FLAT_10_5, COVER_10_5])
def test_changes_follow_one_another(retention: Any) -> None:
    again = {"from_claim": 3, "applies_to": "new_work", "work": "0.10", "materials": "0.10"}
    # Kept now 150.01 and 4.00 on 2,000.00 and 50.00; then -50.00 and 10.00.
    assert _three_claims(retention, again, NEW_WORK)[2] == "100.01 + 14.00"
    whole = {**again, "applies_to": "everything"}
    assert _three_claims(retention, NEW_WORK, whole)[2] == "150.00 + 15.00"
    after_whole = _three_claims(retention, EVERYTHING, again)
    assert after_whole[2] == "50.00 + 11.00"


@pytest.mark.parametrize("retention", [FLAT_10_5, COVER_10_5])
def test_a_change_before_any_certificate_keeps_nothing(retention: Any) -> None:
    first = {**NEW_WORK, "from_claim": 1}
    assert _three_claims(retention, first)[:2] == ["50.00 + 2.00", "100.00 + 1.00"]


@pytest.mark.parametrize("retention", [FLAT_10_5, COVER_10_5])
def test_the_last_certificate_below_the_change_is_what_counts(retention: Any) -> None:
    # Claim 2 is not certified: the change stands on claim 1 at claim 3, too.
    claims = [
        claim(1, {"A": "1000.00"}),
        claim(2, {"A": "1500.00"}, certified=False),
        claim(3, {"A": "2000.00"}),
        claim(5, {"A": "3000.00"}),
    ]
    written = document({"A": "9000.00"}, *claims, retention=retention, changes=[NEW_WORK])
    held = [one["cover"]["total_retention"] for one in value(written)]
    assert held == ["100.00", "125.00", "150.00", "200.00"]


def test_what_is_kept_is_before_cap_and_adjustments() -> None:
    capped = {**FLAT_10, "cap": {"amount": "60.00"}}
    claims = [
        claim(1, {"A": {"work_to_date": "1000.00", "retention_adjustment": "-30.00"}}),
        claim(2, {"A": {"work_to_date": "500.00", "retention_adjustment": "0.00"}}),
        claim(3, {"A": {"work_to_date": "100.00"}}),
    ]
    written = document({"A": "9000.00"}, *claims, retention=capped, changes=[NEW_WORK])
    # 100 less 5 % of 500 is 75, capped; less 5 % of 900 is 55.
    held = [one["cover"]["total_retention"] for one in value(written)]
    assert held == ["30.00", "60.00", "55.00"]


def test_what_is_kept_is_net_of_the_free_amount() -> None:
    free = {**COVER_10_5, "free_amount": "300.00"}
    claims = [claim(1, {"A": "100.00"}), claim(2, {"A": "1000.00"}), claim(3, {"A": "1100.00"})]
    written = document({"A": "9000.00"}, *claims, retention=free, changes=[NEW_WORK])
    held = [one["cover"]["total_retention"] for one in value(written)]
    assert held == ["0.00", "35.00", "40.00"]
    later = {**NEW_WORK, "from_claim": 3}
    written = document({"A": "9000.00"}, *claims, retention=free, changes=[later])
    held = [one["cover"]["total_retention"] for one in value(written)]
    assert held == ["0.00", "70.00", "75.00"]


def test_a_part_with_a_rate_of_its_own_is_touched_by_no_change() -> None:
    lines = [{"item": "A", "scheduled_value": "9000.00", "retention": {"work": "0.10"}}]
    assert _three_claims(FLAT_10_5, NEW_WORK, lines=lines) == [
        "100.01 + 5.00",
        "200.00 + 4.00",
        "150.00 + 6.00",
    ]
    lines = [{"item": "A", "scheduled_value": "9000.00", "retention": {"materials": "0.05"}}]
    assert _three_claims(FLAT_10_5, EVERYTHING, lines=lines)[1:] == [
        "100.00 + 2.50",
        "75.00 + 7.50",
    ]


def test_a_variation_that_comes_after_a_change_bears_the_new_rate() -> None:
    change = [
        {"status": "approved", "approved_in_claim": 3,
         "lines": [{"item": "V", "scheduled_value": "500.00"}]}
    ]  # fmt: skip
    claims = [claim(1, {"A": "100.00"}), claim(2), claim(3, {"V": "500.00"}), claim(4)]
    valued = value_last(
        document({"A": "100.00"}, *claims, retention=FLAT_10, changes=[NEW_WORK], variations=change)
    )
    assert column(valued, "retention") == ["10.00", "25.00"]


def test_a_base_below_what_was_kept_never_asks_less_than_nothing() -> None:
    claims = [claim(1, {"A": "100.00"}), claim(2, {"A": "-500.00"})]
    for retention in (FLAT_10, COVER_10):
        written = document({"A": "900.00"}, *claims, retention=retention, changes=[NEW_WORK])
        assert_cover(value_last(written), total_retention="0.00")


def test_retention_kept_on_a_sheet_whose_earnings_cancel_out() -> None:
    lines = {"A": "900.00", "B": "-900.00"}
    claims = [claim(1, {"A": "800.00"}), claim(2, {"A": "800.00", "B": "-800.00"})]
    written = document(lines, *claims, retention=COVER_10, changes=[NEW_WORK])
    valued = value_last(written)
    # 80.00 kept, 5 % of -800 since; nothing was earned in all, so the lines share evenly.
    assert_cover(valued, total_retention="40.00")
    assert column(valued, "retention") == ["20.00", "20.00"]
