"""What is held before a release, and how a release is laid on lines: tables worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.core import (
    AssessedEntry,
    ClaimEntry,
    ContractKind,
    EntryMode,
    LineEntry,
    Position,
    Release,
    RetentionBasis,
    RetentionKind,
    RetentionRule,
    ScheduledLine,
    Terms,
    Valuation,
    value_claim,
)
from ledgerstone.core.held import (
    adjustments_to,
    held_before_release,
    required_by_rule,
    share_of_held,
    spread_release,
)

D = Decimal
CENTS = st.integers(-50_000, 200_000).map(lambda units: D(units).scaleb(-2))


def terms(basis: str = "per_line", work: str = "0.10", materials: str = "0.05") -> Terms:
    rule = RetentionRule(
        RetentionBasis(basis), RetentionKind.FLAT, work=D(work), materials=D(materials)
    )
    return Terms(ContractKind.SUBCONTRACT, retention=rule)


def work(amount: str, **given: Decimal | None) -> LineEntry:
    return LineEntry(EntryMode.WORK_TO_DATE, D(amount), **given)


LINES = [ScheduledLine("A", D("1000.00")), ScheduledLine("B", D("500.00"))]


# --- before a release ------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["per_line", "cover"])
def test_what_is_held_before_a_release_has_this_claims_own_and_no_release(basis: str) -> None:
    # A: 600 of work at 10% is 60; B: 200 of work and 100 stored, 20 and 5. In all 85.
    released = D("10.00") if basis == "per_line" else None
    entry = ClaimEntry(
        1,
        lines={
            "A": work("600.00", retention_released=released),
            "B": work("200.00", materials_stored=D("100.00")),
        },
        release=Release(share_of_held=D("0.5")),
    )
    held = held_before_release(terms(basis), LINES, entry, Position.empty())
    assert (held.total, held.work, held.materials) == (D("85.00"), D("80.00"), D("5.00"))
    assert sum(held.by_line.values()) == D("85.00")
    if basis == "per_line":
        assert held.by_line == {"A": D("60.00"), "B": D("25.00")}


def test_held_before_is_by_the_claimed_or_by_the_assessed_figures() -> None:
    answer = AssessedEntry(EntryMode.WORK_TO_DATE, D("400.00"), reason="Not yet.")
    entry = ClaimEntry(1, lines={"A": work("600.00", assessed=answer)})
    at = Position.empty()
    assert held_before_release(terms(), LINES, entry, at).total == D("40.00")
    assert held_before_release(terms(), LINES, entry, at, claimed=True).total == D("60.00")


def test_after_half_was_released_on_an_event_the_rule_still_asks_for_all() -> None:
    first = value_claim(
        terms(),
        LINES,
        ClaimEntry(
            1, lines={"A": work("600.00")}, release=Release(share_of_held=D("0.5"), event="PC")
        ),
        Position.empty(),
    )
    adjusted = work("800.00", retention_adjustment=D("7.00"))
    entry = ClaimEntry(2, lines={"A": adjusted})
    # (80 + 7) of which half may be held; the rule alone asks for 80.
    assert held_before_release(terms(), LINES, entry, first.after).total == D("43.50")
    assert required_by_rule(terms(), LINES, entry, first.after).total == D("80.00")


# --- laid on lines ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "held", "parts"),
    [
        ("10.00", ["100.00", "0.00", "50.00"], ["6.67", "0.00", "3.33"]),
        ("0.01", ["0.01", "0.01", "0.01"], ["0.01", "0.00", "0.00"]),
        ("150.00", ["100.00", "0.00", "50.00"], ["100.00", "0.00", "50.00"]),
        ("10.00", ["60.00", "-20.00", "40.00"], ["6.00", "0.00", "4.00"]),
        ("0.00", ["5.00", "0.00"], ["0.00", "0.00"]),
        ("0.00", [], []),
    ],
)
def test_a_release_is_laid_on_lines_by_what_they_hold(
    amount: str, held: list[str], parts: list[str]
) -> None:
    assert spread_release(D(amount), [D(one) for one in held]) == [D(one) for one in parts]


@pytest.mark.parametrize("amount", ["150.01", "-0.01"])
def test_no_more_than_lines_hold_is_laid_on_them(amount: str) -> None:
    with pytest.raises(ValueError, match=r"from 0.00 to 150.00"):
        spread_release(D(amount), [D("100.00"), D("50.00"), D("-3.00")])


def test_a_share_of_lines_is_rounded_once() -> None:
    # A third of 0.05 three times would be 0.06; of 0.15 it is 0.05.
    assert share_of_held(D("0.333333"), [D("0.05"), D("0.05"), D("0.05")]) == D("0.05")
    assert share_of_held(D("0.5"), [D("10.01"), D("-4.00")]) == D("5.01")


@given(st.lists(CENTS, max_size=12), st.integers(0, 10_000))
def test_parts_sum_to_the_cent_and_no_line_gives_more_than_it_holds(
    held: list[Decimal], share: int
) -> None:
    amount = share_of_held(D(share).scaleb(-4), held)
    parts = spread_release(amount, held)
    assert sum(parts, D(0)) == amount
    assert all(0 <= part <= max(D(0), there) for part, there in zip(parts, held, strict=True))


# --- set by hand -----------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["per_line", "cover"])
def test_ten_per_cent_of_two_lines_is_each_rounded(basis: str) -> None:
    """50.00 of 500.00 and 209.63 of 2,096.25, so 259.63 in all, under a rule of 5 %."""
    lines = [ScheduledLine("A", D("500.00")), ScheduledLine("B", D("2096.25"))]
    entry = ClaimEntry(1, lines={"A": work("500.00"), "B": work("2096.25")})
    rule = required_by_rule(terms(basis, "0.05"), lines, entry, Position.empty())
    # 25.00 and 104.81 line by line; the cover rounds 129.8125 once and shares it out.
    assert rule.total == D("129.81")
    wanted = adjustments_to({"A": D("50.00"), "B": D("209.63")}, rule.by_line)
    said = {
        "A": work("500.00", retention_adjustment=wanted["A"]),
        "B": work("2096.25", retention_adjustment=wanted["B"]),
    }
    valued = value_claim(terms(basis, "0.05"), lines, ClaimEntry(1, lines=said), Position.empty())
    assert [line.retention for line in valued.lines] == [D("50.00"), D("209.63")]
    assert valued.cover.total_retention == D("259.63")


# --- over many claims ------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 90_000), min_size=2, max_size=2),
        st.sampled_from(["none", "lines", "share", "amount", "event", "all"]),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=6,
)


def _claim(
    number: int,
    done: Sequence[int],
    how: str,
    part: int,
    before: Position,
    basis: str,
) -> tuple[ClaimEntry, Valuation]:
    """A claim that releases so much of what it holds in this way, never above it."""
    said = {key: work(str(D(units).scaleb(-2))) for key, units in zip("AB", done, strict=True)}
    entry = ClaimEntry(number, lines=said)
    held = held_before_release(terms(basis), LINES, entry, before)
    share = D(part).scaleb(-4)
    if how == "lines" and basis == "per_line":
        there = [held.by_line[key] for key in "AB"]
        # A credit on one line keeps the sheet below what the others hold.
        most = min(share_of_held(share, there), held.total)
        parts = spread_release(most, there)
        said = {
            key: work(str(D(units).scaleb(-2)), retention_released=one)
            for key, units, one in zip("AB", done, parts, strict=True)
        }
        entry = ClaimEntry(number, lines=said)
    elif how == "share":
        entry = ClaimEntry(number, lines=said, release=Release(share_of_held=share))
    elif how == "amount":
        amount = share_of_held(share, [held.total])
        entry = ClaimEntry(number, lines=said, release=Release(amount=amount))
    elif how in ("event", "all"):
        of = D(1) if how == "all" else share
        entry = ClaimEntry(number, lines=said, release=Release(share_of_held=of, event="Event"))
    return entry, value_claim(terms(basis), LINES, entry, before)


@given(STEPS, st.sampled_from(["per_line", "cover"]))
def test_held_and_released_are_what_was_retained_and_no_more_is_ever_released(
    steps: list[tuple[list[int], str, int]], basis: str
) -> None:
    at, retained, released = Position.empty(), D(0), D(0)
    for number, (done, how, part) in enumerate(steps, 1):
        entry, valued = _claim(number, done, how, part, at, basis)
        cover = valued.cover
        held = held_before_release(terms(basis), LINES, entry, at)
        assert 0 <= cover.retention_released_this_period <= held.total
        assert cover.total_retention == held.total - cover.retention_released_this_period
        assert [one.code for one in valued.warnings if one.code == "release_above_held"] == []
        retained += cover.retention_this_period
        released += cover.retention_released_this_period
        assert retained == cover.total_retention + released
        assert sum(line.retention for line in valued.lines) == cover.total_retention
        at = valued.after
