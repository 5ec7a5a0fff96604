"""Terms of retention as a person would type them: what the form begins with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.core.sliding import LimitOf
from ledgerstone.projects.formats import Formats


def initial_of(kept: RetentionTerms | None, formats: Formats) -> dict[str, Any]:
    """What stands in the form: the terms that hold, or an empty form where nothing is held."""
    found: dict[str, Any] = {"kind": "none", "basis": "per_line", "measure": "percent_complete"}
    if kept is None:
        return found
    rule = kept.rule
    found["kind"] = "sliding" if kept.sliding else rule.kind.value
    if kept.sliding:
        return found | _steps(kept, formats)
    found |= _limits(rule, formats)
    if rule.kind is core.RetentionKind.FLAT:
        return found | _flat(kept, formats)
    is_amount = rule.bands_of is core.BandMeasure.AMOUNT
    found["measure"] = "amount" if is_amount else "percent_complete"
    for place, band in enumerate(rule.bands, 1):
        found[f"band_{place}_up_to"] = _figure(band.up_to, formats, is_amount=is_amount)
        found[f"band_{place}_rate"] = _rate(band.rate, formats)
    return found


def _flat(kept: RetentionTerms, formats: Formats) -> dict[str, Any]:
    rule = kept.rule
    found: dict[str, Any] = {
        "basis": rule.basis.value,
        "work": _rate(rule.work, formats),
        "materials": _rate(rule.materials, formats),
    }
    for place, change in enumerate(sorted(kept.changes, key=lambda one: one.from_claim), 1):
        found |= {
            f"change_{place}_from_claim": change.from_claim,
            f"change_{place}_applies_to": change.applies_to.value,
            f"change_{place}_work": _rate(change.work, formats),
            f"change_{place}_materials": _rate(change.materials, formats),
        }
    return found


def _steps(kept: RetentionTerms, formats: Formats) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, step in enumerate(kept.sliding, 1):
        found |= {
            f"step_{place}_rate": _rate(step.rate, formats),
            f"step_{place}_limit": _figure(
                step.limit, formats, is_amount=step.limit_of is LimitOf.AMOUNT
            ),
            f"step_{place}_limit_of": step.limit_of.value,
        }
    return found


def _limits(rule: core.RetentionRule, formats: Formats) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if rule.free_amount is not None:
        found["free_amount"] = formats.money(rule.free_amount)
    if rule.cap is None:
        return found
    if rule.cap.amount is not None:
        return found | {"cap_of": "amount", "cap": formats.money(rule.cap.amount)}
    of = "" if rule.cap.of is None else rule.cap.of.value
    return found | {"cap_of": of, "cap": formats.rate(rule.cap.rate)}


def _figure(value: Decimal | None, formats: Formats, *, is_amount: bool) -> str:
    if value is None:
        return ""
    return formats.money(value) if is_amount else formats.rate(value)


def _rate(value: Decimal | None, formats: Formats) -> str:
    """Without its sign, which the field shows behind it."""
    return "" if value is None else formats.rate(value).removesuffix("%")
