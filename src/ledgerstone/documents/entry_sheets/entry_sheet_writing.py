"""Writes the sheet of a draft as a workbook to fill in: open cells are coloured, all others locked.

The protection has no password: it keeps people from slips, not from anything else. What was changed
in spite of it is found when the file comes back.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ledgerstone.claims.models import Claim
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.core.rounding import ZERO
from ledgerstone.documents.workbooks.claim_workbook import open_workbook
from ledgerstone.documents.workbooks.claim_workbook_style import (
    HEAD,
    HEAD_HEIGHT,
    NUMBER_FORMATS,
    column_name,
    set_paper,
    write_text,
)
from ledgerstone.projects.queries import words as words_of
from ledgerstone.tenancy.actor import Actor

from .entry_marks import HEADING, Sealed, mark_of, seal
from .entry_sheet import (
    EntryCell,
    EntryColumn,
    Formula,
    Letters,
    Locked,
    Offered,
    Open,
    entry_columns,
)

# Title, what to do, an empty row, the headings; then the lines and their sums.
_HEAD_ROW = 3
_TO_DO = (
    "Fill in the coloured cells, save, and choose the file on the page that it came from. Every "
    "other cell is locked; keep rows and columns where they are. Enter either the work or its "
    "percentage on a line, not both."
)
_ALLOWED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
}
_OPEN_COLOUR = "#FFF6D6"


def entry_workbook(actor: Actor, claim: Claim, sheet: ClaimSheet) -> bytes:
    """The workbook of a draft, for whoever may fill it in."""
    words, _formats = words_of(claim.contract.project)
    columns = entry_columns(sheet, words, Offered.to(actor, claim, sheet))
    letters = {column.key: column_name(place) for place, column in enumerate(columns)}
    rows: list[tuple[int | None, list[EntryCell]]] = [
        (None, [Locked(text)])
        for text in (
            f"{words.claim_short.capitalised} {claim.number}, {claim.contract.number} "
            f"{claim.contract.title}",
            _TO_DO,
            "",
        )
    ]
    rows.append((None, [Locked(column.heading) for column in columns]))
    first = len(rows) + 1
    for number, line in enumerate(sheet.lines, start=first):
        rows.append((line.line_id, [column.make(line, letters, number) for column in columns]))
    rows.append((None, _sums(columns, letters, rows, first)))
    sealed = Sealed(claim.pk, sheet.version, len(rows))
    return _written(columns, rows, sealed, claim.contract.project.paper)


def _sums(
    columns: Sequence[EntryColumn],
    letters: Letters,
    rows: Sequence[tuple[int | None, list[EntryCell]]],
    first: int,
) -> list[EntryCell]:
    """The row below the lines."""
    last, found = max(len(rows), first), []
    for place, column in enumerate(columns):
        cell: EntryCell = Locked("Total" if column.key == "description" else None)
        if column.adds:
            letter = letters[column.key]
            total = sum((_figure(cells[place]) for _line, cells in rows[first - 1 :]), ZERO)
            cell = Formula(f"ROUND(SUM({letter}{first}:{letter}{last}),2)", total)
        found.append(cell)
    return found


def _figure(cell: EntryCell) -> Decimal:
    shown = cell.comes_to if isinstance(cell, Formula) else cell.shown
    return shown if isinstance(shown, Decimal) else ZERO


def _written(
    columns: Sequence[EntryColumn],
    rows: Sequence[tuple[int | None, list[EntryCell]]],
    sealed: Sealed,
    paper: str,
) -> bytes:
    written = io.BytesIO()
    workbook = open_workbook(written)
    sheet = workbook.add_worksheet("Sheet")
    styles = _styles(workbook)
    marks = [mark_of(place, line_id, cells) for place, (line_id, cells) in enumerate(rows)]
    hidden = len(columns)
    for place, (line_id, cells) in enumerate(rows):
        for at, cell in enumerate(cells):
            kind = columns[at].kind
            style = styles[_look(place, line_id, cell, kind), kind if place > _HEAD_ROW else "text"]
            _write(sheet, place, at, cell, style)
        sheet.write_string(place, hidden, marks[place])
    sheet.write_string(0, hidden + 1, seal(sealed, marks))
    sheet.write_string(1, hidden + 1, HEADING)
    _set_out(sheet, columns, len(rows), paper)
    workbook.close()
    return written.getvalue()


def _set_out(sheet: Any, columns: Sequence[EntryColumn], rows: int, paper: str) -> None:
    """Widths, what is hidden, what is locked, and how it prints."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        if column.kind == "percent" and column.key == "share" and rows > _HEAD_ROW + 2:
            message = "Enter a percentage from 0% to 1,000%, such as 45%."
            limits = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 10}
            told = {"error_title": "Not a percentage", "error_message": message}
            sheet.data_validation(_HEAD_ROW + 1, place, rows - 2, place, limits | told)
    sheet.set_column(len(columns), len(columns) + 1, 4, None, {"hidden": True})
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.protect("", _ALLOWED)
    sheet.set_row(_HEAD_ROW, HEAD_HEIGHT)
    set_paper(sheet, paper, is_wide=True)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.print_area(0, 0, rows - 1, len(columns) - 1)


def _look(place: int, line_id: int | None, cell: EntryCell, kind: str) -> str:
    if isinstance(cell, Open):
        return "open"
    if place == 0:
        return "title"
    if place == _HEAD_ROW:
        return "head" if kind == "text" else "figures"
    return "plain" if line_id is not None or place < _HEAD_ROW else "sum"


def _styles(workbook: Any) -> dict[tuple[str, str], Any]:
    """A style by how a cell looks and what it holds."""
    looks: dict[str, dict[str, Any]] = {
        "plain": {},
        "title": {"bold": True, "font_size": 14},
        "head": HEAD,
        "figures": {**HEAD, "align": "right"},
        "sum": {"bold": True, "top": 1},
        "open": {"bg_color": _OPEN_COLOUR, "locked": False, "border": 1, "border_color": "#E3D9B0"},
    }
    return {
        (look, kind): workbook.add_format({"valign": "top", "num_format": form, **given})
        for look, given in looks.items()
        for kind, form in NUMBER_FORMATS.items()
    }


def _write(sheet: Any, row: int, column: int, cell: EntryCell, style: Any) -> None:
    if isinstance(cell, Formula):
        sheet.write_formula(row, column, f"={cell.text}", style, float(cell.comes_to))
    elif cell.shown is None or cell.shown == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(cell.shown, str):
        write_text(sheet, row, column, cell.shown, style)
    else:
        sheet.write_number(row, column, float(cell.shown), style)
