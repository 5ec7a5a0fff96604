"""How the retention of a source is shared over the lines that it is carried to. Pure.

It goes where the amounts go, in their proportion; what is not carried keeps its part. So the
retention of a source is carried once in all, as its amounts are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ledgerstone.core.rounding import allocate

from .allocation import ZERO, Placement
from .sources import CertifiedSource

Pair = tuple[int, int]  # of a line and a source


def retention_shares(
    placements: Sequence[Placement], by_id: Mapping[int, CertifiedSource]
) -> dict[Pair, Decimal]:
    """The retention that goes with each placement, by line and source."""
    of_source: dict[int, list[Placement]] = defaultdict(list)
    for placement in placements:
        of_source[placement.source].append(placement)
    shares: dict[Pair, Decimal] = {}
    for source, parts in of_source.items():
        for part, share in zip(parts, _shared(by_id[source], parts), strict=True):
            shares[part.line, part.source] = share
    return shares


def _shared(source: CertifiedSource, parts: Sequence[Placement]) -> list[Decimal]:
    """All of it where the amounts are carried whole; with nothing to go by, with the first part."""
    whole = source.retention_remaining
    amounts = [part.amount.total for part in parts]
    left = source.remaining.total - sum(amounts, ZERO)
    if len(parts) == 1 and not left:
        return [whole]
    if sum(amounts, left) == 0:
        return [whole, *[ZERO] * (len(parts) - 1)]
    return allocate(whole, [*amounts, left])[: len(parts)]
