"""What has to be held if nothing were released: min(cap, rule) + adjustments, not below 0.

Source of the rules: the claim document, section Retention.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.entering import Figures
from ledgerstone.core.position import Kept, LinePosition, Position
from ledgerstone.core.retention import (
    Rates,
    kept_by_line,
    kept_on_cover,
    rates_in_force,
    rule_by_line,
    rule_on_cover,
)
from ledgerstone.core.rounding import ZERO, allocate, cents
from ledgerstone.core.schedule import Sheet
from ledgerstone.core.terms import CapOf, RetentionBasis, RetentionCap, RetentionRule, Terms


@dataclass(slots=True)
class Required:
    """Required retention in cents, and what the next claim has to remember of it.

    ``cut``: adjustments would have taken the total below 0. ``work`` and ``materials`` sum to
    ``total``. ``weights`` are their uncapped parts, the
    proportion in which any other total is split. ``by_line`` sums to ``total`` under the
    basis per_line; under cover it is None. ``rule_work`` and ``rule_materials`` are the
    rule's rounded figures before cap and adjustments: per line, or one each for the sheet.
    """

    total: Decimal
    cut: bool
    work: Decimal
    materials: Decimal
    weights: tuple[Decimal, Decimal]
    by_line: list[Decimal] | None
    rule_work: list[Decimal]
    rule_materials: list[Decimal]
    kept: list[Kept | None] | None


@dataclass(slots=True)
class Base:
    """What stays the same between the claimed and the assessed pass of one claim."""

    rule: RetentionRule
    rates: Rates
    cap: Decimal | None
    kept: list[Kept | None] | None


def retention_base(terms: Terms, sheet: Sheet, number: int, before: Position) -> Base | None:
    """Rates, cap and kept figures in force at claim ``number``; None without a rule."""
    rule = terms.retention
    if rule is None:
        return None
    rates = rates_in_force(terms, rule, number, before.number)
    cap = None if rule.cap is None else _cap(rule.cap, sheet)
    if cap is not None and terms.securities:
        cap = max(ZERO, cap - security_at(terms, number))
    if rule.basis is RetentionBasis.PER_LINE:
        return Base(rule, rates, cap, kept_by_line(rates, sheet.at))
    work, stored = bearing_base(sheet, sheet.at)
    return Base(rule, rates, cap, [kept_on_cover(rule, rates, before, work, stored)])


def security_at(terms: Terms, number: int) -> Decimal:
    """The security that stands at claim ``number``: the latest amount that began by then."""
    latest = max(
        (one for one in terms.securities if one.from_claim <= number),
        key=lambda one: one.from_claim,
        default=None,
    )
    return ZERO if latest is None else cents(latest.amount)


def bearing_base(
    sheet: Sheet, figures: Sequence[Figures | LinePosition]
) -> tuple[Decimal, Decimal]:
    """Work and stored material of the lines that bear retention, negative lines negative."""
    work = stored = ZERO
    for line, figure in zip(sheet.lines, figures, strict=True):
        if not line.exempt:
            work += figure.work
            stored += figure.stored
    return work, stored


def require(base: Base, sheet: Sheet, figures: Sequence[Figures]) -> Required:
    """Apply the rule to the figures to date of one pass."""
    adjustments = [figure.adjustment for figure in figures]
    if base.rule.basis is RetentionBasis.PER_LINE:
        return _require_by_line(base, sheet, figures, adjustments)
    work, stored = bearing_base(sheet, figures)
    kept = base.kept[0] if base.kept else None
    on_work, on_stored = rule_on_cover(base.rule, base.rates, kept, work, stored, sheet.sum_bearing)
    adjusted = sum(adjustments, ZERO)
    return _finish(base, on_work, on_stored, adjusted, [on_work], [on_stored])


def _require_by_line(
    base: Base, sheet: Sheet, figures: Sequence[Figures], adjustments: Sequence[Decimal]
) -> Required:
    on_work, on_stored = rule_by_line(
        base.rates,
        sheet.lines,
        [figure.work for figure in figures],
        [figure.stored for figure in figures],
        base.kept,
        is_uniform=sheet.is_uniform,
    )
    adjusting = any(adjustments)
    adjusted = sum(adjustments, ZERO) if adjusting else ZERO
    required = _finish(base, sum(on_work, ZERO), sum(on_stored, ZERO), adjusted, on_work, on_stored)
    by_line = [work + stored for work, stored in zip(on_work, on_stored, strict=True)]
    if base.cap is not None and sum(by_line, ZERO) > base.cap:
        by_line = allocate(base.cap, by_line)
    if required.cut:
        by_line = [ZERO] * len(by_line)
    elif adjusting:
        by_line = [share + added for share, added in zip(by_line, adjustments, strict=True)]
    required.by_line = by_line
    return required


def _finish(
    base: Base,
    work: Decimal,
    materials: Decimal,
    adjusted: Decimal,
    rule_work: list[Decimal],
    rule_materials: list[Decimal],
) -> Required:
    """Cap the rule's figure, add the adjustments, which count on work, and cut at 0."""
    uncapped = work + materials
    capped = uncapped
    weights = (work + adjusted, materials)
    if base.cap is not None and uncapped > base.cap:
        capped = base.cap
        weights = (work * capped + adjusted * uncapped, materials * capped)
        work, materials = allocate(capped, (work, materials))
    total = capped + adjusted
    cut = total < 0
    if cut:
        total, work, materials = ZERO, ZERO, ZERO
    else:
        work += adjusted
    return Required(
        total, cut, work, materials, weights, None, rule_work, rule_materials, base.kept
    )


def _cap(cap: RetentionCap, sheet: Sheet) -> Decimal:
    """The cap in cents, not below 0; the revised sum follows the contract sum up and down."""
    if cap.amount is not None:
        return cents(cap.amount)
    whole = sheet.original_sum if cap.of is CapOf.ORIGINAL_SUM else sheet.contract_sum
    rate = ZERO if cap.rate is None else cap.rate
    return max(ZERO, cents(whole * rate))
