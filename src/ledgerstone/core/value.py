"""Values one claim: from the terms, the lines, what was entered and the last position."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.core.entry import ClaimEntry
from ledgerstone.core.position import Position
from ledgerstone.core.terms import ScheduledLine, Terms
from ledgerstone.core.valuation import Valuation


def value_claim(
    terms: Terms, lines: Sequence[ScheduledLine], entry: ClaimEntry, before: Position
) -> Valuation:
    """Value ``entry`` against ``before``, the position of the last certificate."""
    raise NotImplementedError
