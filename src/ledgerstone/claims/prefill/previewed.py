"""What a preview is made of: lines with their sources, what stays behind, and the proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ledgerstone.claims.models import Claim

from .allocation import ZERO, Amount, NotCarried, Placement
from .fillings import LineFilling
from .head_lines import HeadLine
from .retention import RetentionPart
from .shares import Pair
from .sources import CertifiedSource


class PlacedSource(NamedTuple):
    """A source, or part of one, on a line."""

    source: CertifiedSource
    amount: Amount
    is_late: bool
    retention: Decimal = ZERO  # where nothing but retention is carried


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A head contract line: this period's amount in the draft, and after the prefill."""

    line: HeadLine
    after: Decimal
    sources: tuple[PlacedSource, ...]

    @property
    def change(self) -> Decimal:
        return self.after - self.line.draft_now

    @property
    def is_added(self) -> bool:
        """Whether the draft does not list it yet, and will with what is filled in."""
        return bool(self.after) and not self.line.is_listed

    @property
    def has_late(self) -> bool:
        return any(placed.is_late for placed in self.sources)

    @property
    def has_amounts(self) -> bool:
        return bool(self.after or self.line.draft_now or self.sources)


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A source, or part of one, that no line takes; ``line`` is the one that could not."""

    source: CertifiedSource
    amount: Amount
    outcome: NotCarried
    line: HeadLine | None


@dataclass(frozen=True, slots=True)
class LateSource:
    """A source of an earlier period, or one withdrawn since it was carried."""

    source: CertifiedSource
    amount: Amount
    lines: tuple[HeadLine, ...]
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class TieOut:
    """The proof: what was to carry is what was carried plus what was not."""

    certified_this_period: Decimal
    late: Decimal
    carried: Decimal
    already_in_draft: Decimal
    not_carried: Decimal

    @property
    def to_carry(self) -> Decimal:
        return self.certified_this_period + self.late

    @property
    def ties(self) -> bool:
        return self.to_carry == self.carried + self.not_carried


@dataclass(frozen=True, slots=True)
class PrefillPreview:
    """All of it. ``fillings`` and ``placements`` are what applying would write."""

    claim: Claim
    as_at: dt.datetime
    lines: tuple[PreviewLine, ...]
    not_carried: tuple[LeftBehind, ...]
    late: tuple[LateSource, ...]
    tie_out: TieOut
    fillings: tuple[LineFilling, ...]
    placements: tuple[Placement, ...]
    retention: RetentionPart | None = None  # where it is carried as well
    shares: Mapping[Pair, Decimal] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many lines would change."""
        return sum(1 for line in self.lines if line.change)

    @property
    def total_balance(self) -> Decimal:
        return sum((line.line.balance for line in self.lines), ZERO)

    @property
    def total_now(self) -> Decimal:
        return sum((line.line.draft_now for line in self.lines), ZERO)

    @property
    def total_after(self) -> Decimal:
        return sum((line.after for line in self.lines), ZERO)

    @property
    def total_change(self) -> Decimal:
        return self.total_after - self.total_now
