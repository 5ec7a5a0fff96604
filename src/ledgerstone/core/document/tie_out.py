"""Ties out figures that somebody else printed against ours.

A stated figure is compared at the number of decimals with which it was printed, a percentage
against the exact ratio; a figure with more decimals than ours is compared as written.
Source of the rules: the claim document, section Tie-out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.document.form import Stated
from ledgerstone.core.rounding import EXACT, percent_to, to_places
from ledgerstone.core.valuation import Cover, Valuation, ValuedLine

_OUR_PLACES = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """A stated figure that does not tie. ``item`` is None on a cover; ``place`` its path."""

    place: str
    item: str | None
    key: str
    stated: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        return EXACT.subtract(self.stated, self.computed)


def tie_out(valuation: Valuation, stated: Stated | None) -> tuple[Difference, ...]:
    """Every stated figure that differs from ours; empty when all tie or none is stated."""
    return () if stated is None else tuple(compare(valuation, stated))


def compare(valuation: Valuation, stated: Stated) -> Iterator[Difference]:
    """The differences, cover first, then the claimed cover, then the lines."""
    yield from _of_cover(valuation.cover, f"{stated.place}.cover", stated.cover)
    yield from _of_cover(
        valuation.claimed_cover, f"{stated.place}.claimed_cover", stated.claimed_cover
    )
    lines = {line.item: line for line in valuation.lines}
    for item, given in stated.lines.items():
        yield from _of_line(lines[item], f"{stated.place}.lines[{json.dumps(item)}]", given.figures)


def _of_cover(cover: Cover, place: str, figures: Mapping[str, Decimal]) -> Iterator[Difference]:
    for key, figure in figures.items():
        if key == "percent_complete":
            whole = cover.contract_sum_to_date
            ours = _ratio(figure, cover.total_completed_and_stored, whole)
        else:
            ours = getattr(cover, key)
        yield from _difference(f"{place}.{key}", None, key, figure, ours)


def _of_line(line: ValuedLine, place: str, figures: Mapping[str, Decimal]) -> Iterator[Difference]:
    for key, figure in figures.items():
        if key == "percent":
            ours = _ratio(figure, line.completed_and_stored, line.scheduled_value)
        else:
            ours = getattr(line, key)
        yield from _difference(f"{place}.{key}", line.item, key, figure, ours)


def _difference(
    place: str, item: str | None, key: str, stated: Decimal, ours: Decimal
) -> Iterator[Difference]:
    places = _places(stated)
    compared = ours if places >= _OUR_PLACES else to_places(places, ours)
    if stated != compared:
        yield Difference(place, item, key, stated, ours)


def _ratio(stated: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    return percent_to(_places(stated), part, whole)


def _places(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
