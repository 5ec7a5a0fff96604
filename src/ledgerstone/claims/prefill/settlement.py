"""How much of what was carried to a line still stands there after a person typed over it. Pure.

A line that bills less than the sources that were carried to it has not carried all of them. The
excess is given back, last source first, so that it is offered again and never lost; a line that
bills as much as its sources or more has carried them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .allocation import Amount, Placement

ZERO = Decimal("0.00")


def settle(carried: Sequence[Placement], movement: Decimal) -> list[Placement]:
    """The placements that a line with this movement of the period bears out.

    Only positive amounts are given back; credits that were carried stay carried. What was given
    back whole is left out; a placement of retention alone, which has no amount, stands.
    """
    excess = sum((placement.amount.total for placement in carried), ZERO) - movement
    kept: list[Placement] = []
    for placement in reversed(carried):
        amount = placement.amount
        if excess > 0 and amount.total > 0:
            back = min(excess, amount.total)
            excess -= back
            amount = _less(amount, back)
        if amount or not placement.amount:
            kept.append(Placement(placement.source, placement.line, amount))
    kept.reverse()
    return kept


def _less(amount: Amount, back: Decimal) -> Amount:
    """An amount without ``back``: off the work first, as far as there is some."""
    from_work = min(max(amount.work, ZERO), back)
    return Amount(amount.work - from_work, amount.materials - (back - from_work))
