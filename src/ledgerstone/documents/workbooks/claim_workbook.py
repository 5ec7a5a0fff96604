"""A claim as an Excel workbook whose sums are formulas: cover, sheet, variations and deductions.

Figures that were entered or worked out under the contract's rules (work, materials, retention, what
was certified before) are values; everything that a reader could add up is a formula over them, and
comes to the cents of the certificate. What people typed is never a formula.
"""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from .claim_book import ClaimBook
from .claim_workbook_cover import write_cover
from .claim_workbook_parts import write_deductions, write_variations
from .claim_workbook_sheet import write_sheet
from .claim_workbook_style import Names, Styles

__all__ = ["add_claim", "claim_workbook"]


def claim_workbook(book: ClaimBook) -> bytes:
    """The workbook of one claim."""
    written = io.BytesIO()
    workbook = open_workbook(written)
    add_claim(workbook, Styles.of(workbook), book)
    workbook.close()
    return written.getvalue()


def open_workbook(written: io.BytesIO) -> Any:
    """A workbook in which no text is taken for a formula, a figure or an address."""
    return xlsxwriter.Workbook(
        written,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )


def add_claim(workbook: Any, styles: Styles, book: ClaimBook, prefix: str = "") -> Names:
    """The four sheets of a claim, in a workbook that may hold others beside them."""
    names = Names(f"{prefix}Cover", f"{prefix}Sheet", f"{prefix}Variations", f"{prefix}Deductions")
    cover = workbook.add_worksheet(names.cover)
    sums = write_sheet(workbook.add_worksheet(names.sheet), styles, book, names)
    varied = write_variations(workbook.add_worksheet(names.variations), styles, book, sums, names)
    taken = write_deductions(workbook.add_worksheet(names.deductions), styles, book, names)
    write_cover(cover, styles, book, sums, varied, taken)
    return names
