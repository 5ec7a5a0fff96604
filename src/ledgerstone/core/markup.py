"""Financial markup of a variation: percentages that become lines of their own.

A *horizontal* markup marks up each line by itself and stands right behind it; a *vertical* one
marks up the sum of the lines and stands at their end. They are taken in their order. One that
*compounds* is a percentage also of the markups before it: horizontally of those on the same line,
vertically of all of them. Each comes to whole cents, half up, and what follows builds on the cents;
so the lines always sum to what the variation comes to.

Worked: lines of 1,000.00 and 333.33; overheads 10 % horizontal, then margin 5 % vertical that
compounds:

    100.00 behind the first, 33.33 behind the second; 5 % of 1,466.66 = 73.333, so 73.33
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from ledgerstone.core.rounding import EXACT, ZERO, cents


class MarkupKind(StrEnum):
    """What a markup is a percentage of."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True)
class MarkupRule:
    """A percentage, as a fraction: 0.1 is 10 %. Negative rates are discounts."""

    kind: MarkupKind
    rate: Decimal
    compounds: bool = False


@dataclass(frozen=True, slots=True)
class MarkedUp:
    """What one markup comes to. ``rule`` and ``line`` count from 0; no ``line``: on the sum.

    ``base`` is what it is a percentage of, ``amount`` the rounded result.
    """

    rule: int
    line: int | None
    base: Decimal
    amount: Decimal


def mark_up(lines: Sequence[Decimal], rules: Sequence[MarkupRule]) -> list[MarkedUp]:
    """The markups on these amounts (in cents), in the order in which their lines stand.

    First those of each line, in its order; then those on the sum. A markup that comes to nothing is
    left out.
    """
    on_line: list[list[MarkedUp]] = [[] for _ in lines]
    on_sum: list[MarkedUp] = []
    with localcontext(EXACT):
        whole = sum(lines, ZERO)
        marked = ZERO
        for place, rule in enumerate(rules):
            if rule.kind is MarkupKind.VERTICAL:
                base = whole + marked if rule.compounds else whole
                on_sum.append(_of(place, None, base, rule))
                marked += on_sum[-1].amount
                continue
            for index, amount in enumerate(lines):
                before = sum((one.amount for one in on_line[index]), ZERO)
                base = amount + before if rule.compounds else amount
                on_line[index].append(_of(place, index, base, rule))
                marked += on_line[index][-1].amount
    found = [one for behind in on_line for one in behind] + on_sum
    return [one for one in found if one.amount]


def _of(place: int, line: int | None, base: Decimal, rule: MarkupRule) -> MarkedUp:
    return MarkedUp(place, line, base, cents(base * rule.rate))
