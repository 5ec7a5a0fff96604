"""Sets a document about money as a PDF.

It is drawn once to see how many pages it takes, and again where that is more than one, so that each
says which of how many it is. A long one is drawn in parts of a bounded number of rows, which are
joined; so memory stays bounded and time grows with its length. The same document gives the same
bytes every time.
"""

from __future__ import annotations

from typing import Any

from ledgerstone.documents.claim_pages.faces import BESIDE_LOGO
from ledgerstone.documents.money_pages.money_model import (
    MoneyDocument,
    MoneyParty,
    MoneyRow,
    MoneyTable,
)
from ledgerstone.documents.typesetting.drawing import CannotBeDrawn, Typesetter, joined, page_count
from ledgerstone.documents.typesetting.logos import logo_face
from ledgerstone.documents.typesetting.metrics import fitted, font_widths
from ledgerstone.documents.typesetting.plain_text import breakable, one_line, printable

# Width and height in points, and how much of the usual air between blocks the height leaves.
_PAPERS = {"a4": (595.28, 841.89, 1.0), "us-letter": (612.0, 792.0, 0.8)}
_MARGIN = 51.0
_AIR_WHEN_WIDE = 0.6
# In em: the room for the name beside initials; in the foot, for the page number and the gaps.
_MARK_ROOM = 20.5
_FOOT_SIZE, _FOOT_REST = 7.5, 12
# Rows of a part of a long document. What is one part is tagged for screen readers.
ROWS_IN_A_PART = 100
# The longest figure of a table at each size of type, in characters.
_SIZES = ((13, 9.3), (16, 8.4), (19, 7.5))
_SMALLEST = 6.6

Face = dict[str, Any]


def typeset_money(document: MoneyDocument) -> bytes:
    """Return the PDF. Logos that cannot be drawn are left out."""
    font_widths(400)
    parts = _parts(document)
    with Typesetter() as typesetter:
        try:
            return _drawn(typesetter, parts)
        except CannotBeDrawn:
            if parts[0]["logos"] == [None, None]:
                raise
            return _drawn(typesetter, [part | {"logos": [None, None]} for part in parts])


def _drawn(typesetter: Typesetter, parts: list[Face]) -> bytes:
    """Draw the parts and join them; again with the right numbers where there are several pages."""
    tagged = len(parts) == 1
    drawn = [typesetter.draw("money.typ", part, tagged=tagged) for part in parts]
    counts = [page_count(pdf) for pdf in drawn]
    if sum(counts) > 1:
        drawn = []
        for place, part in enumerate(parts):
            numbers = {"pages": sum(counts), "before": sum(counts[:place])}
            drawn.append(typesetter.draw("money.typ", part | numbers, tagged=tagged))
    return joined(drawn)


def _parts(document: MoneyDocument) -> list[Face]:
    """The document in parts: the first one has the head of the page, the last one the notes."""
    face = _face(document)
    parts: list[list[Face]] = [[]]
    rows = 0
    for table in face["tables"]:
        left = table["rows"]
        while left:
            room = ROWS_IN_A_PART - rows
            taken, left = left[:room], left[room:]
            started = len(taken) + len(left) < len(table["rows"])
            title = f"{table['title']}, continued" if started and table["title"] else table["title"]
            parts[-1].append(table | {"rows": taken, "title": title})
            rows += len(taken)
            if rows == ROWS_IN_A_PART:
                parts.append([])
                rows = 0
    if len(parts) > 1 and not parts[-1]:
        parts.pop()
    last = len(parts) - 1
    return [
        face
        | {
            "tables": tables,
            "notes": face["notes"] if place == last else [],
            "cover": None if place else face["cover"],
        }
        for place, tables in enumerate(parts)
    ]


def _face(document: MoneyDocument) -> Face:
    width, height, air = _PAPERS[document.paper]
    if document.is_wide:
        width, height, air = height, width, _AIR_WHEN_WIDE
    language, _, region = document.locale.partition("-")
    return {
        "title": one_line(f"{document.title}, {document.subtitle}"),
        "author": one_line(document.maker.name),
        "lang": language,
        "region": region or None,
        "paper": {"width": width, "height": height, "air": air},
        "draft": False,
        "foot": _foot(document.footer, width - 2 * _MARGIN),
        "verify": None,
        "pages": 1,
        "before": 0,
        "logos": [logo_face(document.maker.logo), logo_face(document.other.logo)],
        "cover": _head(document),
        "tables": [_table(table) for table in document.tables if table.rows],
        "notes": [_text(note) for note in document.notes if note],
    }


def _foot(text: str, width: float) -> str:
    room = width / _FOOT_SIZE - _FOOT_REST
    return fitted(one_line(text), max(room, 12), 400)


def _head(document: MoneyDocument) -> dict[str, Any]:
    return {
        "title": _line(document.title),
        "subtitle": _line(document.subtitle),
        "contract": _line(document.about),
        "notice": _line(document.notice),
        "headline_label": _line(document.headline_label),
        "headline": document.headline,
        "marks": [_mark(document.maker), _mark(document.other)],
        "parties": [
            {
                "caption": _line(one.caption),
                "name": _line(one.name),
                "lines": [_line(line) for line in one.lines],
            }
            for one in document.blocks
        ],
        "facts": [{"caption": caption, "text": _line(text)} for caption, text in document.facts],
    }


def _mark(party: MoneyParty) -> dict[str, str]:
    """How a party signs the head of the page: its name, and initials without a logo."""
    name = one_line(party.short_name or party.name)
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())[:2].upper()
    room = _MARK_ROOM if party.logo is None else BESIDE_LOGO
    return {"name": fitted(name, room, 600), "initials": initials}


def _table(table: MoneyTable) -> dict[str, Any]:
    return {
        "title": _line(table.title),
        "size": _size(table),
        "columns": [
            {"head": _line(heading), "text": place in table.texts, "wide": place in table.wide}
            for place, heading in enumerate(table.headings)
        ],
        "rows": [
            {
                "kind": row.kind,
                "under": _line(row.under),
                "cells": [_cell(table, row, place) for place in range(len(row.cells))],
            }
            for row in table.rows
        ],
    }


def _cell(table: MoneyTable, row: MoneyRow, place: int) -> str:
    return _text(row.cells[place]) if place in table.texts else row.cells[place]


def _size(table: MoneyTable) -> float:
    """The size of type that leaves the texts their room beside the longest figure."""
    longest = max(
        (
            len(row.cells[place])
            for row in table.rows
            for place in range(len(row.cells))
            if place not in table.texts
        ),
        default=0,
    )
    size = next((size for most, size in _SIZES if longest <= most), _SMALLEST)
    return size if len(table.headings) <= 6 else min(size, 8.4)


def _text(text: str) -> str:
    return breakable(printable(text))


def _line(text: str) -> str:
    return breakable(one_line(text))
