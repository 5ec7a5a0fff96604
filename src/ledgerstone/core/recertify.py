"""A claim certified elsewhere, at other figures than ours: the position they leave behind.

What the certificate gives becomes the previous figures of the next claim; what it does not
give is our own, and k, what was released, quantities and adjustments stay ours. The figure
that a later change for new work keeps is the rule's on what was certified.
Source of the rules: the claim document, section Previous.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext

from ledgerstone.core.position import LinePosition, Position
from ledgerstone.core.requirement import bearing_base
from ledgerstone.core.retention import (
    Rates,
    rates_in_force,
    rule_by_line,
    rule_on_cover,
)
from ledgerstone.core.rounding import EXACT
from ledgerstone.core.schedule import Sheet, lay_out
from ledgerstone.core.terms import RetentionBasis, ScheduledLine, Terms


@dataclass(frozen=True, slots=True)
class CertifiedLine:
    """A line as certified elsewhere, amounts in cents; None is not given."""

    completed_and_stored: Decimal | None = None
    materials_stored: Decimal | None = None
    retention: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CertifiedElsewhere:
    """The figures of somebody else's certificate that the next claim reads."""

    total_earned_less_retention: Decimal | None = None
    total_retention: Decimal | None = None
    deductions_to_date: Decimal | None = None
    lines: Mapping[str, CertifiedLine] = field(default_factory=dict)


def recertify(
    terms: Terms, lines: Sequence[ScheduledLine], after: Position, certified: CertifiedElsewhere
) -> Position:
    """``after``, our own position after the claim, with the figures of ``certified``.

    ``lines`` as in force for that claim; keys unknown to ``after`` are a KeyError.
    """
    with localcontext(EXACT):
        found = dict(after.lines)
        for key, given in certified.lines.items():
            found[key] = _line(after.lines[key], given)
        position = replace(
            after,
            lines=found,
            earned_less_retention=_given(
                certified.total_earned_less_retention, after.earned_less_retention
            ),
            total_retention=_given(certified.total_retention, after.total_retention),
            deductions_to_date=_given(certified.deductions_to_date, after.deductions_to_date),
        )
        return _with_rule_figures(terms, lines, position)


def _given(figure: Decimal | None, ours: Decimal) -> Decimal:
    return ours if figure is None else figure


def _line(ours: LinePosition, given: CertifiedLine) -> LinePosition:
    """Work is completed and stored less stored, each as given or else our own."""
    earned = _given(given.completed_and_stored, ours.work + ours.stored)
    stored = _given(given.materials_stored, ours.stored)
    return replace(
        ours,
        work=earned - stored,
        stored=stored,
        retention=_given(given.retention, ours.retention),
    )


def _with_rule_figures(
    terms: Terms, lines: Sequence[ScheduledLine], position: Position
) -> Position:
    rule, number = terms.retention, position.number
    if rule is None or number is None:
        return position
    rates = rates_in_force(terms, rule, number, None)
    sheet = lay_out(terms, lines, position)
    if rule.basis is RetentionBasis.COVER:
        work, stored = bearing_base(sheet, sheet.at)
        on_work, on_stored = rule_on_cover(
            rule, rates, position.kept, work, stored, sheet.sum_bearing
        )
        return replace(position, rule_work=on_work, rule_materials=on_stored)
    return _with_line_figures(rates, sheet, position)


def _with_line_figures(rates: Rates, sheet: Sheet, position: Position) -> Position:
    on_work, on_stored = rule_by_line(
        rates,
        sheet.lines,
        [at.work for at in sheet.at],
        [at.stored for at in sheet.at],
        [at.kept for at in sheet.at],
    )
    lines = {
        line.key: replace(at, rule_work=work, rule_materials=stored)
        for line, at, work, stored in zip(sheet.lines, sheet.at, on_work, on_stored, strict=True)
    }
    return replace(position, lines=lines)
