"""Small claim documents for the tests of the money engine, and their valuation."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ledgerstone.core.document import (
    DocumentRefused,
    claim_as_json,
    read_document,
    tie_out,
    value_document,
)

EXAMPLES = Path(__file__).parent / "examples"
DOCUMENTS = Path(__file__).parent / "documents"

FLAT_10 = {"basis": "per_line", "rule": "flat", "work": "0.10", "materials": "0.10"}
FLAT_10_5 = {"basis": "per_line", "rule": "flat", "work": "0.10", "materials": "0.05"}
COVER_5 = {"basis": "cover", "rule": "flat", "work": "0.05", "materials": "0.05"}
COVER_10 = {"basis": "cover", "rule": "flat", "work": "0.10", "materials": "0.10"}
COVER_10_5 = {"basis": "cover", "rule": "flat", "work": "0.10", "materials": "0.05"}
GST = {"rate": "0.10", "base": "net_of_retention"}
UNIT_LINE = {"item": "U", "quantity": "100.000", "unit": "m", "unit_price": "65.6790"}


def example(number: str) -> dict[str, Any]:
    """A worked example from the public record, by the number its file starts with."""
    (path,) = EXAMPLES.glob(f"{number}-*.json")
    return dict(json.loads(path.read_text()))


def document(
    lines: Mapping[str, str] | Sequence[Mapping[str, Any]],
    *claims: Mapping[str, Any],
    retention: Mapping[str, Any] | None = None,
    changes: Sequence[Mapping[str, Any]] | None = None,
    tax: Mapping[str, Any] | None = None,
    method: str | None = None,
    **rest: Any,
) -> dict[str, Any]:
    """A claim document. ``lines``: scheduled values by item, or the lines themselves."""
    if isinstance(lines, Mapping):
        lines = [{"item": item, "scheduled_value": value} for item, value in lines.items()]
    contract = {
        "kind": "subcontract",
        "accounting_method": method,
        "retention": retention,
        "retention_changes": changes,
        "tax": tax,
    }
    return {
        "ledgerstone": 1,
        "currency": "AUD",
        "contract": contract,
        "lines": list(lines),
        "claims": list(claims),
        **rest,
    }


def claim(number: int, entries: Mapping[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    """A claim, certified unless said otherwise; an entry that is a string is work to date."""
    lines = [
        {"item": item, "work_to_date": entry} if isinstance(entry, str) else {"item": item, **entry}
        for item, entry in (entries or {}).items()
    ]
    period = {"start": "2026-01-01", "end": "2026-01-31"}
    return {"number": number, "period": period, "lines": lines, "certified": True, **rest}


def variation(
    number: str, lines: Mapping[str, str], status: str = "approved", approved_in: int | None = 1
) -> dict[str, Any]:
    rows = [{"item": item, "scheduled_value": value} for item, value in lines.items()]
    found: dict[str, Any] = {"number": number, "status": status, "lines": rows}
    if status == "approved":
        found["approved_in_claim"] = approved_in
    return found


def value(written: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every claim of the document, in the form of the output."""
    parsed = read_document(json.dumps(written))
    return [claim_as_json(valued) for valued in value_document(parsed)]


def value_last(written: Mapping[str, Any]) -> dict[str, Any]:
    return value(written)[-1]


def untied(written: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Stated figures that do not tie, as place, stated, computed."""
    parsed = read_document(json.dumps(written))
    return [
        (found.place, f"{found.stated:f}", f"{found.computed:f}")
        for valued in value_document(parsed)
        for found in tie_out(valued.valuation, valued.claim.stated)
    ]


def refusal(written: Mapping[str, Any]) -> tuple[str, str]:
    """The place and the sentence with which a document is refused."""
    with pytest.raises(DocumentRefused) as caught:
        value(written)
    return caught.value.place, caught.value.sentence


def line(valued: Mapping[str, Any], item: str) -> dict[str, Any]:
    (found,) = (line for line in valued["lines"] if line["item"] == item)
    return dict(found)


def column(valued: Mapping[str, Any], key: str) -> list[Any]:
    return [line[key] for line in valued["lines"]]


def codes(valued: Mapping[str, Any]) -> list[tuple[str | None, str]]:
    return [(told["line"], told["code"]) for told in valued["warnings"]]


def assert_cover(valued: Mapping[str, Any], **figures: str) -> None:
    """Compare the named figures of the cover at once, so that a failure shows them all."""
    assert {key: valued["cover"][key] for key in figures} == figures
