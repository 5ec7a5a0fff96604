"""The parsed claim document: what stood in the file, as values that the engine reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ledgerstone.core.entry import ClaimEntry
from ledgerstone.core.terms import ScheduledLine, Terms


class VariationStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A line as written; ``place`` is its path in the file."""

    scheduled: ScheduledLine
    place: str
    description: str = ""
    unit: str | None = None
    budget_code: str | None = None


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    from_claim: int
    item: str
    scheduled_value: Decimal


@dataclass(frozen=True, slots=True)
class Variation:
    number: str
    title: str
    status: VariationStatus
    approved_in_claim: int | None
    lines: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class StatedLine:
    """A line's figures as somebody printed them, by output key; absent ones are not stated."""

    place: str
    figures: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Stated:
    """Figures as somebody else printed them: ``stated`` and ``certificate``."""

    place: str
    cover: Mapping[str, Decimal] = field(default_factory=dict)
    claimed_cover: Mapping[str, Decimal] = field(default_factory=dict)
    lines: Mapping[str, StatedLine] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DocumentClaim:
    """One claim. ``line_places``: item to path of its entry in the file."""

    place: str
    entry: ClaimEntry
    period_start: date | None
    period_end: date | None
    certified: bool
    certificate: Stated | None
    stated: Stated | None
    line_places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClaimDocument:
    currency: str
    title: str
    terms: Terms
    lines: tuple[DocumentLine, ...]
    schedule_changes: tuple[ScheduleChange, ...]
    variations: tuple[Variation, ...]
    claims: tuple[DocumentClaim, ...]
