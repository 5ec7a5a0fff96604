"""Writes a valued claim as plain text: its cover and its continuation sheet, aligned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import reduce

from ledgerstone.core.document.as_json import written
from ledgerstone.core.document.chain import ValuedClaim
from ledgerstone.core.document.form import ClaimDocument
from ledgerstone.core.rounding import EXACT, ZERO
from ledgerstone.core.valuation import ValuedLine

_COVER = (
    ("Original contract sum", "original_contract_sum"),
    ("Net change by variations", "net_change_by_variations"),
    ("Contract sum to date", "contract_sum_to_date"),
    ("Total completed and stored", "total_completed_and_stored"),
    ("Retention on work", "retention_on_work"),
    ("Retention on materials", "retention_on_materials"),
    ("Total retention", "total_retention"),
    ("Total earned less retention", "total_earned_less_retention"),
    ("Less previous certificates", "less_previous_certificates"),
    ("Current payment due", "current_payment_due"),
    ("Balance to finish including retention", "balance_to_finish_including_retention"),
    ("Percent complete", "percent_complete"),
    ("Retention this period", "retention_this_period"),
    ("Retention released this period", "retention_released_this_period"),
    ("Deductions this period", "deductions_this_period"),
    ("Deductions to date", "deductions_to_date"),
    ("Tax", "tax"),
    ("Payable", "payable"),
)
_COLUMNS = (
    ("Scheduled value", "scheduled_value"),
    ("Work previous", "work_previous"),
    ("This period", "work_this_period"),
    ("Stored", "materials_stored"),
    ("Completed", "completed_and_stored"),
    ("%", "percent"),
    ("Balance", "balance_to_finish"),
    ("Retention", "retention"),
)
_LONGEST = 32


def claim_as_text(document: ClaimDocument, valued: ValuedClaim) -> str:
    """One claim, ending in a line break. Control characters in texts become spaces."""
    return "\n".join(
        [*_heading(document, valued), *_cover(valued), *_sheet(valued), *_notes(valued)]
    )


def _heading(document: ClaimDocument, valued: ValuedClaim) -> Iterator[str]:
    claim = valued.claim
    period = " to ".join(str(day) for day in (claim.period_start, claim.period_end) if day)
    about = [f"Claim {claim.entry.number}", _plain(document.title), period, document.currency]
    about.append("certified" if claim.certified else "not certified")
    heading = " · ".join(part for part in about if part)
    yield heading
    yield "=" * _width(heading)
    yield ""


def _cover(valued: ValuedClaim) -> Iterator[str]:
    cover, claimed = valued.valuation.cover, valued.valuation.claimed_cover
    assessed = claimed != cover
    rows = [["", "assessed", "claimed"]] if assessed else []
    for label, name in _COVER:
        row = [label, written(getattr(cover, name))]
        rows.append([*row, written(getattr(claimed, name))] if assessed else row)
    yield from _aligned(rows, left=1)
    yield ""


def _sheet(valued: ValuedClaim) -> Iterator[str]:
    rows = [["Item", "Description", *(label for label, _ in _COLUMNS)]]
    for line, printed in zip(valued.lines, valued.valuation.lines, strict=True):
        figures = [written(getattr(printed, name)) for _, name in _COLUMNS]
        rows.append([_plain(printed.item), _short(line.description), *figures])
    rows.append(["", "Total", *_totals(valued)])
    yield from _aligned(rows, left=2)
    yield ""


def _totals(valued: ValuedClaim) -> Iterator[str]:
    for _, name in _COLUMNS:
        if name == "percent":
            yield written(valued.valuation.cover.percent_complete)
        else:
            figures = (getattr(line, name) for line in valued.valuation.lines)
            yield written(reduce(EXACT.add, figures, ZERO))


def _notes(valued: ValuedClaim) -> Iterator[str]:
    told = [line for line in valued.valuation.lines if line.difference or line.reason]
    for line in told:
        yield _difference(line)
    reason = valued.claim.entry.assessed_reason
    if reason:
        yield f"Release of retention: {_plain(reason)}"
    for warning in valued.warnings:
        yield f"Warning ({warning.code}): {_plain(warning.message)}"
    if told or reason or valued.warnings:
        yield ""


def _difference(line: ValuedLine) -> str:
    reason = f": {_plain(line.reason)}" if line.reason else ""
    return (
        f"Line {_plain(line.item)}: claimed {written(line.claimed)}, "
        f"assessed {written(line.assessed)}, difference {written(line.difference)}{reason}"
    )


def _aligned(rows: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """Columns two spaces apart, the first ``left`` flush left, figures flush right."""
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = []
        for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _width(cell))
            cells.append(cell + space if column < left else space + cell)
        yield "  ".join(cells).rstrip()


def _width(text: str) -> int:
    """Columns that a terminal gives to ``text``: wide letters take two, marks over one none."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )


def _short(text: str) -> str:
    """At most ``_LONGEST`` letters, with a sign where something was left out."""
    plain = _plain(text)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1].rstrip()}…"


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
