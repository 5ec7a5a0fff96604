"""Plan a sheet page by page: what stands on each, with totals carried from one to the next.

A sheet is a table of texts and figures. Before anything is set, this module decides the size of
its type, the width of its columns, where every description breaks, hence how high every row is,
hence which rows a page holds; so running totals and page numbers are sums and counts, exact and
known beforehand, and the time to set a sheet grows with its length and no faster.

A page is never broken after a group's heading or before its subtotal, and a small group is kept
whole. A group that continues on another page says its name again there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ledgerstone.documents.metrics import broken_lines, figure_width, font_widths

RowKind = Literal["heading", "line", "more", "subtotal", "brought", "carried", "total"]
Figures = tuple[Decimal, ...]
# Gives the printed figures of a row that sums others, one per figure column.
Totals = Callable[[Figures], list[str]]

FULL_SIZE = 8.6
SMALLEST_SIZE = 4.6
ROW_HEIGHT = 16.8
NEXT_LINE = 10.8
HEADING_HEIGHT = 17.6
BEFORE_TEXT, BEFORE_FIGURE, AFTER = 2.0, 6.0, 2.0
_MOST_LINES_OF_A_ROW = 14
_KEPT_WHOLE = 0.22
# A measured line may be this much wider than the column says, for what kerning does not explain.
_SAFETY = 0.985


@dataclass(frozen=True, slots=True)
class Column:
    """A column of texts with its narrowest and widest width at full size, or one of figures."""

    heading: str
    text: bool = False
    narrowest: float = 0.0
    widest: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to print: its texts, its printed figures, and the exact ones that are summed."""

    texts: tuple[str, ...]
    printed: list[str]
    summed: Figures
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to plan. `label_column` is the text column in which subtotals say what they are."""

    columns: tuple[Column, ...]
    entries: Sequence[Entry]
    totals: Totals
    label_column: int
    subtotal: str
    carried: str
    brought: str
    total: str
    continued: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page leaves for a sheet, in points."""

    width: float
    height: float


@dataclass(slots=True)
class Row:
    """A row as it will be set: its cells in column order, each a text or the lines of one."""

    kind: RowKind
    height: float
    cells: list[str | list[str]]
    summed: Figures | None = None
    group: str | None = None
    keep: bool = False


@dataclass(slots=True)
class Page:
    """The rows of one page, first and last of them what was brought and what is carried."""

    number: int
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """The type size, the column widths in points, and the heads broken into lines."""

    size: float
    widths: tuple[float, ...]
    heads: tuple[list[str], ...]

    @property
    def scale(self) -> float:
        """How much smaller than full size this sheet is set."""
        return self.size / FULL_SIZE

    @property
    def head_height(self) -> float:
        """The height of the row of heads."""
        lines = max(2, *(len(head) for head in self.heads))
        return (6.1 + lines * NEXT_LINE) * self.scale


def plan(sheet: Sheet, frame: Frame, first_page: int) -> tuple[Layout, list[Page]]:
    """Return how a sheet is set and what its pages hold, the first having this number."""
    layout = _layout(sheet, frame)
    rows = _rows(sheet, layout, frame)
    return layout, _paginate(sheet, rows, layout, frame, first_page)


def _nothing(sheet: Sheet) -> Figures:
    """Return the sum of no entries."""
    return tuple(Decimal(0) for _ in sheet.entries[0].summed) if sheet.entries else ()


def _added(one: Figures, other: Figures) -> Figures:
    """Add figures column by column."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


# --- widths -------------------------------------------------------------------------------------

_SHAPE = str.maketrans("123456789", "0" * 9)


def _printed_figures(sheet: Sheet) -> Iterable[list[str]]:
    """Give the printed figures of every row that may appear, running totals by their extremes."""
    yield from (entry.printed for entry in sheet.entries)
    if not sheet.entries:
        return
    running = lowest = highest = _nothing(sheet)
    group_sum, group = running, None
    for entry in sheet.entries:
        running = _added(running, entry.summed)
        lowest = tuple(map(min, lowest, running))
        highest = tuple(map(max, highest, running))
        if entry.group != group:
            yield sheet.totals(group_sum)
            group_sum, group = _nothing(sheet), entry.group
        group_sum = _added(group_sum, entry.summed)
    for extreme in (lowest, highest, group_sum, running):
        yield sheet.totals(extreme)


def _figure_widths(sheet: Sheet) -> list[float]:
    """Return the widest figure of each figure column, in em."""
    count = sum(not column.text for column in sheet.columns)
    shapes: list[set[str]] = [set() for _ in range(count)]
    for figures in _printed_figures(sheet):
        for seen, figure in zip(shapes, figures, strict=True):
            seen.add(figure.translate(_SHAPE))
    return [max((figure_width(shape) for shape in seen), default=0.0) for seen in shapes]


def _layout(sheet: Sheet, frame: Frame) -> Layout:
    """Choose the largest size at which all columns fit, and share out what is left."""
    plain = font_widths(400)
    figures = iter(_figure_widths(sheet))
    least: list[float] = []
    for column in sheet.columns:
        word = max(plain.of(word) for word in column.heading.split(" "))
        least.append(0.0 if column.text else max(next(figures), word))
    size = FULL_SIZE
    while size > SMALLEST_SIZE and _taken(sheet, least, size) > frame.width:
        size -= 0.2
    widths = _shared_out(sheet, least, size, frame)
    heads = tuple(
        broken_lines(column.heading, (width - _padding(column)) / size, plain)
        for column, width in zip(sheet.columns, widths, strict=True)
    )
    return Layout(size, tuple(widths), heads)


def _padding(column: Column) -> float:
    """Return the blank at both sides of a cell."""
    return (BEFORE_TEXT if column.text else BEFORE_FIGURE) + AFTER


def _taken(sheet: Sheet, least: list[float], size: float) -> float:
    """Return the width that a size needs at least."""
    return sum(
        (column.narrowest * size / FULL_SIZE if column.text else need * size) + _padding(column)
        for column, need in zip(sheet.columns, least, strict=True)
    )


def _shared_out(sheet: Sheet, least: list[float], size: float, frame: Frame) -> list[float]:
    """Return the column widths: texts first get what they would like, then figures room to breathe.

    What is still left goes to the widest text column.
    """
    scale = size / FULL_SIZE
    widths = [
        (column.narrowest * scale if column.text else need * size) + _padding(column)
        for column, need in zip(sheet.columns, least, strict=True)
    ]
    left = max(0.0, frame.width - sum(widths))
    texts = [place for place, column in enumerate(sheet.columns) if column.text]
    for number, place in enumerate(texts):
        wish = _wish(sheet, number, place, size) - widths[place]
        given = min(max(0.0, wish), left)
        widths[place] += given
        left -= given
    figures = [place for place, column in enumerate(sheet.columns) if not column.text]
    for place in figures:
        given = min(left / len(figures), 22.0)
        widths[place] += given
    widest = max(texts, key=lambda place: sheet.columns[place].widest)
    widths[widest] += frame.width - sum(widths)
    return widths


def _wish(sheet: Sheet, number: int, place: int, size: float) -> float:
    """Return the width at which no text of a column would break, within what it may take."""
    column = sheet.columns[place]
    plain = font_widths(400)
    most = column.widest * size / FULL_SIZE
    longest = 0.0
    for entry in sheet.entries:
        text = entry.texts[number]
        if len(text) > longest:
            longest = max(longest, plain.of(text))
        if longest * size > most:
            return most + _padding(column)
    bold = font_widths(600)
    if number == sheet.label_column:
        labels = (sheet.carried.format(page=9999), *{e.group or "" for e in sheet.entries})
        longest = max(longest, *(bold.of(label) for label in labels))
    return min(most, longest * size / _SAFETY) + _padding(column)


# --- rows ---------------------------------------------------------------------------------------


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
    total = _nothing(sheet)
    for entry in entries:
        total = _added(total, entry.summed)
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
    width = (frame.width - BEFORE_TEXT - AFTER) / layout.size * _SAFETY
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
        room = layout.widths[place] - _padding(sheet.columns[place])
        texts.append(broken_lines(text, room / layout.size * _SAFETY, plain))
    most = max(len(text) for text in texts)
    rows: list[Row] = []
    for start in range(0, most, _MOST_LINES_OF_A_ROW):
        piece = [text[start : start + _MOST_LINES_OF_A_ROW] for text in texts]
        height = _line_height(max(len(text) for text in piece), layout.scale)
        cells = _cells(sheet, piece, () if start else entry.printed)
        summed = None if start else entry.summed
        rows.append(Row("more" if start else "line", height, cells, summed, entry.group))
    return rows


def sum_row(sheet: Sheet, layout: Layout, kind: RowKind, label: str, figures: Sequence[str]) -> Row:
    """Return a row that sums others: its label in the label column, broken where it must."""
    places = [place for place, column in enumerate(sheet.columns) if column.text]
    place = places[sheet.label_column]
    room = (layout.widths[place] - _padding(sheet.columns[place])) / layout.size * _SAFETY
    lines = broken_lines(label, room, font_widths(600))
    texts = [lines if number == sheet.label_column else [""] for number in range(len(places))]
    return Row(kind, _line_height(len(lines), layout.scale), _cells(sheet, texts, figures))


# --- pages --------------------------------------------------------------------------------------


def _paginate(
    sheet: Sheet, rows: list[Row], layout: Layout, frame: Frame, first_page: int
) -> list[Page]:
    """Fill pages one after the other and carry what they sum to."""
    pages: list[Page] = []
    running = _nothing(sheet)
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
                running = _added(running, row.summed)
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
