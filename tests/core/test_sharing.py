"""One amount shared over lines: tables worked by hand, and that the parts always sum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.core.sharing import spread

D = Decimal
AMOUNTS = st.decimals(min_value=-(10**7), max_value=10**7, places=2)
LINES = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("amount", "balances", "values", "parts"),
    [
        # By what is left: 100 and 50 of 150.
        ("60", ["100", "50"], ["100", "150"], ["40", "20"]),
        # More than is left, not more than the group is worth: still by what is left.
        ("200", ["100", "50"], ["100", "150"], ["133.33", "66.67"]),
        # More than the group is worth: by scheduled value.
        ("300", ["100", "50"], ["100", "150"], ["120", "180"]),
        # A cent that nobody has a right to goes to the largest remainder, ties to the first.
        ("100", ["1", "1", "1"], ["1000", "1", "1"], ["33.34", "33.33", "33.33"]),
        # What is finished, or beyond it, takes nothing.
        ("10", ["0", "-5", "40"], ["20", "20", "40"], ["0", "0", "10"]),
        # Nothing is left anywhere: by scheduled value.
        ("10", ["0", "0"], ["30", "10"], ["7.50", "2.50"]),
        # A credit among additions is left alone; a group of credits shares a negative figure.
        ("50", ["100", "-20"], ["100", "-20"], ["50", "0"]),
        ("-10", ["-30", "-10"], ["-30", "-10"], ["-7.50", "-2.50"]),
        ("0", ["100", "50"], ["100", "150"], ["0", "0"]),
    ],
)
def test_work_is_shared_by_what_is_left(
    amount: str, balances: list[str], values: list[str], parts: list[str]
) -> None:
    shared = spread(D(amount), [*map(D, balances)], [*map(D, values)])
    assert shared == [*map(D, parts)]


def test_what_no_line_can_take_is_shared_by_nobody() -> None:
    assert spread(D(10), [D(0)], [D(0)]) is None
    assert spread(D(-10), [D(50)], [D(100)]) is None


@given(AMOUNTS, LINES)
def test_parts_sum_to_the_whole_and_never_turn_around(
    amount: Decimal, lines: list[tuple[Decimal, Decimal]]
) -> None:
    balances, values = zip(*lines, strict=True)
    parts = spread(amount, balances, values)
    if parts is None:
        assert amount
        assert not any(value * amount > 0 for value in values)
        return
    assert sum(parts) == amount
    assert all(part * amount >= 0 for part in parts)
