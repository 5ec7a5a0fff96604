"""Plan a sheet page by page: what stands on each, with totals carried from one to the next.

A sheet is a table of texts and figures. Before anything is set, this module decides the size of
its type, the width of its columns, where every description breaks, hence how high every row is,
hence which rows a page holds; so running totals and page numbers are sums and counts, exact and
known beforehand, and the time to set a sheet grows with its length and no faster.

A page is never broken after a group's heading or before its subtotal, and a small group is kept
whole. A group that continues on another page says its name again there.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.documents.typesetting.metrics import broken_lines, font_widths
from ledgerstone.documents.typesetting.sheet_columns import laid_out
from ledgerstone.documents.typesetting.sheet_types import (
    AFTER,
    HEADING_HEIGHT,
    NEXT_LINE,
    ROW_HEIGHT,
    SAFETY,
    Entry,
    Frame,
    Layout,
    Page,
    Row,
    RowKind,
    Sheet,
    added,
    nothing,
    padding,
)

_MOST_LINES_OF_A_ROW = 14
# A group that takes no more than this share of a page is kept whole.
_KEPT_WHOLE = 0.22


def plan(sheet: Sheet, frame: Frame, first_page: int) -> tuple[Layout, list[Page]]:
    """Return how a sheet is set and what its pages hold, the first having this number."""
    layout = laid_out(sheet, frame)
    rows = _rows(sheet, layout, frame)
    return layout, _paginate(sheet, rows, layout, frame, first_page)


def _cells(
    sheet: Sheet, texts: Sequence[list[str]], figures: Sequence[str]
) -> list[str | list[str]]:
    """Put texts and figures into column order."""
    text, figure = iter(texts), iter(figures)
    return [next(text) if column.text else next(figure, "") for column in sheet.columns]


def _line_height(lines: int, scale: float) -> float:
    """Return the height of a row with so many lines."""
    return (ROW_HEIGHT + (lines - 1) * NEXT_LINE) * scale


def _rows(sheet: Sheet, layout: Layout, frame: Frame) -> list[Row]:
    """Return all rows but those that carry: headings, lines, subtotals."""
    rows: list[Row] = []
    start = 0
    entries = sheet.entries
    while start < len(entries):
        end = start
        while end < len(entries) and entries[end].group == entries[start].group:
            end += 1
        rows.extend(_group_rows(sheet, layout, frame, entries[start:end]))
        start = end
    return rows


def _group_rows(sheet: Sheet, layout: Layout, frame: Frame, entries: Sequence[Entry]) -> list[Row]:
    """Return the rows of one group, marked where the page may not break."""
    group = entries[0].group
    lines = [row for entry in entries for row in _entry_rows(sheet, layout, entry)]
    if group is None:
        return lines
    heading = _heading(group, layout, frame)
    total = nothing(sheet)
    for entry in entries:
        total = added(total, entry.summed)
    label = sheet.subtotal.format(group=group)
    subtotal = sum_row(sheet, layout, "subtotal", label, sheet.totals(total))
    subtotal.group = group
    rows = [heading, *lines, subtotal]
    whole = sum(row.height for row in rows) <= _KEPT_WHOLE * frame.height
    for place, row in enumerate(rows[:-1]):
        row.keep = whole or row.keep or place < 2 or place == len(rows) - 2
    return rows


def _heading(group: str, layout: Layout, frame: Frame) -> Row:
    """Return the heading of a group, over all columns."""
    width = (frame.width - 2 * AFTER) / layout.size * SAFETY
    lines = broken_lines(group, width, font_widths(600))
    height = (HEADING_HEIGHT + (len(lines) - 1) * NEXT_LINE) * layout.scale
    return Row("heading", height, [lines], group=group, keep=True)


def _entry_rows(sheet: Sheet, layout: Layout, entry: Entry) -> list[Row]:
    """Return the row of an entry, or several when its text is too long for one.

    The figures stand in the first.
    """
    plain = font_widths(400)
    places = [place for place, column in enumerate(sheet.columns) if column.text]
    texts = []
    for text, place in zip(entry.texts, places, strict=True):
        room = layout.widths[place] - padding(sheet.columns[place])
        texts.append(broken_lines(text, room / layout.size * SAFETY, plain))
    most = max(len(text) for text in texts)
    rows: list[Row] = []
    for start in range(0, most, _MOST_LINES_OF_A_ROW):
        piece = [text[start : start + _MOST_LINES_OF_A_ROW] for text in texts]
        open_below = start + _MOST_LINES_OF_A_ROW < most
        height = _line_height(max(len(text) for text in piece), layout.scale)
        if open_below:
            height = _MOST_LINES_OF_A_ROW * NEXT_LINE * layout.scale
        cells = _cells(sheet, piece, () if start else entry.printed)
        summed = None if start else entry.summed
        kind: RowKind = "more" if start else "line"
        rows.append(Row(kind, height, cells, summed, entry.group, open=open_below))
    return rows


def sum_row(sheet: Sheet, layout: Layout, kind: RowKind, label: str, figures: Sequence[str]) -> Row:
    """Return a row that sums others: its label in the label column, broken where it must."""
    places = [place for place, column in enumerate(sheet.columns) if column.text]
    place = places[sheet.label_column]
    room = (layout.widths[place] - padding(sheet.columns[place])) / layout.size * SAFETY
    lines = broken_lines(label, room, font_widths(600))
    texts = [lines if number == sheet.label_column else [""] for number in range(len(places))]
    return Row(kind, _line_height(len(lines), layout.scale), _cells(sheet, texts, figures))


# --- pages --------------------------------------------------------------------------------------


def _paginate(
    sheet: Sheet, rows: list[Row], layout: Layout, frame: Frame, first_page: int
) -> list[Page]:
    """Fill pages one after the other and carry what they sum to."""
    pages: list[Page] = []
    running = nothing(sheet)
    start = 0
    while start < len(rows) or not pages:
        page = Page(first_page + len(pages))
        if pages:
            label = sheet.brought.format(page=page.number - 1)
            page.rows.append(sum_row(sheet, layout, "brought", label, sheet.totals(running)))
            page.rows.extend(_said_again(sheet, rows[start], layout, frame))
        closing = sum_row(sheet, layout, "carried", sheet.carried.format(page=page.number + 1), [])
        free = frame.height - layout.head_height - closing.height
        free -= sum(row.height for row in page.rows)
        end = _page_end(rows, start, free)
        for row in rows[start:end]:
            page.rows.append(row)
            if row.summed is not None:
                running = added(running, row.summed)
        if page.rows and page.rows[-1].open:
            page.rows[-1].height += (ROW_HEIGHT - NEXT_LINE) * layout.scale
        start = end
        last = start >= len(rows)
        label = sheet.total if last else sheet.carried.format(page=page.number + 1)
        kind: RowKind = "total" if last else "carried"
        page.rows.append(sum_row(sheet, layout, kind, label, sheet.totals(running)))
        pages.append(page)
    return pages


def _said_again(sheet: Sheet, row: Row, layout: Layout, frame: Frame) -> list[Row]:
    """Return the heading that a page opens with when it starts within a group."""
    if row.group is None or row.kind == "heading":
        return []
    return [_heading(sheet.continued.format(group=row.group), layout, frame)]


def _page_end(rows: list[Row], start: int, free: float) -> int:
    """Return where the page ends that starts here: the last place where it may break."""
    end = start
    while end < len(rows) and rows[end].height <= free:
        free -= rows[end].height
        end += 1
    if end >= len(rows):
        return end
    cut = end
    while cut > start and rows[cut - 1].keep:
        cut -= 1
    return cut if cut > start else max(end, start + 1)
