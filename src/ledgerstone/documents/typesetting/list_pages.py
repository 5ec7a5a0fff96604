"""A list of the pages as a PDF: its columns, its groups and what narrows it, as they are shown.

It is planned and drawn as the sheets of claims are: heads on every page, sums carried from one page
to the next, page x of y; a long list is drawn in parts, so that the memory stays bounded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from ledgerstone.core.rounding import ZERO
from ledgerstone.documents.claim_pages.continuation import sheet_of
from ledgerstone.documents.spreadsheets.list_files import Cell
from ledgerstone.projects.formats import Formats

from .drawing import Typesetter, joined
from .metrics import fitted, font_widths
from .plain_text import one_line, printable
from .sheet_types import Column, Entry, Figures, Frame, Layout, Page, Sheet
from .sheets import plan

_PAPERS = {"a4": (595.28, 841.89), "us-letter": (612.0, 792.0)}
_MARGIN = 39.4
_HEAD, _FOOT = 51.4, 43.0
_ROWS_IN_A_PART = 100
_MOST_ROWS_TAGGED = 300
_FOOT_SIZE, _FOOT_REST = 7.5, 12
_TITLE_SIZE, _SUBTITLE_SIZE, _CONTEXT_SIZE = 16.0, 8.95, 8.46

ColumnKind = Literal["text", "money", "share"]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: texts, amounts, which are summed, or shares, which are not. Texts have a narrowest
    and a widest width in points at full size."""

    heading: str
    kind: ColumnKind = "text"
    narrowest: float = 40.0
    widest: float = 90.0


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row. ``counted_before`` are the places of amounts that an earlier row has counted: they
    are neither printed nor summed again."""

    cells: Sequence[Cell]
    group: str = ""
    counted_before: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPages:
    """All of it. The first two columns are texts; sums say in the second what they are.

    ``subtitle`` stands beside the title, ``narrowed`` at the right of the head of every page.
    """

    title: str
    subtitle: str
    narrowed: str
    footer: str
    columns: Sequence[ListColumn]
    rows: Sequence[ListRow]
    formats: Formats
    paper: str
    author: str


def list_pages(wanted: ListPages) -> bytes:
    """The list as a PDF."""
    font_widths(400)
    width, height = _PAPERS[wanted.paper]
    frame = Frame(height - 2 * _MARGIN, width - _HEAD - _FOOT)
    sheet = _sheet(wanted)
    layout, pages = plan(sheet, frame, 1)
    parts = _parts(pages)
    is_tagged = len(parts) == 1
    with Typesetter() as typesetter:
        drawn = [
            typesetter.draw(
                "list.typ", _face(wanted, sheet, layout, part, len(pages)), tagged=is_tagged
            )
            for part in parts
        ]
    return joined(drawn)


def _sheet(wanted: ListPages) -> Sheet:
    columns = tuple(
        Column(one_line(one.heading), True, one.narrowest, one.widest, before)
        if one.kind == "text"
        else Column(one_line(one.heading))
        for one, before in zip(wanted.columns, _blanks(wanted.columns), strict=True)
    )
    kinds = [one.kind for one in wanted.columns if one.kind != "text"]

    def totals(sums: Figures) -> list[str]:
        figures = sums or tuple(ZERO for _ in kinds)
        return [
            wanted.formats.money(figure) if kind == "money" else ""
            for kind, figure in zip(kinds, figures, strict=True)
        ]

    return sheet_of(columns, [_entry(wanted, row) for row in wanted.rows], totals)


def _blanks(columns: Sequence[ListColumn]) -> list[float]:
    """What is left blank before each text: more where it follows a figure."""
    before = [None, *columns[:-1]]
    return [2.0 if one is None or one.kind == "text" else 14.0 for one in before]


def _entry(wanted: ListPages, row: ListRow) -> Entry:
    texts: list[str] = []
    printed: list[str] = []
    summed: list[Decimal] = []
    for place, (column, cell) in enumerate(zip(wanted.columns, row.cells, strict=True)):
        if column.kind == "text":
            texts.append(printable(_text(cell, wanted.formats)))
        elif place in row.counted_before:
            printed.append("")
            summed.append(ZERO)
        else:
            amount = cell if isinstance(cell, Decimal) else None
            printed.append(_figure(amount, column.kind, wanted.formats))
            summed.append(ZERO if amount is None or column.kind == "share" else amount)
    group = one_line(row.group) if row.group else None
    return Entry(tuple(texts), printed, tuple(summed), group)


def _figure(amount: Decimal | None, kind: ColumnKind, formats: Formats) -> str:
    if kind == "share":
        return formats.percent(None if amount is None else amount * 100)
    return formats.money(amount)


def _text(cell: Cell, formats: Formats) -> str:
    if isinstance(cell, dt.date):
        return formats.day(cell)
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    return "" if cell is None else str(cell)


def _parts(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages in parts of a bounded number of rows."""
    total = sum(len(page.rows) for page in pages)
    most = _MOST_ROWS_TAGGED if total <= _MOST_ROWS_TAGGED else _ROWS_IN_A_PART
    parts: list[list[Page]] = [[]]
    rows = 0
    for page in pages:
        if rows and rows + len(page.rows) > most:
            parts.append([])
            rows = 0
        rows += len(page.rows)
        parts[-1].append(page)
    return parts


def _face(
    wanted: ListPages, sheet: Sheet, layout: Layout, pages: Sequence[Page], total_pages: int
) -> dict[str, Any]:
    width, height = _PAPERS[wanted.paper]
    language, _, region = wanted.formats.locale.partition("-")
    foot_room = max((height - 2 * _MARGIN) / _FOOT_SIZE - _FOOT_REST, 12)
    return {
        "title": one_line(f"{wanted.title}, {wanted.subtitle}"),
        "author": one_line(wanted.author),
        "lang": language,
        "region": region or None,
        "paper": {"width": width, "height": height, "air": 1.0},
        "draft": False,
        "foot": fitted(one_line(wanted.footer), foot_room, 400),
        "verify": None,
        "pages": total_pages,
        "sheets": [_sheet_face(wanted, sheet, layout, pages, height - 2 * _MARGIN)],
    }


def _sheet_face(
    wanted: ListPages, sheet: Sheet, layout: Layout, pages: Sequence[Page], width: float
) -> dict[str, Any]:
    plain = font_widths(400)
    title = one_line(wanted.title)
    left = width - font_widths(600).of(title) * _TITLE_SIZE - 30
    subtitle = fitted(one_line(wanted.subtitle), max(left * 0.6 / _SUBTITLE_SIZE, 8), 400)
    room = (left - plain.of(subtitle) * _SUBTITLE_SIZE) / _CONTEXT_SIZE
    columns = zip(sheet.columns, layout.widths, layout.heads, strict=True)
    return {
        "title": title,
        "claim": subtitle,
        "context": fitted(one_line(wanted.narrowed), max(room, 4), 400),
        "size": layout.size,
        "scale": layout.scale,
        "head": layout.head_height,
        "margin": _MARGIN,
        "columns": [
            {"w": width, "t": column.text, "h": head, "b": column.before}
            for column, width, head in columns
        ],
        "pages": [
            {
                "number": page.number,
                "first": page.number == 1,
                "rows": [
                    {"k": row.kind, "h": row.height, "c": row.cells, "o": row.open}
                    for row in page.rows
                ],
            }
            for page in pages
        ],
    }
