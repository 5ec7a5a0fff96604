"""Stated figures against ours: what ties, what does not, and how it is told."""

from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.core.document import Difference
from tests.core.sheets import FLAT_10, claim, document, refusal, untied


def _stated(stated: dict[str, Any], work: str = "123.45") -> list[tuple[str, str, str]]:
    entry = {"work_to_date": work, "assessed": {"work_to_date": "100.00", "reason": "x"}}
    written = document({"A": "300.00"}, claim(1, {"A": entry}, stated=stated), retention=FLAT_10)
    return untied(written)


@pytest.mark.parametrize(
    ("figure", "ties"),
    [
        ("90.00", True),
        ("90.0", True),
        ("90", True),
        ("90.000", True),
        ("90.01", False),
        ("89.99", False),
        ("90.001", False),
        ("90.00000000000000000001", False),
        ("90.1", False),
        ("91", False),
        (None, True),
    ],
)
def test_amounts(figure: str | None, ties: bool) -> None:
    found = _stated({"cover": {"current_payment_due": figure}})
    if ties:
        assert found == []
    else:
        assert found == [("claims[0].stated.cover.current_payment_due", figure, "90.00")]


@pytest.mark.parametrize(
    ("figure", "ties"),
    [
        ("33.33", True),
        ("33.3", True),
        ("33", True),
        ("33.3333", True),
        ("33.3333333333333333333333", True),
        ("33.34", False),
        ("33.3334", False),
        ("33.3300", False),
        ("33.4", False),
        ("34", False),
    ],
)
def test_percentages_at_the_printed_decimals_of_the_unrounded_one(figure: str, ties: bool) -> None:
    assert (_stated({"cover": {"percent_complete": figure}}) == []) is ties
    assert (_stated({"lines": {"A": {"percent": figure}}}) == []) is ties


def test_an_amount_in_whole_units_is_compared_in_whole_units() -> None:
    # Claimed 123.45 less 12.35.
    assert _stated({"claimed_cover": {"current_payment_due": "111"}}) == []
    assert _stated({"claimed_cover": {"current_payment_due": "111.1"}}) == []
    assert _stated({"claimed_cover": {"current_payment_due": "112"}}) == [
        ("claims[0].stated.claimed_cover.current_payment_due", "112", "111.10")
    ]


def test_every_difference_is_listed() -> None:
    stated = {
        "cover": {"tax": "0.01", "payable": "90.00"},
        "claimed_cover": {"payable": "1.00"},
        "lines": {"A": {"retention": "10.01", "difference": "-23.45", "claimed": "123.46"}},
    }
    assert [place for place, _, _ in _stated(stated)] == [
        "claims[0].stated.cover.tax",
        "claims[0].stated.claimed_cover.payable",
        'claims[0].stated.lines["A"].retention',
        'claims[0].stated.lines["A"].claimed',
    ]


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        ({"cover": {"due": "1.00"}}, "cover.due"),
        ({"covers": {}}, "covers"),
        ({"cover": {"tax": 0}}, "cover.tax"),
        ({"lines": {"A": {"reason": "x"}}}, 'lines["A"].reason'),
        ({"lines": {"B": {}}}, 'lines["B"]'),
        ({"lines": {"A": "1.00"}}, 'lines["A"]'),
        ("none", ""),
    ],
)
def test_refused_statements(stated: Any, place: str) -> None:
    written = document({"A": "1.00"}, claim(1, stated=stated))
    expected = f"claims[0].stated.{place}" if place else "claims[0].stated"
    assert refusal(written)[0] == expected


def test_percentages_of_nothing() -> None:
    written = document(
        {"A": "0.00"},
        claim(1, {"A": "5.00"}, stated={"cover": {"percent_complete": "0.0"},
                                        "lines": {"A": {"percent": "0"}}}),
    )  # fmt: skip
    assert untied(written) == []


def test_a_difference_is_stated_less_computed() -> None:
    found = Difference("cover.tax", None, "tax", Decimal("1.00"), Decimal("1.25"))
    assert found.difference == Decimal("-0.25")
