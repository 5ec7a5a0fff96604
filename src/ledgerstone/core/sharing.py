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
