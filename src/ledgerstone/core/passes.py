"""One pass over the sheet: from figures to date to retention held, tax and the cover.

A claim takes one pass by its claimed figures and, only where they differ, one by its
assessed figures, against the same position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.entering import Figures
from ledgerstone.core.entry import ClaimEntry, Release
from ledgerstone.core.position import ONE, Position
from ledgerstone.core.release import Holding
from ledgerstone.core.requirement import Base, Required, require
from ledgerstone.core.rounding import ZERO, allocate, percent
from ledgerstone.core.schedule import Sheet
from ledgerstone.core.sharing import share_over
from ledgerstone.core.tax import tax_on
from ledgerstone.core.terms import RetentionBasis, TaxBase, Terms
from ledgerstone.core.valuation import Cover


@dataclass(slots=True)
class Pass:
    """The sheet by one set of figures. ``earned`` is what is completed and stored on each
    line, ``retention`` its printed retention; ``released`` is what the claim as a whole
    released, without releases on lines."""

    cover: Cover
    holding: Holding
    earned: list[Decimal]
    retention: list[Decimal]
    released: Decimal


@dataclass(slots=True)
class Setting:
    """All that both passes of one claim share."""

    terms: Terms
    sheet: Sheet
    entry: ClaimEntry
    before: Position
    base: Base | None


def run_pass(setting: Setting, figures: Sequence[Figures], release: Release | None) -> Pass:
    """Value the sheet by ``figures``; releases on lines first, then the claim's."""
    sheet, before = setting.sheet, setting.before
    holding = _holding(setting, figures)
    withheld = holding.held
    released = [figure.released for figure in figures]
    if any(released):
        holding.release_on_lines(released)
    by_lines = holding.held
    if release is not None:
        holding.release(release)
    held = holding.held
    retention = _line_retention(setting, holding, figures)
    work, materials = _split(holding, held)
    earned = [figure.work + figure.stored for figure in figures]
    completed = sum(earned, ZERO)
    due = completed - held - before.earned_less_retention
    deducted = sum((deduction.amount for deduction in setting.entry.deductions), ZERO)
    tax = _tax(setting, figures, completed, due, retention)
    cover = Cover(
        original_contract_sum=sheet.original_sum,
        net_change_by_variations=sheet.variations_sum,
        contract_sum_to_date=sheet.contract_sum,
        total_completed_and_stored=completed,
        retention_on_work=work,
        retention_on_materials=materials,
        total_retention=held,
        total_earned_less_retention=completed - held,
        less_previous_certificates=before.earned_less_retention,
        current_payment_due=due,
        balance_to_finish_including_retention=sheet.contract_sum - completed + held,
        percent_complete=percent(completed, sheet.contract_sum),
        retention_this_period=withheld - before.total_retention,
        retention_released_this_period=withheld - held,
        deductions_this_period=deducted,
        deductions_to_date=before.deductions_to_date + deducted,
        tax=tax,
        payable=due + deducted + tax,
    )
    return Pass(cover, holding, earned, retention, by_lines - held)


def _holding(setting: Setting, figures: Sequence[Figures]) -> Holding:
    before, base = setting.before, setting.base
    if base is None:
        nothing = [ZERO] * len(figures)
        required = Required(ZERO, False, ZERO, ZERO, (ZERO, ZERO), nothing, [], [], None)
    else:
        required = require(base, setting.sheet, figures)
    by_line = None
    if required.by_line is not None:
        by_line = [at.released for at in setting.sheet.at]
    return Holding(required, before.k, before.released, by_line)


def _split(holding: Holding, held: Decimal) -> tuple[Decimal, Decimal]:
    """5a and 5b of what is held: as required, or after a release in proportion to it."""
    required = holding.required
    if holding.k == ONE and not holding.released:
        return required.work, required.materials
    if not held:
        return ZERO, ZERO
    work, materials = allocate(held, required.weights)
    return work, materials


def _line_retention(
    setting: Setting, holding: Holding, figures: Sequence[Figures]
) -> list[Decimal]:
    base = setting.base
    if base is None or base.rule.basis is RetentionBasis.PER_LINE:
        return holding.line_figures()
    adjustments = [figure.adjustment for figure in figures]
    held, lines = holding.held, setting.sheet.lines
    untouched = holding.k == ONE and not holding.released
    if not held and (holding.required.cut or not untouched):
        return [ZERO] * len(lines)
    earned = [
        ZERO if line.exempt else figure.work + figure.stored
        for line, figure in zip(lines, figures, strict=True)
    ]
    bearing = [not line.exempt for line in lines]
    shares = share_over(held - sum(adjustments, ZERO), earned, adjustments, bearing)
    return [share + added for share, added in zip(shares, adjustments, strict=True)]


def _tax(
    setting: Setting,
    figures: Sequence[Figures],
    completed: Decimal,
    due: Decimal,
    retention: Sequence[Decimal],
) -> Decimal:
    terms, sheet = setting.terms.tax, setting.sheet
    if terms is None:
        return ZERO
    net = terms.base is TaxBase.NET_OF_RETENTION
    own_rates: list[tuple[Decimal, Decimal]] = []
    for index in sheet.taxed:
        figure, at, rate = figures[index], sheet.at[index], sheet.lines[index].tax_rate
        part = figure.work + figure.stored - at.work - at.stored
        if net:
            part -= retention[index] - at.retention
        own_rates.append((part, terms.rate if rate is None else rate))
    if net:
        return tax_on(terms, due, setting.entry.deductions, own_rates)
    earlier = sum((at.work + at.stored for at in setting.before.lines.values()), ZERO)
    return tax_on(terms, completed - earlier, setting.entry.deductions, own_rates)
