"""Which of several open amounts add up to what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from ledgerstone.core.rounding import ZERO

# Among so many amounts every choice is looked at; among more, pairs and neighbours.
_ALL_CHOICES = 12


def adding_up(amounts: Sequence[Decimal], wanted: Decimal) -> list[tuple[int, ...]]:
    """The choices of two or more of these amounts that come to what is wanted, by their places.

    At most two: more than one means that the sum does not tell. Choices of the same amounts count
    once, with the earliest of them.
    """
    if len(amounts) < 2:
        return []
    if sum(amounts, ZERO) == wanted:
        return [tuple(range(len(amounts)))]
    found: dict[tuple[Decimal, ...], tuple[int, ...]] = {}
    choices = _all(amounts) if len(amounts) <= _ALL_CHOICES else _likely(len(amounts))
    for places in choices:
        chosen = [amounts[place] for place in places]
        if sum(chosen, ZERO) == wanted:
            found.setdefault(tuple(sorted(chosen)), places)
            if len(found) > 1:
                break
    return list(found.values())


def _all(amounts: Sequence[Decimal]) -> list[tuple[int, ...]]:
    places = range(len(amounts))
    return [chosen for count in range(2, len(amounts)) for chosen in combinations(places, count)]


def _likely(count: int) -> list[tuple[int, ...]]:
    """Pairs, and runs of neighbours. For very many amounts only of the first."""
    most = min(count, 60)
    pairs = list(combinations(range(most), 2))
    runs = [
        tuple(range(first, last))
        for first in range(most)
        for last in range(first + 3, min(first + 13, most) + 1)
    ]
    return pairs + runs
