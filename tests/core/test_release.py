"""Releases of retention: one-off, by share, on an event, on lines; and how they print."""

from typing import Any

import pytest

from tests.core.sheets import (
    COVER_10,
    COVER_10_5,
    FLAT_10,
    FLAT_10_5,
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

PC = {"share_of_held": "0.5", "event": "practical_completion"}
END = {"share_of_held": "1", "event": "end_of_defects"}
BOTH = pytest.mark.parametrize("retention", [FLAT_10, COVER_10])


def _held(written: dict[str, Any]) -> list[str]:
    return [one["cover"]["total_retention"] for one in value(written)]


def _released(written: dict[str, Any]) -> list[str]:
    return [one["cover"]["retention_released_this_period"] for one in value(written)]


@BOTH
def test_a_one_off_release_does_not_reduce_later_withholding(retention: dict[str, str]) -> None:
    for release in ({"amount": "4.00"}, {"amount": "4.00", "event": "x"}, {"share_of_held": "0.4"}):
        claims = [claim(1, {"A": "100.00"}), claim(2, release_retention=release),
                  claim(3, {"A": "200.00"})]  # fmt: skip
        written = document({"A": "900.00"}, *claims, retention=retention)
        assert _held(written) == ["10.00", "6.00", "16.00"]
        assert _released(written) == ["0.00", "4.00", "0.00"]


@BOTH
def test_after_practical_completion_only_half_is_held_whatever_comes(
    retention: dict[str, str],
) -> None:
    claims = [
        claim(1, {"A": "100.00"}),
        claim(2, release_retention=PC),
        claim(3, {"A": "200.00"}),
        claim(4, release_retention=END),
        claim(5, {"A": "800.00"}),
    ]
    written = document({"A": "900.00"}, *claims, retention=retention)
    assert _held(written) == ["10.00", "5.00", "10.00", "0.00", "0.00"]
    assert _released(written) == ["0.00", "5.00", "0.00", "10.00", "0.00"]


@BOTH
def test_an_event_scales_earlier_one_off_releases(retention: dict[str, str]) -> None:
    claims = [
        claim(1, {"A": "100.00"}, release_retention={"amount": "4.00"}),
        claim(2, release_retention=PC),
        claim(3, {"A": "200.00"}),
    ]
    # 10 - 4 = 6, half is 3; then 20 / 2 - 4 / 2 = 8.
    assert _held(document({"A": "900.00"}, *claims, retention=retention)) == [
        "6.00",
        "3.00",
        "8.00",
    ]


@BOTH
def test_shares_apply_after_this_claims_own_withholding(retention: dict[str, str]) -> None:
    claims = [claim(1, {"A": "100.00"}), claim(2, {"A": "300.00"}, release_retention=PC)]
    last = value_last(document({"A": "900.00"}, *claims, retention=retention))
    assert_cover(
        last,
        total_retention="15.00",
        retention_released_this_period="15.00",
        retention_this_period="20.00",
        current_payment_due="195.00",
    )


@BOTH
def test_the_release_printed_is_the_difference_of_held_figures(retention: dict[str, str]) -> None:
    # Required 0.05: half kept unrounded is 0.025, held 0.03; then the rest.
    claims = [
        claim(1, {"A": "0.50"}, release_retention={"share_of_held": "0.5"}),
        claim(2, release_retention={"share_of_held": "0.5"}),
        claim(3, {"A": "0.60"}),
        claim(4, release_retention=END),
    ]
    written = document({"A": "900.00"}, *claims, retention=retention)
    # 0.025; 0.0125; 0.0225.
    assert _held(written) == ["0.03", "0.01", "0.02", "0.00"]
    assert _released(written) == ["0.02", "0.02", "0.00", "0.02"]


@BOTH
def test_more_released_than_held_releases_what_is_held(retention: dict[str, str]) -> None:
    claims = [
        claim(1, {"A": "100.00"}, release_retention={"amount": "10.01"}),
        claim(2, {"A": "200.00"}, release_retention={"amount": "10.00"}),
        claim(3, release_retention={"amount": "0.01"}),
    ]
    valued = value(document({"A": "900.00"}, *claims, retention=retention))
    above = [(None, "release_above_held")]
    assert [codes(one) for one in valued] == [above, [], above]
    assert [one["cover"]["retention_released_this_period"] for one in valued] == [
        "10.00",
        "10.00",
        "0.00",
    ]


def test_a_claimed_release_above_held_warns_though_assessed_within() -> None:
    only = claim(
        1,
        {"A": "100.00"},
        release_retention={"amount": "11.00"},
        assessed={"release_retention": {"amount": "10.00"}, "reason": "held is 10.00"},
    )
    assert codes(value_last(document({"A": "900.00"}, only, retention=FLAT_10))) == [
        (None, "release_above_held")
    ]


@BOTH
def test_a_base_that_falls_below_what_was_released_holds_nothing(
    retention: dict[str, str],
) -> None:
    claims = [
        claim(1, {"A": "100.00", "B": "100.00"}, release_retention={"amount": "18.00"}),
        claim(2, {"A": "0.00"}),
        claim(3, release_retention={"share_of_held": "0.5"}),
        claim(4, {"A": "100.00"}),
    ]
    valued = value(document({"A": "900.00", "B": "100.00"}, *claims, retention=retention))
    held = [one["cover"]["total_retention"] for one in valued]
    # Required 20, 10, 10, 20 less 18; the share of nothing releases nothing.
    assert held == ["2.00", "0.00", "0.00", "2.00"]
    assert [codes(one) for one in valued] == [[], [], [], []]
    assert column(valued[1], "retention") == ["0.00", "0.00"]
    assert valued[1]["cover"]["retention_this_period"] == "-2.00"
    assert column(valued[3], "retention") == ["1.00", "1.00"]


@BOTH
def test_retention_this_period(retention: dict[str, str]) -> None:
    claims = [
        claim(1, {"A": "100.00"}),
        claim(2, {"A": "150.00"}, release_retention={"amount": "3.00"}),
        claim(3, {"A": "50.00"}),
    ]
    valued = value(document({"A": "900.00"}, *claims, retention=retention))
    this = [one["cover"]["retention_this_period"] for one in valued]
    assert this == ["10.00", "5.00", "-10.00"]
    assert [one["cover"]["total_retention"] for one in valued] == ["10.00", "12.00", "2.00"]


@pytest.mark.parametrize(
    ("release", "key"),
    [
        ({"amount": "-0.01"}, ".amount"),
        ({"share_of_held": "-0.1"}, ".share_of_held"),
        ({"share_of_held": "1.01"}, ".share_of_held"),
        ({"amount": "1.00", "share_of_held": "0.5"}, ""),
        ({"event": "practical_completion"}, ""),
        ({}, ""),
        ({"amount": "1.001"}, ".amount"),
        ({"amount": 1}, ".amount"),
        ({"share": "1"}, ".share"),
    ],
)
def test_refused_releases(release: dict[str, Any], key: str) -> None:
    written = document({"A": "1.00"}, claim(1, release_retention=release), retention=FLAT_10)
    assert refusal(written)[0] == f"claims[0].release_retention{key}"
    assessed = claim(1, assessed={"release_retention": release})
    written = document({"A": "1.00"}, assessed, retention=FLAT_10)
    assert refusal(written)[0] == f"claims[0].assessed.release_retention{key}"


def test_a_release_without_a_rule_releases_nothing() -> None:
    only = claim(1, {"A": {"retention_released": "1.00"}}, release_retention={"amount": "1.00"})
    valued = value_last(document({"A": "9.00"}, only))
    assert codes(valued) == [("A", "release_above_held"), (None, "release_above_held")]
    assert_cover(valued, total_retention="0.00", retention_released_this_period="0.00")


def test_parts_after_a_release_follow_the_required_parts() -> None:
    entry = {"A": {"work_to_date": "100.00", "materials_stored": "100.00"}}
    for retention in (FLAT_10_5, COVER_10_5):
        only = claim(1, entry, release_retention={"amount": "5.00"})
        valued = value_last(document({"A": "900.00"}, only, retention=retention))
        # 10.00 and 5.00 were required; 10.00 held splits 6.67 and 3.33.
        assert_cover(valued, retention_on_work="6.67", retention_on_materials="3.33")
        all_of_it = claim(1, entry, release_retention=END)
        valued = value_last(document({"A": "900.00"}, all_of_it, retention=retention))
        assert_cover(valued, retention_on_work="0.00", retention_on_materials="0.00")


def test_parts_after_a_release_with_adjustment_and_cap() -> None:
    entry = {"work_to_date": "100.00", "materials_stored": "100.00", "retention_adjustment": "5.00"}
    only = claim(1, {"A": entry}, release_retention={"amount": "10.00"})
    valued = value_last(document({"A": "900.00"}, only, retention=FLAT_10_5))
    # Required 15.00 on work with its adjustment, 5.00 on materials; 10.00 held.
    assert_cover(valued, retention_on_work="7.50", retention_on_materials="2.50")
    capped = {**FLAT_10_5, "cap": {"amount": "7.50"}}
    only = claim(1, {"A": entry}, release_retention={"amount": "2.50"})
    valued = value_last(document({"A": "900.00"}, only, retention=capped))
    # Capped 5.00 and 2.50, then 5.00 on work: 10.00 to 2.50, of which 10.00 is held.
    assert_cover(valued, retention_on_work="8.00", retention_on_materials="2.00")
    nothing_earned = {"A": {"retention_adjustment": "5.00"}}
    only = claim(1, nothing_earned, release_retention={"amount": "2.00"})
    valued = value_last(document({"A": "900.00"}, only, retention=FLAT_10_5))
    assert_cover(valued, retention_on_work="3.00", retention_on_materials="0.00")


def test_a_whole_claim_release_lies_on_lines_as_what_is_held() -> None:
    lines = dict.fromkeys("ABC", "100.00")
    first = claim(1, dict.fromkeys("ABC", "100.00"), release_retention={"amount": "10.00"})
    second = claim(2, release_retention={"share_of_held": "0.5"})
    valued = value(document(lines, first, second, retention=FLAT_10))
    # Released 3.34, 3.33 and 3.33, so 6.66, 6.67 and 6.67 are held; half is 3.33, 3.335, 3.335.
    assert column(valued[0], "retention") == ["6.66", "6.67", "6.67"]
    assert column(valued[1], "retention") == ["3.33", "3.34", "3.33"]
    assert_cover(valued[1], total_retention="10.00")


def test_releases_on_lines() -> None:
    claims = [
        claim(1, {"A": "100.00", "B": "200.00"}),
        claim(2, {"A": {"retention_released": "4.00"}}),
        claim(3, {"A": "200.00"}),
    ]
    valued = value(document({"A": "900.00", "B": "900.00"}, *claims, retention=FLAT_10))
    assert [column(one, "retention") for one in valued] == [
        ["10.00", "20.00"],
        ["6.00", "20.00"],
        ["16.00", "20.00"],
    ]
    assert_cover(valued[1], retention_released_this_period="4.00", retention_this_period="0.00")


def test_releases_on_lines_come_before_the_claims_release() -> None:
    entries = {"A": {"work_to_date": "100.00", "retention_released": "4.00"}, "B": "100.00"}
    only = claim(1, entries, release_retention={"share_of_held": "0.5"})
    valued = value_last(document({"A": "900.00", "B": "900.00"}, only, retention=FLAT_10))
    assert column(valued, "retention") == ["3.00", "5.00"]
    assert_cover(valued, retention_released_this_period="12.00")


def test_a_line_releases_at_most_what_it_holds() -> None:
    entries = {"A": {"work_to_date": "100.00", "retention_released": "10.01"}, "B": "100.00"}
    valued = value_last(
        document({"A": "900.00", "B": "900.00"}, claim(1, entries), retention=FLAT_10)
    )
    assert codes(valued) == [("A", "release_above_held")]
    assert column(valued, "retention") == ["0.00", "10.00"]


def test_lines_release_together_at_most_what_the_sheet_holds() -> None:
    entries = {
        "A": {"work_to_date": "100.00", "retention_released": "10.00"},
        "B": {"work_to_date": "100.00", "retention_released": "10.00"},
        "C": {"work_to_date": "-50.00", "retention_released": "1.00"},
    }
    lines = {"A": "900.00", "B": "900.00", "C": "-900.00"}
    valued = value_last(document(lines, claim(1, entries), retention=FLAT_10))
    assert codes(valued) == [("B", "release_above_held"), ("C", "release_above_held")]
    assert column(valued, "retention") == ["0.00", "5.00", "-5.00"]
    assert_cover(valued, total_retention="0.00", retention_released_this_period="15.00")


def test_a_line_may_hold_less_than_nothing_but_lines_sum_to_the_total() -> None:
    claims = [
        claim(1, {"A": {"work_to_date": "100.00", "retention_released": "10.00"}, "B": "100.00"}),
        claim(2, {"A": "50.00"}),
    ]
    valued = value_last(document({"A": "900.00", "B": "900.00"}, *claims, retention=FLAT_10))
    assert column(valued, "retention") == ["-5.00", "10.00"]
    assert_cover(valued, total_retention="5.00")


@pytest.mark.parametrize("retention", [COVER_10, {**FLAT_10, "cap": {"amount": "5.00"}}])
def test_releases_on_lines_are_refused_on_the_cover_and_under_a_cap(retention: Any) -> None:
    entry = {"work_to_date": "9.00", "retention_released": "0.01"}
    place, sentence = refusal(document({"A": "9.00"}, claim(1, {"A": entry}), retention=retention))
    assert place == "claims[0].lines[0].retention_released"
    assert "release_retention" in sentence
    assessed = {"A": {"assessed": {"retention_released": "0.01"}}}
    place, _ = refusal(document({"A": "9.00"}, claim(1, assessed), retention=retention))
    assert place == "claims[0].lines[0].assessed.retention_released"


def test_a_negative_release_on_a_line_is_refused() -> None:
    entry = {"A": {"retention_released": "-0.01"}}
    place, _ = refusal(document({"A": "9.00"}, claim(1, entry), retention=FLAT_10))
    assert place == "claims[0].lines[0].retention_released"


def test_on_the_cover_each_line_prints_its_share_of_what_is_held_plus_its_adjustment() -> None:
    entries = {"A": {"work_to_date": "100.00", "retention_adjustment": "6.00"}, "B": "300.00"}
    claims = [claim(1, entries), claim(2, release_retention={"amount": "6.00"}),
              claim(3, release_retention=END)]  # fmt: skip
    valued = value(document({"A": "900.00", "B": "900.00"}, *claims, retention=COVER_10))
    assert [column(one, "retention") for one in valued] == [
        ["16.00", "30.00"],
        ["14.50", "25.50"],
        ["0.00", "0.00"],
    ]


def test_half_and_the_rest_under_an_odd_cent() -> None:
    lines = {"A": "100.00", "B": "100.00", "C": "100.00"}
    work = {"A": "33.35", "B": "33.35", "C": "33.35"}
    claims = [claim(1, work), claim(2, release_retention=PC), claim(3, release_retention=END)]
    valued = value(document(lines, *claims, retention=FLAT_10))
    # 3.34 each is 10.02; half of each is 1.67.
    assert [one["cover"]["total_retention"] for one in valued] == ["10.02", "5.01", "0.00"]
    assert column(valued[1], "retention") == ["1.67", "1.67", "1.67"]
    assert line(valued[2], "A")["retention"] == "0.00"
