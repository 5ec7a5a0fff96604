"""How wide the columns of a sheet are, and how large its type.

Figures come first: a figure is never broken and never cut. The type shrinks until every figure and
a readable width for every text fit; what is left is shared between texts and figures.
"""

from __future__ import annotations

from collections.abc import Iterable

from ledgerstone.documents.typesetting.metrics import broken_lines, figure_width, font_widths
from ledgerstone.documents.typesetting.sheet_types import (
    FULL_SIZE,
    SAFETY,
    Frame,
    Layout,
    Sheet,
    added,
    nothing,
    padding,
)

_SMALLEST_SIZE = 4.6
# What figures get beyond their need: at first, before texts get what they would like, and at most.
_FIRST_AIR, _MOST_AIR = 3.0, 22.0
_SHAPE = str.maketrans("123456789", "0" * 9)


def _printed_figures(sheet: Sheet) -> Iterable[list[str]]:
    """Give the printed figures of every row that may appear, running totals by their extremes."""
    yield from (entry.printed for entry in sheet.entries)
    if not sheet.entries:
        return
    running = lowest = highest = nothing(sheet)
    group_sum, group = running, None
    for entry in sheet.entries:
        running = added(running, entry.summed)
        lowest = tuple(map(min, lowest, running))
        highest = tuple(map(max, highest, running))
        if entry.group != group:
            yield sheet.totals(group_sum)
            group_sum, group = nothing(sheet), entry.group
        group_sum = added(group_sum, entry.summed)
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


def laid_out(sheet: Sheet, frame: Frame) -> Layout:
    """Choose the largest size at which all columns fit, and share out what is left."""
    plain = font_widths(400)
    figures = iter(_figure_widths(sheet))
    least: list[float] = []
    for column in sheet.columns:
        word = max(plain.of(word) for word in column.heading.split(" "))
        least.append(0.0 if column.text else max(next(figures), word))
    size = FULL_SIZE
    while size > _SMALLEST_SIZE and _taken(sheet, least, size) > frame.width:
        size -= 0.2
    widths = _shared_out(sheet, least, size, frame)
    heads = tuple(
        broken_lines(column.heading, (width - padding(column)) / size, plain)
        for column, width in zip(sheet.columns, widths, strict=True)
    )
    return Layout(size, tuple(widths), heads)


def _taken(sheet: Sheet, least: list[float], size: float) -> float:
    """Return the width that a size needs at least."""
    return sum(
        (column.narrowest * size / FULL_SIZE if column.text else need * size) + padding(column)
        for column, need in zip(sheet.columns, least, strict=True)
    )


def _shared_out(sheet: Sheet, least: list[float], size: float, frame: Frame) -> list[float]:
    """Return the column widths: texts first get what they would like, then figures room to breathe.

    What is still left goes to the widest text column.
    """
    scale = size / FULL_SIZE
    widths = [
        (column.narrowest * scale if column.text else need * size) + padding(column)
        for column, need in zip(sheet.columns, least, strict=True)
    ]
    texts = [place for place, column in enumerate(sheet.columns) if column.text]
    figures = [place for place, column in enumerate(sheet.columns) if not column.text]
    left = _given(widths, figures, _FIRST_AIR, max(0.0, frame.width - sum(widths)))
    for number, place in enumerate(texts):
        left = _given(widths, [place], _wish(sheet, number, place, size) - widths[place], left)
    _given(widths, figures, _MOST_AIR - _FIRST_AIR, left)
    widest = max(texts, key=lambda place: sheet.columns[place].widest)
    widths[widest] += frame.width - sum(widths)
    return widths


def _given(widths: list[float], places: list[int], most: float, left: float) -> float:
    """Widen some columns alike, each by no more than `most`; return what is left after it."""
    each = min(max(0.0, most), left / len(places)) if places else 0.0
    for place in places:
        widths[place] += each
    return left - each * len(places)


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
            return most + padding(column)
    bold = font_widths(600)
    if number == sheet.label_column:
        sums = (label.format(page=9999) for label in (sheet.carried, sheet.brought))
        groups = {entry.group or "" for entry in sheet.entries}
        longest = max(longest, *(bold.of(label) for label in (*sums, *groups)))
    return min(most, longest * size / SAFETY) + padding(column)
