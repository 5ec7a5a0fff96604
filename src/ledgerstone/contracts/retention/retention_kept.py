"""Terms of retention written down beside a claim, which holds by them when the contract's change.

Figures are decimal strings, as everywhere in JSON here. What stands in place of retention is not
written down: security lowers what is held while it stands, whatever the terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ledgerstone import core
from ledgerstone.core.sliding import LimitOf, SlidingStep

from .retention import RetentionTerms

Written = dict[str, Any]


def as_json(terms: RetentionTerms | None) -> Written:
    """Terms as they are kept; nothing held back is kept as well."""
    if terms is None:
        return {"rule": None}
    return {
        "rule": _rule_written(terms.rule),
        "changes": [
            {
                "from_claim": change.from_claim,
                "applies_to": change.applies_to.value,
                "work": str(change.work),
                "materials": str(change.materials),
            }
            for change in terms.changes
        ],
        "sliding": [
            {"rate": str(step.rate), "limit_of": step.limit_of.value, "limit": str(step.limit)}
            for step in terms.sliding
        ],
    }


def _rule_written(rule: core.RetentionRule) -> Written:
    cap = rule.cap
    return {
        "basis": rule.basis.value,
        "kind": rule.kind.value,
        "work": _text(rule.work),
        "materials": _text(rule.materials),
        "bands": [[_text(band.up_to), str(band.rate)] for band in rule.bands],
        "bands_of": None if rule.bands_of is None else rule.bands_of.value,
        "cap": None
        if cap is None
        else {
            "rate": _text(cap.rate),
            "of": None if cap.of is None else cap.of.value,
            "amount": _text(cap.amount),
        },
        "free_amount": _text(rule.free_amount),
    }


def from_json(written: Mapping[str, Any]) -> RetentionTerms | None:
    """What ``as_json`` wrote; None where nothing was held back."""
    rule = written["rule"]
    if rule is None:
        return None
    return RetentionTerms(
        rule=_rule_read(rule),
        changes=tuple(
            core.RetentionChange(
                change["from_claim"],
                core.ChangeScope(change["applies_to"]),
                Decimal(change["work"]),
                Decimal(change["materials"]),
            )
            for change in written["changes"]
        ),
        sliding=tuple(
            SlidingStep(Decimal(step["rate"]), LimitOf(step["limit_of"]), Decimal(step["limit"]))
            for step in written["sliding"]
        ),
    )


def _rule_read(rule: Mapping[str, Any]) -> core.RetentionRule:
    cap, measure = rule["cap"], rule["bands_of"]
    return core.RetentionRule(
        basis=core.RetentionBasis(rule["basis"]),
        kind=core.RetentionKind(rule["kind"]),
        work=_figure(rule["work"]),
        materials=_figure(rule["materials"]),
        bands=tuple(core.Band(_figure(up_to), Decimal(rate)) for up_to, rate in rule["bands"]),
        bands_of=None if measure is None else core.BandMeasure(measure),
        cap=None
        if cap is None
        else core.RetentionCap(
            _figure(cap["rate"]),
            None if cap["of"] is None else core.CapOf(cap["of"]),
            _figure(cap["amount"]),
        ),
        free_amount=_figure(rule["free_amount"]),
    )


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
