"""Sliding scales: what is entered as "this rate until so much is held", kept as bands and a cap."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledgerstone.core import (
    Band,
    BandMeasure,
    CapOf,
    ClaimEntry,
    ContractKind,
    EntryMode,
    LineEntry,
    Position,
    RetentionCap,
    RetentionRule,
    ScheduledLine,
    Terms,
    TermsRefused,
    value_claim,
)
from ledgerstone.core.sliding import LimitOf, SlidingStep, check_scale, rule_of_scale
from ledgerstone.core.terms_check import check_terms

D = Decimal
ORIGINAL, REVISED, AMOUNT = LimitOf.ORIGINAL_SUM, LimitOf.REVISED_SUM, LimitOf.AMOUNT
SUM = D("400000.00")
KIND = ContractKind.SUBCONTRACT


def scale(*steps: tuple[str, LimitOf, str]) -> list[SlidingStep]:
    return [SlidingStep(D(rate), limit_of, D(limit)) for rate, limit_of, limit in steps]


def held(rule: RetentionRule, earned: Decimal, original: Decimal = SUM) -> Decimal:
    """What a claim of this much work holds."""
    terms = Terms(KIND, retention=rule)
    check_terms(terms)
    entry = ClaimEntry(1, lines={"A": LineEntry(EntryMode.WORK_TO_DATE, earned)})
    valued = value_claim(terms, [ScheduledLine("A", original)], entry, Position())
    return valued.cover.total_retention


# The worked example of 400,000 at 10 % until 5 % (20,000) is held.
ONE = [("0.10", ORIGINAL, "0.05")]
# 10 % until 10,000 is held (at 100,000), then 5 % until 20,000 (another 200,000, at 300,000).
TWO = [("0.10", ORIGINAL, "0.025"), ("0.05", ORIGINAL, "0.05")]
# 10,000 each: 100,000 at 10 %, 50,000 at 20 %, 1,000,000 at 1 % and so on.
FIVE = [
    ("0.10", AMOUNT, "1000.00"), ("0.05", AMOUNT, "2000.00"), ("0.04", AMOUNT, "3000.00"),
    ("0.02", AMOUNT, "4000.00"), ("0.01", AMOUNT, "5000.00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "figures"),
    [
        (ONE, {"0.00": "0.00", "50000.00": "5000.00", "199999.90": "19999.99",
               "200000.00": "20000.00", "200000.01": "20000.00", "400000.00": "20000.00"}),
        (TWO, {"99999.90": "9999.99", "100000.00": "10000.00", "100000.20": "10000.01",
               "200000.00": "15000.00", "300000.00": "20000.00", "400000.00": "20000.00"}),
        (FIVE, {"10000.00": "1000.00", "20000.00": "1500.00", "30000.00": "2000.00",
                "55000.00": "3000.00", "105000.00": "4000.00", "205000.00": "5000.00",
                "400000.00": "5000.00"}),
    ],
)  # fmt: skip
def test_tables_of_one_two_and_five_steps(
    steps: list[tuple[str, LimitOf, str]], figures: dict[str, str]
) -> None:
    entered = scale(*steps)
    check_scale(entered, SUM)
    rule = rule_of_scale(entered, SUM)
    assert {earned: str(held(rule, D(earned))) for earned in figures} == figures


def test_the_worked_example_is_kept_as_a_band_of_limit_over_rate() -> None:
    rule = rule_of_scale(scale(*ONE), SUM)
    assert rule.bands == (Band(D("200000.00"), D("0.10")),)
    assert (rule.bands_of, rule.cap) == (
        BandMeasure.AMOUNT,
        RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM),
    )
    two = rule_of_scale(scale(*TWO), SUM)
    assert [band.up_to for band in two.bands] == [D("100000.00"), D("300000.00")]


def test_a_share_of_the_revised_sum_is_a_band_by_percentage_that_its_cap_ends() -> None:
    steps = scale(("0.10", REVISED, "0.025"), ("0.05", REVISED, "0.05"))
    rule = rule_of_scale(steps, SUM)
    assert rule.bands == (Band(D("0.25"), D("0.10")), Band(None, D("0.05")))
    assert rule.bands_of is BandMeasure.PERCENT_COMPLETE
    assert rule.cap == RetentionCap(rate=D("0.05"), of=CapOf.REVISED_SUM)
    assert [held(rule, D(earned)) for earned in (100_000, 300_000, 400_000)] == [
        D("10000.00"), D("20000.00"), D("20000.00"),
    ]  # fmt: skip
    # A variation of 100,000 raises every limit: 12,500 is held at 125,000 and 25,000 in the end.
    lines = [ScheduledLine("A", SUM), ScheduledLine("V", D("100000.00"), variation="1")]
    for earned, figure in (("125000.00", "12500.00"), ("400000.00", "25000.00")):
        entry = ClaimEntry(1, lines={"A": LineEntry(EntryMode.WORK_TO_DATE, D(earned))})
        valued = value_claim(Terms(KIND, retention=rule), lines, entry, Position())
        assert valued.cover.total_retention == D(figure)


def test_the_last_limit_is_of_the_whole_sum_where_lines_are_exempt() -> None:
    rule = rule_of_scale(scale(("0.10", REVISED, "0.05")), SUM)
    lines = [ScheduledLine("A", D("300000.00")), ScheduledLine("X", D("100000.00"), exempt=True)]
    entry = ClaimEntry(1, lines={"A": LineEntry(EntryMode.WORK_TO_DATE, D("300000.00"))})
    valued = value_claim(Terms(KIND, retention=rule), lines, entry, Position())
    assert valued.cover.total_retention == D("20000.00")


def test_a_step_that_is_reached_before_it_begins_holds_nothing() -> None:
    steps = scale(("0.10", ORIGINAL, "0.05"), ("0.05", AMOUNT, "25000.00"))
    check_scale(steps, SUM)
    # The original sum grew to 600,000: 30,000 are held before the amount says anything.
    rule = rule_of_scale(steps, D("600000.00"))
    assert rule.bands == (Band(D("300000.00"), D("0.10")),)
    assert rule.cap == RetentionCap(rate=D("0.05"), of=CapOf.ORIGINAL_SUM)
    # Without a schedule there is nothing to take a share of: only the amount holds.
    empty = rule_of_scale(steps, D("0.00"))
    assert empty.bands == (Band(D("500000.00"), D("0.05")),)
    nothing = rule_of_scale(scale(*ONE), D("-1.00"))
    assert nothing.bands == (Band(None, D(0)),)
    check_terms(Terms(KIND, retention=nothing))


def test_a_step_beyond_all_that_can_be_earned_has_no_end() -> None:
    shares = rule_of_scale(scale(("0.001", REVISED, "0.05"), ("0.5", REVISED, "0.06")), SUM)
    assert shares.bands == (Band(None, D("0.001")),)
    amounts = rule_of_scale(scale(("0.0001", AMOUNT, "9000000.00")), SUM)
    assert amounts.bands == (Band(None, D("0.0001")),)


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([], "sliding"),
        ([("0.1", AMOUNT, str(limit)) for limit in range(1, 7)], "sliding"),
        ([("0", AMOUNT, "5")], "sliding[0].rate"),
        ([("1.1", AMOUNT, "5")], "sliding[0].rate"),
        ([("0.1", AMOUNT, "0")], "sliding[0].limit"),
        ([("0.1", AMOUNT, "0.001")], "sliding[0].limit"),
        ([("0.1", ORIGINAL, "5")], "sliding[0].limit"),
        ([("0.1", AMOUNT, "5"), ("0.1", AMOUNT, "5")], "sliding[1].limit"),
        ([("0.1", ORIGINAL, "0.05"), ("0.1", AMOUNT, "19999")], "sliding[1].limit"),
        ([("0.1", ORIGINAL, "0.05"), ("0.1", REVISED, "0.06")], "sliding[1].limit_of"),
        ([("0.1", REVISED, "0.05"), ("0.1", AMOUNT, "60000")], "sliding[1].limit_of"),
    ],
)
def test_scales_that_cannot_stand(steps: list[tuple[str, LimitOf, str]], field: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        check_scale(scale(*steps), SUM)
    assert refused.value.field == field


RATES = st.integers(1, 10_000).map(lambda units: D(units).scaleb(-4))
MONEY = st.integers(1, 10**9).map(lambda units: D(units).scaleb(-2))


@st.composite
def scales(draw: st.DrawFn) -> list[SlidingStep]:
    """Amounts and shares of the original sum mixed as may be, or shares of the revised sum."""
    kinds = draw(st.sampled_from([[AMOUNT], [ORIGINAL], [REVISED], [AMOUNT, ORIGINAL]]))
    limits = sorted(draw(st.sets(st.integers(1, 2_000), min_size=1, max_size=5)))
    steps = []
    for limit in limits:
        of = draw(st.sampled_from(kinds))
        share = D(limit).scaleb(-4)
        figure = (SUM * share).quantize(D("0.01")) if of is AMOUNT else share
        steps.append(SlidingStep(draw(RATES), of, figure))
    return steps


def naive(steps: list[SlidingStep], earned: Decimal) -> Fraction:
    """Step by step in fractions: each holds at its rate until its limit is held in all."""
    holds, left = Fraction(0), Fraction(earned)
    for step in steps:
        of_sum = Fraction(SUM) if step.limit_of is not AMOUNT else Fraction(1)
        room = max(Fraction(0), Fraction(step.limit) * of_sum - holds)
        used = min(left, room / Fraction(step.rate))
        holds += used * Fraction(step.rate)
        left -= used
    return holds


@given(scales(), MONEY)
def test_a_scale_holds_what_its_steps_hold_one_after_the_other(
    steps: list[SlidingStep], earned: Decimal
) -> None:
    check_scale(steps, SUM)
    exact = naive(steps, earned)
    figure = held(rule_of_scale(steps, SUM), earned)
    # Half a cent for rounding what is held, and half a cent of a limit at most at the full rate.
    assert abs(Fraction(figure) - exact) <= Fraction(1, 100)
    assert Fraction(figure) <= naive(steps, D(10**12))


@given(scales(), MONEY, MONEY)
def test_what_is_held_under_a_scale_never_falls_as_work_goes_on(
    steps: list[SlidingStep], earned: Decimal, more: Decimal
) -> None:
    assume(more)
    rule = rule_of_scale(steps, SUM)
    assert held(rule, earned) <= held(rule, earned + more)
