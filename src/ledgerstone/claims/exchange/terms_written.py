"""What a contract says about money, as a claim document says it: terms, lines, variations.

Figures are decimal strings as short as they say the same: amounts with two decimals, quantities,
prices and rates without idle zeros. What is absent is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.core.rounding import to_places

Written = dict[str, Any]


def amount(figure: Decimal) -> str:
    """An amount in cents; a negative zero is zero."""
    return f"{to_places(2, figure) or Decimal('0.00'):f}"


def short(figure: Decimal) -> str:
    """A quantity, a price or a rate, without idle zeros."""
    text = f"{figure:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def terms_of(terms: core.Terms, title: str) -> Written:
    """The contract's half of the document but for its lines."""
    written: Written = {
        "kind": terms.kind.value,
        "title": title,
        "accounting_method": terms.accounting_method.value,
    }
    if terms.retention is not None:
        written["retention"] = _rule(terms.retention)
    if terms.retention_changes:
        written["retention_changes"] = [
            {
                "from_claim": change.from_claim,
                "applies_to": change.applies_to.value,
                "work": short(change.work),
                "materials": short(change.materials),
            }
            for change in sorted(terms.retention_changes, key=lambda one: one.from_claim)
        ]
    if terms.securities:
        written["securities"] = [
            {"from_claim": one.from_claim, "amount": amount(one.amount)} for one in terms.securities
        ]
    if terms.tax is not None:
        written["tax"] = {"rate": short(terms.tax.rate), "base": terms.tax.base.value}
    return written


def _rule(rule: core.RetentionRule) -> Written:
    written: Written = {"basis": rule.basis.value, "rule": rule.kind.value}
    if rule.work is not None and rule.materials is not None:
        written |= {"work": short(rule.work), "materials": short(rule.materials)}
    if rule.bands:
        by_amount = rule.bands_of is core.BandMeasure.AMOUNT
        written["bands"] = [
            {
                "up_to": None if band.up_to is None else _limit(band.up_to, by_amount),
                "of": None if rule.bands_of is None else rule.bands_of.value,
                "rate": short(band.rate),
            }
            for band in rule.bands
        ]
    cap = rule.cap
    if cap is not None and cap.amount is not None:
        written["cap"] = {"amount": amount(cap.amount)}
    elif cap is not None and cap.rate is not None and cap.of is not None:
        written["cap"] = {"rate": short(cap.rate), "of": cap.of.value}
    if rule.free_amount is not None:
        written["free_amount"] = amount(rule.free_amount)
    return written


def _limit(up_to: Decimal, by_amount: bool) -> str:
    return amount(up_to) if by_amount else short(up_to)


def line_of(line: ScheduleLine, code: str, value: Decimal) -> Written:
    """A line of the schedule or of a variation, with the value that it began with."""
    written: Written = {"item": line.item, "description": line.description}
    if line.unit_price is not None and line.quantity is not None:
        written |= {
            "quantity": short(line.quantity),
            "unit": line.unit,
            "unit_price": short(line.unit_price),
        }
    else:
        written["scheduled_value"] = amount(value)
    rates = {"work": line.retention_work, "materials": line.retention_materials}
    given = {name: short(rate) for name, rate in rates.items() if rate is not None}
    if given:
        written["retention"] = given
    if line.is_exempt_from_retention:
        written["exempt_from_retention"] = True
    if line.tax_rate is not None:
        written["tax_rate"] = short(line.tax_rate)
    if code:
        written["budget_code"] = code
    return written


def opening_of(opening: core.Opening) -> Written:
    """Where a contract stood that was taken over in mid-job."""
    return {
        "less_previous_certificates": amount(opening.less_previous_certificates),
        "retention_held": amount(opening.retention_held),
        "retention_released_to_date": amount(opening.retention_released_to_date),
        "deductions_to_date": amount(opening.deductions_to_date),
        "lines": {item: _opening_line(line) for item, line in opening.lines.items()},
    }


def _opening_line(line: core.OpeningLine) -> Written:
    written: Written = {"work_previous": amount(line.work_previous)}
    if line.quantity_previous is not None:
        written["quantity_previous"] = short(line.quantity_previous)
    if line.materials_stored:
        written["materials_stored"] = amount(line.materials_stored)
    return written


def without_nothing(written: Mapping[str, Any]) -> Written:
    """Without what is absent or empty."""
    return {key: value for key, value in written.items() if value not in (None, "", [], {})}


def distinct(names: Iterable[str]) -> list[str]:
    """Names in their order, told apart where two are the same."""
    taken: set[str] = set()
    found = []
    for name in names:
        told, count = name, 1
        while told in taken:
            count += 1
            told = f"{name} ({count})"
        taken.add(told)
        found.append(told)
    return found
