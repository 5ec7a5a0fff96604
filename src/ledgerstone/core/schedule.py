"""The schedule as one claim sees it: lines checked, set beside the last certificate, summed.

A ``Sheet`` holds columns, one entry per line in the order given, so that the passes over
claimed and over assessed figures share what does not depend on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.position import NOTHING_YET, LinePosition, Position
from ledgerstone.core.refusals import ScheduleRefused
from ledgerstone.core.rounding import ZERO, as_amount, cents
from ledgerstone.core.terms import AccountingMethod, RetentionBasis, ScheduledLine, Terms


@dataclass(slots=True)
class Sheet:
    """Lines and their standing. ``printed``: scheduled value as it counts, 0 while a
    variation is not approved; ``own``: the line's own scheduled value; ``at``: the line at
    the last certificate. Sums in cents; ``sum_bearing`` is over lines that bear retention.
    ``is_uniform``: surely no line is exempt from retention or has a rate of its own."""

    lines: Sequence[ScheduledLine]
    keys: set[str]
    own: list[Decimal]
    printed: list[Decimal]
    at: list[LinePosition]
    original_sum: Decimal
    variations_sum: Decimal
    sum_bearing: Decimal
    taxed: list[int]
    is_uniform: bool

    @property
    def contract_sum(self) -> Decimal:
        return self.original_sum + self.variations_sum


def lay_out(terms: Terms, lines: Sequence[ScheduledLine], before: Position) -> Sheet:
    """Check the lines and set them beside ``before``; ScheduleRefused names line and field."""
    own: list[Decimal] = []
    printed: list[Decimal] = []
    at: list[LinePosition] = []
    original = variations = bearing = ZERO
    known = before.lines
    taxed: list[int] = []
    is_uniform = True
    for index, line in enumerate(lines):
        if (
            line.quantity is not None
            or line.unit_price is not None
            or line.retention_work is not None
            or line.retention_materials is not None
        ):
            _check_line(terms, line)
            is_uniform = False
        if line.tax_rate is not None:
            _check_tax_rate(terms, line, line.tax_rate)
            taxed.append(index)
        value = as_amount(line.scheduled_value)
        if value is None:
            raise _refused(line, "scheduled_value", "an amount has at most 2 decimals")
        own.append(value)
        counted = value if line.counts else ZERO
        printed.append(counted)
        at.append(known.get(line.key, NOTHING_YET))
        if line.variation is None:
            original += counted
        else:
            variations += counted
        if line.exempt:
            is_uniform = False
        else:
            bearing += counted
    keys = _check_keys(lines, before)
    return Sheet(lines, keys, own, printed, at, original, variations, bearing, taxed, is_uniform)


def _check_line(terms: Terms, line: ScheduledLine) -> None:
    if (line.quantity is None) is not (line.unit_price is None):
        missing = "quantity" if line.quantity is None else "unit_price"
        raise _refused(
            line, missing, "a unit line has quantity, unit and unit price, all three or none"
        )
    if line.quantity is not None and line.unit_price is not None:
        if terms.accounting_method is not AccountingMethod.UNIT:
            raise _refused(line, "quantity", "a contract accounted by amount has no unit lines")
        product = cents(line.quantity * line.unit_price)
        if product != line.scheduled_value:
            raise _refused(
                line,
                "scheduled_value",
                f"quantity times unit price is {product}, which is expected",
            )
    for name, rate in (("work", line.retention_work), ("materials", line.retention_materials)):
        if rate is not None:
            _check_retention_rate(terms, line, f"retention.{name}", rate)


def _check_tax_rate(terms: Terms, line: ScheduledLine, rate: Decimal) -> None:
    if terms.tax is None:
        raise _refused(line, "tax_rate", "a tax rate on a line needs a tax on the contract")
    _check_rate(line, "tax_rate", rate)


def _check_retention_rate(terms: Terms, line: ScheduledLine, field: str, rate: Decimal) -> None:
    if terms.retention is None or terms.retention.basis is not RetentionBasis.PER_LINE:
        raise _refused(
            line, field, 'a rate on a line needs a contract retention with the basis "per_line"'
        )
    _check_rate(line, field, rate)


def _check_rate(line: ScheduledLine, field: str, rate: Decimal) -> None:
    if not (rate.is_finite() and 0 <= rate <= 1):
        raise _refused(line, field, f"a rate is from 0 to 1 (0.05 is 5 %), not {rate}")


def _check_keys(lines: Sequence[ScheduledLine], before: Position) -> set[str]:
    keys = {line.key for line in lines}
    if len(keys) != len(lines):
        again = Counter(line.key for line in lines).most_common(1)[0][0]
        raise ScheduleRefused(
            "items are unique over lines and variations", field="item", line=again
        )
    if before.lines.keys() <= keys:
        return keys
    for key, left in before.lines.items():
        if key not in keys and (left.work or left.stored or left.retention):
            raise ScheduleRefused(
                "the line was certified before and must stay on the schedule",
                field="item",
                line=key,
            )
    return keys


def _refused(line: ScheduledLine, field: str, sentence: str) -> ScheduleRefused:
    return ScheduleRefused(sentence, field=field, line=line.key)
