"""What the retention rule asks for on a base, before cap and adjustments.

Work and stored material are two parts throughout (5a and 5b of the cover). Under the basis
``per_line`` each line's part is rounded and the sheet sums; under ``cover`` there is one
rounded figure for the sheet. A change of rates for new work keeps the rule's figure at the
last certificate before it and counts on from what had been earned then.
Source of the rules: the claim document, section Retention.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ledgerstone.core.position import Kept, LinePosition, Position
from ledgerstone.core.rounding import ZERO, allocate, cents, shares
from ledgerstone.core.terms import (
    BandMeasure,
    ChangeScope,
    RetentionKind,
    RetentionRule,
    ScheduledLine,
    Terms,
)

_FROM_NOTHING = Kept(ZERO, ZERO, ZERO, ZERO)


class Rates(NamedTuple):
    """Flat rates in force at a claim. ``keeps``: only what was earned since the last change
    bears them; ``fresh``: the last certificate is the one that the change keeps."""

    work: Decimal
    materials: Decimal
    keeps: bool
    fresh: bool


def rates_in_force(terms: Terms, rule: RetentionRule, number: int, last: int | None) -> Rates:
    """The rates at claim ``number`` whose last certificate is ``last`` (None: none yet)."""
    work, materials = rule.work or ZERO, rule.materials or ZERO
    latest = max(
        (change for change in terms.retention_changes if change.from_claim <= number),
        key=lambda change: change.from_claim,
        default=None,
    )
    if latest is None:
        return Rates(work, materials, keeps=False, fresh=False)
    keeps = latest.applies_to is ChangeScope.NEW_WORK and last is not None
    fresh = keeps and last is not None and latest.from_claim > last
    return Rates(latest.work, latest.materials, keeps, fresh)


def kept_by_line(rates: Rates, at: Sequence[LinePosition]) -> list[Kept | None] | None:
    """Per line, what a change for new work keeps; None where no change keeps anything."""
    if not rates.keeps:
        return None
    if rates.fresh:
        return [Kept(a.rule_work, a.rule_materials, a.work, a.stored) for a in at]
    return [a.kept for a in at]


def rule_by_line(
    rates: Rates,
    lines: Sequence[ScheduledLine],
    work: Sequence[Decimal],
    stored: Sequence[Decimal],
    kept: Sequence[Kept | None] | None,
    *,
    is_uniform: bool = False,
) -> tuple[list[Decimal], list[Decimal]]:
    """Each line's rounded figure on work and on stored; exempt lines bear nothing.

    If the sheet's sum is below 0, nothing is asked on any line. ``is_uniform``: that no line is
    exempt or has a rate of its own is known.
    """
    if kept is None and is_uniform:
        on_work, on_stored = shares(work, rates.work), shares(stored, rates.materials)
    else:
        on_work, on_stored = _rule_line_by_line(rates, lines, work, stored, kept)
    if sum(on_work, ZERO) + sum(on_stored, ZERO) < 0:
        nothing = [ZERO] * len(lines)
        return nothing, nothing
    return on_work, on_stored


def _rule_line_by_line(
    rates: Rates,
    lines: Sequence[ScheduledLine],
    work: Sequence[Decimal],
    stored: Sequence[Decimal],
    kept: Sequence[Kept | None] | None,
) -> tuple[list[Decimal], list[Decimal]]:
    on_work: list[Decimal] = []
    on_stored: list[Decimal] = []
    work_rate, stored_rate = rates.work, rates.materials
    past = _FROM_NOTHING
    for index, (line, done, held) in enumerate(zip(lines, work, stored, strict=True)):
        if line.exempt:
            on_work.append(ZERO)
            on_stored.append(ZERO)
            continue
        if kept is not None:
            past = kept[index] or _FROM_NOTHING
        own_work, own_stored = line.retention_work, line.retention_materials
        if own_work is not None:
            on_work.append(cents(done * own_work))
        elif past is _FROM_NOTHING:
            on_work.append(cents(done * work_rate))
        else:
            on_work.append(past.work + cents((done - past.work_base) * work_rate))
        if own_stored is not None:
            on_stored.append(cents(held * own_stored))
        elif past is _FROM_NOTHING:
            on_stored.append(cents(held * stored_rate))
        else:
            on_stored.append(past.materials + cents((held - past.materials_base) * stored_rate))
    return on_work, on_stored


def kept_on_cover(
    rule: RetentionRule, rates: Rates, before: Position, work: Decimal, stored: Decimal
) -> Kept | None:
    """As ``kept_by_line``, for the sheet; ``work`` and ``stored`` are the base at ``before``."""
    if not rates.keeps:
        return None
    if not rates.fresh:
        return before.kept
    return Kept(before.rule_work, before.rule_materials, *_less_free(rule, work, stored))


def rule_on_cover(
    rule: RetentionRule,
    rates: Rates,
    kept: Kept | None,
    work: Decimal,
    stored: Decimal,
    contract_sum: Decimal,
) -> tuple[Decimal, Decimal]:
    """The sheet's one rounded figure, as its parts on work and on stored; not below 0.

    ``contract_sum``: to date, of the lines that bear retention; limits by percentage are
    measured against it.
    """
    if rule.kind is RetentionKind.FLAT:
        on_work, on_stored = _flat(rule, rates, kept or _FROM_NOTHING, work, stored)
        return (ZERO, ZERO) if on_work + on_stored < 0 else (on_work, on_stored)
    base = work + stored
    if base <= 0:
        return ZERO, ZERO
    unrounded = _bands if rule.kind is RetentionKind.BANDS else _steps
    figure = cents(unrounded(rule, base, _limits(rule, contract_sum)))
    on_work, on_stored = allocate(figure, (work, stored))
    return on_work, on_stored


def _flat(
    rule: RetentionRule, rates: Rates, past: Kept, work: Decimal, stored: Decimal
) -> tuple[Decimal, Decimal]:
    work, stored = _less_free(rule, work, stored)
    new_work, new_stored = work - past.work_base, stored - past.materials_base
    on_stored = cents(new_stored * rates.materials)
    on_work = cents(new_work * rates.work + new_stored * rates.materials) - on_stored
    return past.work + on_work, past.materials + on_stored


def _less_free(rule: RetentionRule, work: Decimal, stored: Decimal) -> tuple[Decimal, Decimal]:
    """The base without the free amount, which comes off work first, then off stored."""
    free = rule.free_amount
    if free is None:
        return work, stored
    off_work = min(free, max(ZERO, work))
    off_stored = min(free - off_work, max(ZERO, stored))
    return work - off_work, stored - off_stored


def _limits(rule: RetentionRule, contract_sum: Decimal) -> list[Decimal | None]:
    """Upper limits in money. Against a sum of 0 or less every base is in the first band."""
    if rule.bands_of is BandMeasure.AMOUNT:
        return [band.up_to for band in rule.bands]
    if contract_sum <= 0:
        return [None]
    return [None if band.up_to is None else band.up_to * contract_sum for band in rule.bands]


def _bands(rule: RetentionRule, base: Decimal, limits: Sequence[Decimal | None]) -> Decimal:
    """Each part of the base at the rate of its band; the free amount off the lowest part."""
    total, lower = ZERO, rule.free_amount or ZERO
    for band, limit in zip(rule.bands, limits, strict=False):
        upper = base if limit is None else min(base, limit)
        if upper > lower:
            total += (upper - lower) * band.rate
            lower = upper
    return total


def _steps(rule: RetentionRule, base: Decimal, limits: Sequence[Decimal | None]) -> Decimal:
    """The whole base less the free amount, at the rate of the step that the base is in."""
    for band, limit in zip(rule.bands, limits, strict=False):
        if limit is None or base < limit:
            return max(ZERO, base - (rule.free_amount or ZERO)) * band.rate
    return ZERO
