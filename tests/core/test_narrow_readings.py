"""Narrow choices of the engine, each with figures computed by hand.

The rows of the table "Where the rules leave a choice" that no other table of the tests holds.
"""

from typing import Any

import pytest

from tests.core.sheets import COVER_10, FLAT_10, claim, document, value, value_last, variation


def _codes(valued: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in valued["warnings"]]


@pytest.mark.parametrize("retention", [FLAT_10, COVER_10])
def test_new_work_keeps_nothing_of_a_figure_that_was_cut_to_zero(retention: dict[str, str]) -> None:
    change = {"from_claim": 2, "applies_to": "new_work", "work": "0.05", "materials": "0.05"}
    first, second = value(
        document(
            {"A": "-100.00", "B": "1000.00"},
            claim(1, {"A": "-100.00"}),
            claim(2, {"B": "200.00"}),
            retention=retention,
            changes=[change],
        )
    )
    # 10 % of -100.00 is cut to 0, which is kept; 5 % of the 200.00 earned since is 10.00.
    assert first["cover"]["total_retention"] == "0.00"
    assert second["cover"]["total_retention"] == "10.00"


@pytest.mark.parametrize(
    ("claimed", "assessed", "warned"),
    [
        ({"amount": "400.00"}, {"amount": "100.00"}, True),  # both release the 20.00 held
        ({"share_of_held": "0.5"}, {"share_of_held": "0.4"}, True),
        ({"share_of_held": "0.5"}, {"amount": "9.99"}, True),
        ({"share_of_held": "0.5"}, {"amount": "10.00"}, False),
        ({"amount": "10.00"}, {"share_of_held": "0.5"}, False),
        ({"amount": "10.01"}, {"share_of_held": "0.5"}, True),
        ({"amount": "400.00"}, {"share_of_held": "1"}, False),
    ],
)
def test_a_release_assessed_below_the_claimed_one(
    claimed: dict[str, str], assessed: dict[str, str], warned: bool
) -> None:
    valued = value_last(
        document(
            {"A": "1000.00"},
            claim(
                1,
                {"A": "200.00"},
                release_retention=claimed,
                assessed={"release_retention": assessed},
            ),
            retention=FLAT_10,
        )
    )
    assert ("reason_missing" in _codes(valued)) is warned


def test_more_than_held_releases_the_printed_figure() -> None:
    covers = [
        valued["cover"]
        for valued in value(
            document(
                {"A": "100.00"},
                claim(
                    1,
                    {"A": "0.50"},
                    release_retention={"share_of_held": "0.5", "event": "completion"},
                ),
                claim(2, release_retention={"amount": "1.00"}),
                claim(3, {"A": "1.00"}),
                retention=FLAT_10,
            )
        )
    ]
    # 0.05 x 0.5 = 0.025 prints 0.03 and is released as such; then 0.10 x 0.5 - 0.03 = 0.02.
    assert [cover["total_retention"] for cover in covers] == ["0.03", "0.00", "0.02"]
    assert [cover["retention_released_this_period"] for cover in covers] == ["0.02", "0.03", "0.00"]


def test_a_percentage_above_one_of_nothing_comes_to_nothing() -> None:
    entry = {"A": {"percent_to_date": "1.05"}, "B": {"percent_to_date": "1.05"}}
    valued = value_last(document({"A": "0.00", "B": "100.00"}, claim(1, entry)))
    found = [(warning["line"], warning["code"]) for warning in valued["warnings"]]
    assert found == [("B", "over_billed")]


def test_a_percentage_assessed_on_an_unapproved_line_is_less_what_stands_stored() -> None:
    valued = value_last(
        document(
            {"A": "10.00"},
            claim(1, {"V": {"assessed": {"materials_stored": "20.00"}}}),
            claim(
                2,
                {
                    "V": {
                        "materials_stored": "50.00",
                        "assessed": {"percent_completed_and_stored_to_date": "0.5"},
                    }
                },
            ),
            variations=[variation("1", {"V": "100.00"}, status="proposed")],
        )
    )
    line = valued["lines"][1]
    # Half of its own 100.00, of which the 20.00 certified before still lies stored.
    assert (line["work_this_period"], line["materials_stored"]) == ("30.00", "20.00")
    assert (line["claimed"], line["assessed"], line["difference"]) == ("50.00", "50.00", "0.00")


def test_an_unapproved_line_without_an_assessment_differs_by_what_was_claimed() -> None:
    valued = value_last(
        document(
            {"A": "10.00"},
            claim(1, {"V": "7.00"}),
            variations=[variation("1", {"V": "100.00"}, status="proposed")],
        )
    )
    line = valued["lines"][1]
    assert (line["claimed"], line["assessed"], line["difference"]) == ("7.00", "0.00", "-7.00")
    assert line["reason"] is None


def test_every_claim_after_an_uncertified_one_warns_once() -> None:
    valued = value(
        document(
            {"A": "10.00"},
            claim(1, {"A": "1.00"}, certified=False),
            claim(2, {"A": "2.00"}, certified=False),
            claim(3, {"A": "3.00"}),
            claim(4, {"A": "4.00"}),
        )
    )
    warned = ["earlier_claim_uncertified"]
    assert [_codes(one) for one in valued] == [[], warned, warned, []]


def test_an_opening_lies_on_lines_by_the_rates_before_the_first_claims_change() -> None:
    lines: list[dict[str, Any]] = [
        {"item": "A", "scheduled_value": "100.00"},
        {"item": "B", "scheduled_value": "100.00", "retention": {"work": "0.30"}},
    ]
    opening = {
        "less_previous_certificates": "200.00",
        "retention_released_to_date": "4.00",
        "lines": {"A": {"work_previous": "100.00"}, "B": {"work_previous": "100.00"}},
    }
    valued = value_last(
        document(
            lines,
            claim(3, opening=opening),
            retention=FLAT_10,
            changes=[
                {"from_claim": 3, "applies_to": "everything", "work": "0.50", "materials": "0"}
            ],
        )
    )
    # Before the change 10.00 and 30.00 were required, so 4.00 lies as 1.00 and 3.00.
    assert [line["retention"] for line in valued["lines"]] == ["49.00", "27.00"]
