"""The sheet of a claim's workbook: a row a line, each with its formulas, and the sums below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ledgerstone.core.rounding import HUNDRED, ZERO, percent

from .claim_book import BookRow, ClaimBook
from .claim_book_columns import BookColumn, book_columns
from .claim_workbook_style import (
    Names,
    Styles,
    column_name,
    quoted,
    set_paper,
    write_figure,
    write_formula,
    write_heads,
    write_text,
)

HEAD_ROW = 3
# The continuation sheet's own columns stay, also where they hold noughts.
_ALWAYS = {
    "item", "description", "scheduled_value", "work_previous", "work_this_period",
    "completed_and_stored", "percent", "balance_to_finish", "claimed", "difference",
}  # fmt: skip
# By column, of what a row's formula is made; letters of columns stand for their cells.
_FORMULAS = {
    "completed_and_stored": "ROUND({work_previous}+{work_this_period}+{materials_stored},2)",
    "percent": "IF({scheduled_value}=0,0,ROUND({completed_and_stored}/{scheduled_value},4))",
    "balance_to_finish": "ROUND({scheduled_value}-{completed_and_stored},2)",
    "difference": "ROUND({completed_and_stored}-{claimed},2)",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """Where the sheet's rows and its sums are, as formulas of other sheets name them."""

    sheet: str
    letters: Mapping[str, str]
    first: int  # as a spreadsheet counts: from 1
    last: int

    def total(self, key: str) -> str:
        """The cell of a column's sum."""
        return f"{self.sheet}!${self.letters[key]}${self.last + 1}"

    def cells(self, key: str) -> str:
        """The cells of a column's rows."""
        letter = self.letters[key]
        return f"{self.sheet}!${letter}${self.first}:${letter}${self.last}"


def write_sheet(sheet: Any, styles: Styles, book: ClaimBook, names: Names) -> Sums:
    """Write it; the answer says where its sums are."""
    columns = [column for column in book_columns(book.terms)
               if book.compares or not column.is_compared]  # fmt: skip
    letters = {column.key: column_name(place) for place, column in enumerate(columns)}
    first = HEAD_ROW + 1
    sums = Sums(quoted(names.sheet), letters, first + 1, first + max(1, len(book.rows)))
    _write_head(sheet, styles, book, columns)
    for number, row in enumerate(book.rows, start=first):
        for place, column in enumerate(columns):
            _write_cell(sheet, styles, number, place, column, row, letters)
    for place, column in enumerate(columns):
        _write_sum(sheet, styles, book, place, column, sums)
    sheet.freeze_panes(first, 2)
    sheet.autofilter(HEAD_ROW, 0, sums.last - 1, len(columns) - 1)
    set_paper(sheet, book.document.paper, is_wide=True)
    sheet.repeat_rows(HEAD_ROW)
    for place, column in enumerate(columns):
        if _is_empty(book, column):
            sheet.set_column(place, place, column.width, None, {"hidden": True})
    return sums


def _write_head(sheet: Any, styles: Styles, book: ClaimBook, columns: list[BookColumn]) -> None:
    document = book.document
    words = book.terms
    claim = f"{words.claim_short.capitalised} {document.claim_number}"
    title = f"{claim}, {document.contract_number} {document.contract_title}"
    write_text(sheet, 0, 0, title, styles.title)
    about = f"{document.project_name}. {book.state}. Amounts in {document.currency}"
    if document.tax is not None:
        about += f", before {document.tax_name}"
    write_text(sheet, 1, 0, f"{about}.", styles.quiet)
    heads = [(column.heading, column.kind, column.width) for column in columns]
    write_heads(sheet, HEAD_ROW, heads, styles)


def _is_empty(book: ClaimBook, column: BookColumn) -> bool:
    """Whether a column says nothing on this claim, and is folded away."""
    if column.key in _ALWAYS:
        return False
    return not any(column.read(row) for row in book.rows)


def _write_cell(
    sheet: Any,
    styles: Styles,
    number: int,
    place: int,
    column: BookColumn,
    row: BookRow,
    letters: Mapping[str, str],
) -> None:
    style, cell = styles.plain[column.kind], column.read(row)
    formula = _FORMULAS.get(column.key)
    if isinstance(cell, str):
        write_text(sheet, number, place, cell, style)
    elif cell is not None and formula is not None:
        at = {key: f"{letter}{number + 1}" for key, letter in letters.items()}
        write_formula(sheet, number, place, formula.format(**at), _shown(column, cell), style)
    else:
        write_figure(sheet, number, place, cell, style)


def _shown(column: BookColumn, figure: Decimal) -> Decimal:
    """A percentage as a spreadsheet keeps it."""
    return figure / HUNDRED if column.kind == "percent" else figure


def _write_sum(
    sheet: Any, styles: Styles, book: ClaimBook, place: int, column: BookColumn, sums: Sums
) -> None:
    row, style, letter = sums.last, styles.sums[column.kind], column_name(place)
    if column.adds:
        figures = [column.read(one) for one in book.rows]
        total = sum((one for one in figures if isinstance(one, Decimal)), ZERO)
        formula = f"ROUND(SUM({letter}{sums.first}:{letter}{sums.last}),2)"
        write_formula(sheet, row, place, formula, total, style)
    elif column.key == "percent":
        at = {key: f"{one}{row + 1}" for key, one in sums.letters.items()}
        cover = book.document.cover
        share = percent(cover.total_completed_and_stored, cover.contract_sum_to_date)
        write_formula(sheet, row, place, _FORMULAS["percent"].format(**at), share / HUNDRED, style)
    else:
        sheet.write_string(row, place, "Total" if column.key == "description" else "", style)
