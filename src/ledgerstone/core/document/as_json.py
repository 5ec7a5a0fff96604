"""Writes a valued claim in the JSON form of the claim document's output."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from ledgerstone.core.document.chain import ValuedClaim
from ledgerstone.core.valuation import Cover, ValuedLine

_COVER = tuple(spec.name for spec in fields(Cover))
_LINE = tuple(spec.name for spec in fields(ValuedLine))


def claim_as_json(valued: ValuedClaim) -> dict[str, Any]:
    """One claim of the output: strings with two decimals, nulls, nothing else."""
    valuation = valued.valuation
    return {
        "number": valued.claim.entry.number,
        "cover": _figures(valuation.cover, _COVER),
        "claimed_cover": _figures(valuation.claimed_cover, _COVER),
        "lines": [_figures(line, _LINE) for line in valuation.lines],
        "warnings": [
            {"line": told.line, "code": told.code, "message": told.message}
            for told in valued.warnings
        ],
    }


def written(figure: Decimal) -> str:
    """A figure in plain digits; a negative zero prints as zero."""
    return format(figure if figure else abs(figure), "f")


def _figures(shape: Cover | ValuedLine, names: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(shape, name)
        found[name] = written(value) if isinstance(value, Decimal) else value
    return found
