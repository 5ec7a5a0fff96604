"""The only place that rounds: cents, displayed percentages, allocation."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.core.rounding import (
    allocate,
    as_amount,
    cents,
    percent,
    percent_to,
    percents,
    settle,
    shares,
    to_places,
)

D = Decimal
AMOUNTS = st.integers(-(10**10), 10**10).map(lambda units: Decimal(units).scaleb(-2))
# As large as the database keeps, and as close to each other as amounts can be.
LARGE = st.integers(-(10**18), 10**18).map(lambda units: Decimal(units).scaleb(-2))
WEIGHTS = st.lists(AMOUNTS, min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("figure", "rounded"),
    [
        ("1421113.285", "1421113.29"),
        ("11.025", "11.03"),
        ("-11.025", "-11.03"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("0.00499999999999999999999999999999999999", "0.00"),
        ("-0.004", "0.00"),
        ("-0", "0.00"),
        ("5", "5.00"),
        ("12345678901234567890123456789012345.675", "12345678901234567890123456789012345.68"),
    ],
)
def test_cents_are_half_up_away_from_zero(figure: str, rounded: str) -> None:
    assert str(cents(D(figure))) == rounded


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        ("1", "3", "33.33"),
        ("2", "3", "66.67"),
        ("-1", "3", "-33.33"),
        ("0.5", "16", "3.13"),  # 3.125
        ("-0.5", "16", "-3.13"),
        ("5", "0", "0.00"),
        ("-0.00001", "100", "0.00"),
        ("150", "100", "150.00"),
    ],
)
def test_percent(part: str, whole: str, shown: str) -> None:
    assert str(percent(D(part), D(whole))) == shown


@pytest.mark.parametrize(
    ("places", "part", "whole", "shown"),
    [
        (0, "1", "3", "33"),
        (0, "1", "8", "13"),
        (0, "-1", "8", "-13"),
        (5, "1", "3", "33.33333"),
        (5, "2", "-3", "-66.66667"),
        (1, "0", "3", "0.0"),
        (3, "5", "0", "0.000"),
    ],
)
def test_percent_to_any_number_of_decimals(places: int, part: str, whole: str, shown: str) -> None:
    assert str(percent_to(places, D(part), D(whole))) == shown


@given(st.lists(st.tuples(LARGE, LARGE), max_size=8))
def test_percentages_fall_on_their_side_of_the_half_cent(pairs: list[tuple[D, D]]) -> None:
    exact = [percent_to(2, part, whole) for part, whole in pairs]
    assert [percent(part, whole) for part, whole in pairs] == exact
    assert percents([part for part, _ in pairs], [whole for _, whole in pairs]) == exact


@given(st.lists(AMOUNTS, max_size=8), st.integers(0, 10**6).map(lambda n: D(n).scaleb(-6)))
def test_shares_of_many_figures_are_those_of_each(figures: list[D], rate: D) -> None:
    assert shares(figures, rate) == [cents(figure * rate) for figure in figures]


def test_to_places() -> None:
    assert str(to_places(1, D("0.05"))) == "0.1"
    assert str(to_places(0, D("-2.5"))) == "-3"


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        # Cut towards minus infinity: -3.333 becomes -3.34, and two cents come back to the first.
        ("-10.00", ["1", "1", "1"], ["-3.33", "-3.33", "-3.34"]),
        ("1.00", ["0.85", "0.15"], ["0.85", "0.15"]),
        ("0.10", ["0.85", "0.15"], ["0.09", "0.01"]),
        ("0.10", ["0.15", "0.85"], ["0.02", "0.08"]),
        ("0.01", ["0.0001", "0.0003"], ["0.00", "0.01"]),
        ("100.00", ["-100", "300"], ["-50.00", "150.00"]),
        ("35.00", ["100", "-30"], ["50.00", "-15.00"]),
        ("1.00", ["-1", "-2"], ["0.33", "0.67"]),
        ("0.05", ["1", "0", "1"], ["0.03", "0.00", "0.02"]),
        ("0.00", ["1", "-1"], ["0.00", "0.00"]),
        ("0.00", [], []),
    ],
)
def test_allocation_by_largest_remainder(total: str, weights: list[str], shares: list[str]) -> None:
    assert [str(share) for share in allocate(D(total), [D(one) for one in weights])] == shares


def test_what_cannot_be_allocated() -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        allocate(D("1.00"), [D(1), D(-1)])
    with pytest.raises(ValueError, match="decimals"):
        allocate(D("1.001"), [D(1)])
    with pytest.raises(ValueError, match="decimals"):
        allocate(D("1.00"), [D("0.00001")])


@given(AMOUNTS, WEIGHTS)
def test_shares_sum_to_the_total_and_are_within_a_cent(
    total: Decimal, weights: list[Decimal]
) -> None:
    whole = sum(weights)
    if not whole:
        return
    shares = allocate(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share * whole - total * weight) < abs(whole) * D("0.01")


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12))
def test_settling_keeps_the_rounded_sum_and_every_target_within_a_cent(units: list[int]) -> None:
    targets = [Decimal(one).scaleb(-5) for one in units]
    total = cents(sum(targets, D(0)))
    if total < 0:
        return
    shares = settle(targets, total)
    assert sum(shares) == total
    for share, target in zip(shares, targets, strict=True):
        assert abs(share - target) <= D("0.01")


@pytest.mark.parametrize(
    ("figure", "amount"),
    [
        ("12.34", "12.34"),
        ("5", "5.00"),
        ("-7.5", "-7.50"),
        ("1E+3", "1000.00"),
        ("2.3400", "2.34"),
        ("0", "0.00"),
        ("-0.00", "0.00"),
        ("-0", "0.00"),
    ],
)
def test_an_amount_comes_with_two_decimals(figure: str, amount: str) -> None:
    assert str(as_amount(D(figure))) == amount


@pytest.mark.parametrize("figure", ["0.005", "12.345", "NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_not_in_whole_cents_is_no_amount(figure: str) -> None:
    assert as_amount(D(figure)) is None
