"""A schedule of values as a table: in sections with their sums, then each variation's lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.contracts.models import ScheduleLine, Variation
from ledgerstone.contracts.variations.variation_words import kind_word
from ledgerstone.projects.terminology import Terms

_ZERO = Decimal("0.00")


@dataclass(slots=True)
class ScheduleGroup:
    """Lines under one heading, and what they come to. Without heading the lines stand alone."""

    heading: str
    lines: list[ScheduleLine] = field(default_factory=list)
    note: str = ""
    counts: bool = True

    @property
    def scheduled(self) -> Decimal:
        """The sum of the scheduled values."""
        return sum((line.scheduled_value for line in self.lines), _ZERO)

    @property
    def certified(self) -> Decimal:
        """What of them is certified to date."""
        return sum((line.certified_to_date for line in self.lines), _ZERO)


@dataclass(frozen=True, slots=True)
class ScheduleTable:
    """The whole table. Its total counts what changes the contract sum."""

    groups: Sequence[ScheduleGroup]
    has_units: bool
    line_count: int

    @property
    def scheduled(self) -> Decimal:
        """The contract sum."""
        return sum((group.scheduled for group in self.groups if group.counts), _ZERO)

    @property
    def certified(self) -> Decimal:
        """What is certified to date in all."""
        return sum((group.certified for group in self.groups), _ZERO)


def schedule_groups(
    lines: Sequence[ScheduleLine], variations: Iterable[Variation], terms: Terms
) -> ScheduleTable:
    """Lines in their order, a new group wherever the section changes."""
    by_id = {variation.pk: variation for variation in variations}
    groups: list[ScheduleGroup] = []
    here: object = None
    for line in lines:
        place = (line.variation_id, line.section if line.variation_id is None else "")
        if place != here:
            groups.append(_group(line, by_id, terms))
            here = place
        groups[-1].lines.append(line)
    return ScheduleTable(
        groups=groups,
        has_units=any(line.quantity is not None for line in lines),
        line_count=len(lines),
    )


def _group(line: ScheduleLine, by_id: dict[int, Variation], terms: Terms) -> ScheduleGroup:
    if line.variation_id is None:
        return ScheduleGroup(line.section)
    variation = by_id[line.variation_id]
    counts = variation.status == "approved"
    return ScheduleGroup(
        f"{kind_word(variation.kind, terms).capitalised} {variation.number}, {variation.title}",
        note="" if counts else variation.status.replace("_", " "),
        counts=counts,
    )
