"""How the sheets of a claim's workbook look, what they are called, and how a cell is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from ledgerstone.documents.typesetting.plain_text import printable

MONEY = "#,##0.00;[Red]-#,##0.00"
NUMBER_FORMATS = {
    "text": "@",
    "money": MONEY,
    "quantity": "#,##0.######",
    "price": "#,##0.00####",
    "percent": "0.00%",
}
HEAD: dict[str, Any] = {
    "bold": True,
    "bottom": 1,
    "text_wrap": True,
    "valign": "bottom",
    "bg_color": "#EEF1F4",
}
# Two lines of a heading, in points.
HEAD_HEIGHT = 30
# As much text as a cell holds.
_LONGEST = 32_000


@dataclass(frozen=True, slots=True)
class Names:
    """What the sheets of one claim are called."""

    cover: str
    sheet: str
    variations: str
    deductions: str


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of one workbook."""

    plain: dict[str, Any]
    sums: dict[str, Any]
    head: Any
    figure_head: Any
    title: Any
    quiet: Any
    strong: Any
    wrapped: Any

    @classmethod
    def of(cls, workbook: Any) -> Self:
        """Add them to a workbook."""
        add = workbook.add_format
        top: dict[str, Any] = {"valign": "top"}
        forms = {kind: {"num_format": form, **top} for kind, form in NUMBER_FORMATS.items()}
        forms["text"]["text_wrap"] = True
        return cls(
            plain={kind: add(form) for kind, form in forms.items()},
            sums={kind: add({**form, "bold": True, "top": 1}) for kind, form in forms.items()},
            head=add(HEAD),
            figure_head=add({**HEAD, "align": "right"}),
            title=add({"bold": True, "font_size": 14}),
            quiet=add({"font_color": "#5B6670", **top}),
            strong=add({"bold": True, **top}),
            wrapped=add({"text_wrap": True, **top}),
        )


def write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """A text as it may be printed, and never more than that."""
    if text:
        sheet.write_string(row, column, printable(text)[:_LONGEST], style)


def write_heads(
    sheet: Any, row: int, headings: Sequence[tuple[str, str, int]], styles: Styles
) -> None:
    """A row of headings, each with what its column holds and how wide that is."""
    sheet.set_row(row, HEAD_HEIGHT)
    for place, (heading, kind, width) in enumerate(headings):
        sheet.set_column(place, place, width)
        style = styles.head if kind == "text" else styles.figure_head
        sheet.write_string(row, place, heading, style)


def set_paper(sheet: Any, paper: str, *, is_wide: bool) -> None:
    """How a sheet prints: as wide as the paper, on as many pages as it takes."""
    sheet.set_landscape() if is_wide else sheet.set_portrait()
    sheet.set_paper(1 if paper == "us-letter" else 9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def write_figure(sheet: Any, row: int, column: int, figure: Decimal | None, style: Any) -> None:
    """A figure; one that is not known is an empty cell."""
    if figure is not None:
        sheet.write_number(row, column, float(figure), style)


def write_formula(
    sheet: Any, row: int, column: int, formula: str, comes_to: Decimal, style: Any
) -> None:
    """A formula with what it comes to, for those who read without working it out."""
    sheet.write_formula(row, column, f"={formula}", style, float(comes_to))


def column_name(column: int) -> str:
    """What a spreadsheet calls a column, from 0."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def quoted(name: str) -> str:
    """The name of a sheet as a formula has it."""
    return "'" + name.replace("'", "''") + "'"
