"""The continuation sheet of a document: every row, its figures written out once.

Which columns it has is the contract's to say: one that claims no stored materials apart, or holds
nothing back, prints no column of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import percent
from ledgerstone.documents.claim_pages.model import ClaimDocument, Measured, SheetLine
from ledgerstone.documents.typesetting.plain_text import one_line, printable
from ledgerstone.documents.typesetting.sheet_types import Column, Entry, Figures, Sheet
from ledgerstone.projects.formats import Formats


@dataclass(frozen=True, slots=True)
class _Amount:
    """A column of amounts, which are summed."""

    heading: str
    of: Callable[[SheetLine], Decimal]


def formats_of(document: ClaimDocument) -> Formats:
    """Return how this document writes figures and dates; it prints no times of day."""
    return Formats(document.locale, document.currency)


def continuation_sheet(document: ClaimDocument) -> Sheet:
    """Return the continuation sheet to plan."""
    formats = formats_of(document)
    money = formats.money
    before, after = _amounts(document, formats)
    amounts = [*before, *after]
    has_codes = any(line.budget_code for line in document.lines)

    def texts(line: SheetLine) -> tuple[str, ...]:
        named = (printable(line.item), _described(line, formats))
        return (*named, printable(line.budget_code)) if has_codes else named

    def totals(sums: Figures) -> list[str]:
        printed = [money(figure) for figure in sums] if sums else [money(Decimal(0))] * len(amounts)
        # What is scheduled comes first, what is completed and stored stands before its share.
        share = percent(sums[len(before) - 1], sums[0]) if sums else Decimal(0)
        return [*printed[: len(before)], formats.percent(share), *printed[len(before) :]]

    entries = [
        Entry(
            texts(line),
            [
                *(money(amount.of(line)) for amount in before),
                formats.percent(line.percent),
                *(money(amount.of(line)) for amount in after),
            ],
            tuple(amount.of(line) for amount in amounts),
            one_line(line.group) if line.group else None,
        )
        for line in document.lines
    ]
    columns = (
        Column("Item", text=True, narrowest=30, widest=74),
        Column("Description of work", text=True, narrowest=128, widest=238),
        *([_codes(document)] if has_codes else []),
        *(Column(amount.heading) for amount in before),
        Column("%"),
        *(Column(amount.heading) for amount in after),
    )
    return sheet_of(columns, entries, totals)


def _described(line: SheetLine, formats: Formats) -> str:
    """The description, and below it by what the line is measured."""
    described = printable(line.description)
    if line.measured is None:
        return described
    return f"{described}\n{one_line(_measure(line.measured, formats))}"


def _measure(of: Measured, formats: Formats) -> str:
    """Say how many of what, at which price, and how many of them to date."""
    unit = f" {of.unit}" if of.unit else ""
    said = f"{formats.quantity(of.quantity)}{unit} at {formats.unit_price(of.unit_price)}"
    if of.to_date is None:
        return said
    return f"{said}, {formats.quantity(of.to_date)}{unit} to date"


def _codes(document: ClaimDocument) -> Column:
    code = document.terms.budget_code.capitalised
    return Column(code, text=True, narrowest=40, widest=74)


def _amounts(document: ClaimDocument, formats: Formats) -> tuple[list[_Amount], list[_Amount]]:
    """Return the columns of amounts before the share that is complete, and after it."""
    words = document.terms
    stored = [_Amount(words.stored_materials.capitalised, lambda line: line.materials_stored)]
    held = [_Amount(_retention(document, formats), lambda line: line.retention)]
    before = [
        _Amount("Scheduled value", lambda line: line.scheduled_value),
        _Amount("Previously certified", lambda line: line.work_previous),
        _Amount("Work this period", lambda line: line.work_this_period),
        *(stored if _prints(document.prints_stored, stored[0], document) else []),
        _Amount("Completed and stored to date", lambda line: line.completed_and_stored),
    ]
    after = [
        _Amount("Balance to finish", lambda line: line.balance_to_finish),
        *(held if _prints(document.prints_retention, held[0], document) else []),
    ]
    return before, after


def _prints(wanted: bool, amount: _Amount, document: ClaimDocument) -> bool:
    """Whether a column is printed: a figure in it is never left out."""
    return wanted or any(amount.of(line) for line in document.lines)


def _retention(document: ClaimDocument, formats: Formats) -> str:
    """Return the heading of what is held back, with its rate where there is one."""
    work, stored = document.retention_rate_work, document.retention_rate_materials
    rate = f" {formats.rate(work)}" if work is not None and work == stored else ""
    return f"{document.terms.retention.capitalised}{rate}"


def sheet_of(columns: tuple[Column, ...], entries: Sequence[Entry], totals: Any) -> Sheet:
    """Return a sheet with the words that all of ours share."""
    return Sheet(
        columns=columns,
        entries=entries,
        totals=totals,
        label_column=1,
        subtotal="{group} subtotal",
        carried="Carried forward to page {page}",
        brought="Brought forward from page {page}",
        total="Total",
        continued="{group}, continued",
    )
