"""The lesser sheets of a claim's workbook: its variations and its deductions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import ZERO

from .claim_book import BookRow, ClaimBook
from .claim_workbook_sheet import Sums
from .claim_workbook_style import (
    Names,
    Styles,
    quoted,
    set_paper,
    write_figure,
    write_formula,
    write_heads,
    write_text,
)

_FIRST = 2
_SUMMED = (
    ("scheduled_value", "Scheduled value"),
    ("work_this_period", "Work this period"),
    ("completed_and_stored", "Completed and stored to date"),
    ("balance_to_finish", "Balance to finish"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The cells with the deductions' sum and with the sum of those that are taxed."""

    total: str
    taxable: str


def write_variations(sheet: Any, styles: Styles, book: ClaimBook, sums: Sums, names: Names) -> str:
    """A row a variation, added up from the sheet's rows; the cell of what they change in all."""
    words = book.terms
    write_text(sheet, 0, 0, words.variation.plural_capitalised, styles.title)
    heads = [(words.variation.capitalised, "text", 14), ("Title", "text", 44)]
    heads += [(name, "money", 18) for _key, name in _SUMMED]
    write_heads(sheet, 1, heads, styles)
    set_paper(sheet, book.document.paper, is_wide=True)
    numbers = {row.variation: row.variation_title for row in book.rows if row.variation}
    for at, (number, title) in enumerate(numbers.items(), start=_FIRST):
        write_text(sheet, at, 0, number, styles.plain["text"])
        write_text(sheet, at, 1, title, styles.plain["text"])
        for place, (key, _name) in enumerate(_SUMMED, start=2):
            # By comparing, not by SUMIF, to which a number such as 3 and a text 3 are the same.
            matches = f"EXACT({sums.cells('variation')},$A{at + 1})"
            formula = f"ROUND(SUMPRODUCT({matches}*{sums.cells(key)}),2)"
            rows = [row for row in book.rows if row.variation == number]
            write_formula(sheet, at, place, formula, _added(rows, key), styles.plain["money"])
    last = _FIRST + max(1, len(numbers))
    sheet.write_string(last, 1, "Total", styles.sums["text"])
    varied = [row for row in book.rows if row.variation]
    for place, (key, _name) in enumerate(_SUMMED, start=2):
        letter = "ABCDEF"[place]
        formula = f"ROUND(SUM({letter}{_FIRST + 1}:{letter}{last}),2)"
        write_formula(sheet, last, place, formula, _added(varied, key), styles.sums["money"])
    _write_box(sheet, styles, book, last + 2)
    return f"{quoted(names.variations)}!$C${last + 1}"


def _added(rows: list[BookRow], key: str) -> Decimal:
    return sum((getattr(row.line, key) for row in rows), ZERO)


def _write_box(sheet: Any, styles: Styles, book: ClaimBook, row: int) -> None:
    """What was approved before this claim and in it, additions and deductions apart."""
    words, summary = book.terms, book.document.variations
    for place, heading in enumerate(["", "Summary", "Additions", "Deductions", "Net"]):
        style = styles.head if place < 2 else styles.figure_head
        sheet.write_string(row, place, heading, style)
    claim = words.claim_short
    figures = (
        (f"Before this {claim}", summary.additions_before, summary.deductions_before),
        (f"In this {claim}", summary.additions_this_claim, summary.deductions_this_claim),
    )
    money = styles.plain["money"]
    for at, (label, added, taken) in enumerate(figures, start=row + 1):
        sheet.write_string(at, 1, label, styles.plain["text"])
        write_figure(sheet, at, 2, added, money)
        write_figure(sheet, at, 3, taken, money)
        write_formula(sheet, at, 4, f"ROUND(C{at + 1}+D{at + 1},2)", added + taken, money)
    at = row + 3
    sheet.write_string(at, 1, "Net change", styles.sums["text"])
    sums = (
        summary.additions_before + summary.additions_this_claim,
        summary.deductions_before + summary.deductions_this_claim,
        summary.net_change,
    )
    for letter, place, total in zip("CDE", (2, 3, 4), sums, strict=True):
        formula = f"ROUND({letter}{at - 1}+{letter}{at},2)"
        write_formula(sheet, at, place, formula, total, styles.sums["money"])


def write_deductions(sheet: Any, styles: Styles, book: ClaimBook, names: Names) -> Taken:
    """A row a deduction: negative where something is taken, positive where it is given back."""
    words = book.terms
    write_text(sheet, 0, 0, words.deduction.plural_capitalised, styles.title)
    heads = [("Category", "text", 24), ("Description", "text", 48), ("Amount", "money", 16)]
    write_heads(sheet, 1, [*heads, (f"{words.tax} on it", "text", 14)], styles)
    set_paper(sheet, book.document.paper, is_wide=True)
    rows = book.deductions
    for at, row in enumerate(rows, start=_FIRST):
        write_text(sheet, at, 0, row.category, styles.plain["text"])
        write_text(sheet, at, 1, row.description, styles.plain["text"])
        write_figure(sheet, at, 2, row.amount, styles.plain["money"])
        sheet.write_string(at, 3, "Yes" if row.is_taxable else "No", styles.plain["text"])
    last = _FIRST + max(1, len(rows))
    span = f"{_FIRST + 1}:{{0}}{last}"
    total = sum((row.amount for row in rows), ZERO)
    taxed = sum((row.amount for row in rows if row.is_taxable), ZERO)
    sheet.write_string(last, 1, "Total", styles.sums["text"])
    amounts = f"C{span.format('C')}"
    write_formula(sheet, last, 2, f"ROUND(SUM({amounts}),2)", total, styles.sums["money"])
    sheet.write_string(last + 1, 1, f"Of it with {words.tax}", styles.plain["text"])
    formula = f'ROUND(SUMPRODUCT((D{span.format("D")}="Yes")*{amounts}),2)'
    write_formula(sheet, last + 1, 2, formula, taxed, styles.plain["money"])
    place = quoted(names.deductions)
    return Taken(f"{place}!$C${last + 1}", f"{place}!$C${last + 2}")
