"""A sheet without exempt lines and own rates takes a shorter way to the same retention."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.core import ScheduledLine
from ledgerstone.core.retention import Rates, rule_by_line

AMOUNTS = st.integers(-(10**9), 10**9).map(lambda units: Decimal(units).scaleb(-2))
RATES = st.integers(0, 10**4).map(lambda units: Decimal(units).scaleb(-4))


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), max_size=12), RATES, RATES)
def test_both_ways_come_to_the_same(
    figures: list[tuple[Decimal, Decimal]], work_rate: Decimal, stored_rate: Decimal
) -> None:
    lines = [ScheduledLine(str(place), Decimal(100)) for place in range(len(figures))]
    work, stored = [pair[0] for pair in figures], [pair[1] for pair in figures]
    rates = Rates(work_rate, stored_rate, keeps=False, fresh=False)
    long = rule_by_line(rates, lines, work, stored, None)
    assert rule_by_line(rates, lines, work, stored, None, is_uniform=True) == long
