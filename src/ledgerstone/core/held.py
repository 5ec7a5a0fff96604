"""What is held before a claim releases any of it, and how a release is laid on lines.

A claim's retention is required first and released second. Whoever enters a release, on a line or
on the whole claim, is bound by what stands in between: what the sheet holds after the claim's own
withholding. It is found by valuing the claim without its releases, so that there is one
arithmetic and not two. Source of the rules: the claim document, sections Retention and Release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ledgerstone.core.entry import AssessedEntry, ClaimEntry, LineEntry
from ledgerstone.core.position import ONE, LinePosition, Position
from ledgerstone.core.rounding import ZERO, allocate, cents
from ledgerstone.core.terms import ScheduledLine, Terms
from ledgerstone.core.value import value_claim


@dataclass(frozen=True, slots=True)
class Held:
    """Retention in cents: in all, on work and on materials, and on each line by its key.

    A line may be below 0 (a credit bears a negative part); the lines sum to ``total``.
    """

    total: Decimal
    work: Decimal
    materials: Decimal
    by_line: Mapping[str, Decimal]


def held_before_release(
    terms: Terms,
    lines: Sequence[ScheduledLine],
    entry: ClaimEntry,
    before: Position,
    *,
    claimed: bool = False,
) -> Held:
    """What is held once the claim has withheld its own and before it releases anything.

    By the assessed figures, or by the claimed ones alone. Raises as ``value_claim`` does.
    """
    said = {key: _unreleased(line, claimed=claimed) for key, line in entry.lines.items()}
    return _held(terms, lines, replace(entry, lines=said), before)


def required_by_rule(
    terms: Terms,
    lines: Sequence[ScheduledLine],
    entry: ClaimEntry,
    before: Position,
    *,
    claimed: bool = False,
) -> Held:
    """What the contract's rule and cap ask for: no adjustment, and nothing ever released."""
    said = {
        key: _unadjusted(_unreleased(line, claimed=claimed)) for key, line in entry.lines.items()
    }
    at = {key: _never_released(line) for key, line in before.lines.items()}
    untouched = replace(before, lines=at, k=ONE, released=ZERO)
    return _held(terms, lines, replace(entry, lines=said), untouched)


def _held(
    terms: Terms, lines: Sequence[ScheduledLine], entry: ClaimEntry, before: Position
) -> Held:
    bare = replace(entry, release=None, assessed_release=None)
    valued = value_claim(terms, lines, bare, before)
    cover = valued.cover
    return Held(
        cover.total_retention,
        cover.retention_on_work,
        cover.retention_on_materials,
        {line.item: line.retention for line in valued.lines},
    )


def _unreleased(line: LineEntry, *, claimed: bool) -> LineEntry:
    answer = None if claimed else line.assessed
    if answer is not None:
        answer = replace(answer, retention_released=None)
    return replace(line, retention_released=None, assessed=answer)


def _unadjusted(line: LineEntry) -> LineEntry:
    answer: AssessedEntry | None = line.assessed
    if answer is not None:
        answer = replace(answer, retention_adjustment=None)
    return replace(line, retention_adjustment=None, assessed=answer)


def _never_released(line: LinePosition) -> LinePosition:
    return replace(line, adjustment=ZERO, released=ZERO)


def spread_release(amount: Decimal, held: Sequence[Decimal]) -> list[Decimal]:
    """Lay an amount on lines in proportion to what each holds, by largest remainder.

    Lines that hold nothing, or less, get nothing; no line gets more than it holds; the parts sum
    to ``amount``, which is from 0 to what those lines hold in all, in whole cents (ValueError).
    Witness: 10.00 over lines that hold 100.00, 0.00 and 50.00 is 6.67, 0.00 and 3.33.
    """
    bearing = [max(ZERO, one) for one in held]
    whole = sum(bearing, ZERO)
    if not ZERO <= amount <= whole:
        raise ValueError(f"from 0.00 to {whole} can be released on these lines, not {amount}")
    return allocate(amount, bearing) if amount else [ZERO] * len(bearing)


def share_of_held(share: Decimal, held: Sequence[Decimal]) -> Decimal:
    """So much of what lines hold, in cents; lines below 0 count nothing."""
    return cents(sum((max(ZERO, one) for one in held), ZERO) * share)


def adjustments_to(
    targets: Mapping[str, Decimal], by_rule: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Per line, the adjustment that takes the rule's figure to the one that is wanted."""
    return {key: wanted - by_rule.get(key, ZERO) for key, wanted in targets.items()}
