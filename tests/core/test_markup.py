"""Markup of variations: hand tables, and what holds whatever the figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.core import MarkedUp, MarkupKind, MarkupRule, mark_up

D = Decimal
H, V = MarkupKind.HORIZONTAL, MarkupKind.VERTICAL


def rule(kind: MarkupKind, rate: str, *, compounds: bool = False) -> MarkupRule:
    return MarkupRule(kind, D(rate), compounds)


# Amounts of the lines; the markups; what comes of it as (markup, line, base, amount).
TABLE = [
    (["1000", "333.33"], [rule(H, "0.1")], [(0, 0, "1000", "100.00"), (0, 1, "333.33", "33.33")]),
    (["1000", "333.33"], [rule(V, "0.05")], [(0, None, "1333.33", "66.67")]),
    # Half a cent goes up, and away from nothing below it.
    (["0.10", "-0.10"], [rule(H, "0.05")], [(0, 0, "0.10", "0.01"), (0, 1, "-0.10", "-0.01")]),
    # Overheads on each line, then margin on everything: the example in the module.
    (
        ["1000", "333.33"],
        [rule(H, "0.1"), rule(V, "0.05", compounds=True)],
        [(0, 0, "1000", "100.00"), (0, 1, "333.33", "33.33"), (1, None, "1466.66", "73.33")],
    ),
    # The same without compounding is on the lines alone.
    (
        ["1000", "333.33"],
        [rule(H, "0.1"), rule(V, "0.05")],
        [(0, 0, "1000", "100.00"), (0, 1, "333.33", "33.33"), (1, None, "1333.33", "66.67")],
    ),
    # A line's second markup compounds on its first; each line keeps its markups behind it.
    (
        ["200", "50"],
        [rule(H, "0.1"), rule(H, "0.1", compounds=True)],
        [
            (0, 0, "200", "20.00"), (1, 0, "220.00", "22.00"),
            (0, 1, "50", "5.00"), (1, 1, "55.00", "5.50"),
        ],
    ),
    # Two on the sum: the second compounds on the first.
    (
        ["800", "-300"],
        [rule(V, "0.1"), rule(V, "0.02", compounds=True)],
        [(0, None, "500", "50.00"), (1, None, "550.00", "11.00")],
    ),
    # A credit is marked up as a credit; a discount lowers; what comes to nothing is left out.
    (["-700", "0"], [rule(H, "0.15")], [(0, 0, "-700", "-105.00")]),
    (["400"], [rule(V, "-0.025")], [(0, None, "400", "-10.00")]),
    (["400"], [rule(V, "0")], []),
    ([], [rule(H, "0.1"), rule(V, "0.1")], []),
    (["400"], [], []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "rules", "expected"), TABLE)
def test_by_hand(
    lines: list[str], rules: list[MarkupRule], expected: list[tuple[int, int | None, str, str]]
) -> None:
    found = mark_up([D(line) for line in lines], rules)
    assert found == [MarkedUp(at, line, D(base), D(amount)) for at, line, base, amount in expected]


AMOUNTS = st.lists(st.integers(-(10**11), 10**11).map(lambda n: D(n).scaleb(-2)), max_size=8)
RULES = st.lists(
    st.builds(
        MarkupRule,
        st.sampled_from([H, V]),
        st.integers(-9_999, 100_000).map(lambda n: D(n).scaleb(-4)),
        st.booleans(),
    ),
    max_size=5,
)


@given(AMOUNTS, RULES)
def test_every_amount_is_in_cents_and_within_half_a_cent_of_its_share(
    lines: list[Decimal], rules: list[MarkupRule]
) -> None:
    for one in mark_up(lines, rules):
        assert one.amount == one.amount.quantize(D("0.01")) != 0
        assert abs(one.amount - one.base * rules[one.rule].rate) <= D("0.005")


@given(AMOUNTS, RULES)
def test_bases_are_the_lines_and_for_those_that_compound_the_markups_before(
    lines: list[Decimal], rules: list[MarkupRule]
) -> None:
    found = mark_up(lines, rules)
    for one in found:
        of_line = one.line is not None
        base = lines[one.line] if one.line is not None else sum(lines, D(0))
        if rules[one.rule].compounds:
            base += sum(
                (
                    before.amount
                    for before in found
                    if before.rule < one.rule and (not of_line or before.line == one.line)
                ),
                D(0),
            )
        assert one.base == base


@given(AMOUNTS, RULES)
def test_each_line_is_followed_by_its_own_and_the_sum_comes_last(
    lines: list[Decimal], rules: list[MarkupRule]
) -> None:
    places = [
        (one.line is None, -1 if one.line is None else one.line, one.rule)
        for one in mark_up(lines, rules)
    ]
    assert places == sorted(places)


@given(AMOUNTS, RULES)
def test_credits_mirror_charges(lines: list[Decimal], rules: list[MarkupRule]) -> None:
    turned = mark_up([-line for line in lines], rules)
    assert [-one.amount for one in turned] == [one.amount for one in mark_up(lines, rules)]
