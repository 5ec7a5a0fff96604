"""Puts an amount of the whole sheet on its lines, in cents that sum to it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ledgerstone.core.rounding import ZERO, allocate


def share_over(
    amount: Decimal,
    weights: Sequence[Decimal],
    second: Sequence[Decimal],
    bearing: Sequence[bool],
) -> list[Decimal]:
    """Allocate ``amount`` by ``weights``, or by ``second`` where those sum to zero, or else
    evenly over the lines that bear retention, or over all where none does."""
    if not amount or not weights:
        return [ZERO] * len(weights)
    for proportion in (weights, second):
        if sum(proportion, ZERO):
            return allocate(amount, proportion)
    evenly = [Decimal(bears) for bears in bearing]
    return allocate(amount, evenly if any(bearing) else [Decimal(1)] * len(bearing))


def spread(
    amount: Decimal, balances: Sequence[Decimal], values: Sequence[Decimal]
) -> list[Decimal] | None:
    """Share work of this period, in cents, over the lines of a group; None where no line can
    take any.

    Up to what the group is worth, by what each line has left to finish; above it, and where
    nothing is left, by scheduled value. Lines of the other sign (a credit among additions) and
    lines that are finished take nothing by balance. The parts sum to ``amount``, by largest
    remainder.

    Worked: lines worth 100.00 and 150.00 with 100.00 and 50.00 left. 60.00 is 40.00 and 20.00;
    300.00, which is more than 250.00, is 120.00 and 180.00.
    """
    if not amount:
        return [ZERO] * len(values)
    worth = sum(values, ZERO)
    left = [
        _towards(amount, balance if balance * value > 0 else ZERO)
        for balance, value in zip(balances, values, strict=True)
    ]
    own = [_towards(amount, value) for value in values]
    by_balance = abs(amount) <= abs(worth) and amount * worth > 0
    for weights in (left, own) if by_balance else (own,):
        if any(weights):
            return allocate(amount, weights)
    return None


def _towards(amount: Decimal, figure: Decimal) -> Decimal:
    """The figure where it has the sign of the amount, else nothing."""
    return figure if figure * amount > 0 else ZERO
