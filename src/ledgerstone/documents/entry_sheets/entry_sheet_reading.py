"""Reads a filled-in sheet back: what was entered in its open cells, or whatever else differs.

Nothing is guessed. A locked cell that was changed, a formula that is another one, a row that was
moved, added or left out: each is named with its cell, and the file is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ledgerstone.claims.exchange.sheet_cells import EnteredCell
from ledgerstone.claims.sheets.edits import Column
from ledgerstone.documents.spreadsheets.file_tables import LARGEST_FILE, refused_file
from ledgerstone.documents.spreadsheets.schedule_layout import Table, cell_name
from ledgerstone.documents.spreadsheets.schedule_workbook import read_workbook
from ledgerstone.documents.workbooks.workbook_formulas import Place, comparable, read_formulas
from ledgerstone.tenancy.refusals import Invalid

from .entry_marks import (
    FORMULA,
    LOCKED,
    OPEN,
    Mark,
    MarkedCell,
    Sealed,
    is_whole,
    read_mark,
    shown_text,
    unsealed,
)

MOST_ROWS = 20_100
# No figure is as long.
_LONGEST = 300
_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|#+)")
_FOREIGN = (
    "This is not a sheet that was downloaded from this claim, or what it keeps of itself was "
    "changed. Download it again and fill in that one."
)
_WORK = {Column.WORK_THIS_PERIOD.value, Column.QUANTITY_TO_DATE.value}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it was, and where."""

    cell: str
    sentence: str


class SheetRefused(Invalid):
    """A file that is more than filled in; ``faults`` has every difference that is no entry."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        named = "1 cell or row is" if len(faults) == 1 else f"{len(faults):,} cells or rows are"
        message = f"{named} not as downloaded. Put them back, or download the sheet again."
        super().__init__(message, fields={"file": message})
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """What a file says: of which claim and version it is, and what was entered in it."""

    claim_id: int
    version: int
    entered: tuple[EnteredCell, ...]


def read_filled(content: bytes, filename: str) -> FilledSheet:
    """The entries of a file. Invalid where it is not ours; SheetRefused names what else differs."""
    if len(content) > LARGEST_FILE:
        raise refused_file(f"{filename} is larger than 10 MB.")
    if not content.startswith(b"PK\x03\x04"):
        raise refused_file("Choose the Excel workbook (.xlsx) that was downloaded from this claim.")
    table, sealed, digest, hidden = _ours(content, filename)
    marks = [_cell(table, row, hidden) for row in range(len(table.cells))]
    faults = list(_shape(table, marks, sealed, digest))
    if faults:
        raise SheetRefused(faults)
    formulas = read_formulas(content, table.name)
    entered: list[EnteredCell] = []
    for row, mark in enumerate(filter(None, map(read_mark, marks))):
        faults.extend(_read_row(table, formulas, row, mark, hidden, entered))
    if faults:
        raise SheetRefused(faults)
    return FilledSheet(sealed.claim_id, sealed.version, tuple(entered))


def _ours(content: bytes, filename: str) -> tuple[Table, Sealed, str, int]:
    """The table with the seal, what that says, and the column of the marks."""
    tables = read_workbook(content, most_rows=MOST_ROWS)
    if not tables:
        raise refused_file(f"There is nothing in {filename}.")
    for table in tables:
        for column, text in enumerate(table.cells[0]):
            found = unsealed(text) if column and ":" in text else None
            if found is not None:
                return table, *found, column - 1
    raise refused_file(_FOREIGN)


def _cell(table: Table, row: int, column: int) -> str:
    cells = table.cells[row]
    return cells[column] if column < len(cells) else ""


def _shape(table: Table, marks: list[str], sealed: Sealed, digest: str) -> Iterator[Fault]:
    """Rows that were moved, added, repeated or left out; a mark that is not as it was."""
    while marks and not marks[-1]:
        marks.pop()
    for row in range(len(marks), len(table.cells)):
        if any(table.cells[row]):
            yield Fault(f"A{row + 1}", f"Row {row + 1} was added.")
    if is_whole(marks, digest):
        return
    faults = list(_misplaced(marks, sealed))
    if not faults:
        raise refused_file(_FOREIGN)
    yield from faults


def _misplaced(marks: Sequence[str], sealed: Sealed) -> Iterator[Fault]:
    seen: dict[int, int] = {}
    last = -1
    for row, text in enumerate(marks):
        mark = read_mark(text)
        name = f"A{row + 1}"
        if mark is None:
            yield Fault(name, f"Row {row + 1} was added.")
        elif mark.place in seen:
            yield Fault(name, f"Row {row + 1} repeats row {seen[mark.place] + 1}.")
        else:
            seen[mark.place] = row
            if mark.place < last:
                yield Fault(name, f"Row {row + 1} was moved: it was row {mark.place + 1}.")
            last = max(last, mark.place)
    for place in range(sealed.rows):
        if place not in seen:
            said = f"Row {place + 1} of the sheet as downloaded is missing."
            yield Fault(f"A{place + 1}", said)


def _read_row(
    table: Table,
    formulas: dict[Place, str],
    row: int,
    mark: Mark,
    hidden: int,
    entered: list[EnteredCell],
) -> Iterator[Fault]:
    """What of a row is not as it was; what was entered in it is put with the others."""
    here: list[tuple[int, EnteredCell]] = []
    width = max(hidden, len(mark.cells))
    for column in range(width):
        was = mark.cells[column] if column < len(mark.cells) else MarkedCell(LOCKED, "")
        text, place = _cell(table, row, column), (row, column)
        if was.kind == OPEN:
            fault = _fault_of_entry(table, place, text)
            if fault:
                yield Fault(cell_name(*place), fault)
            elif not _same(text, was.shown):
                here.append((column, _entered(mark, was, text, cell_name(*place))))
        elif was.kind == FORMULA:
            yield from _formula_fault(formulas.get(place), was.shown, place)
        elif place in formulas or place in table.faults or not _same(text, was.shown):
            yield Fault(cell_name(*place), _locked_sentence(was))
    yield from _beyond(table, row, hidden)
    work = [one for _column, one in here if one.column in _WORK]
    shares = [one for _column, one in here if one.column == Column.PERCENT_TO_DATE]
    if work and shares:
        sentence = f"Enter either the work in {work[0].cell} or its percentage here, not both."
        yield Fault(shares[0].cell, sentence)
    entered.extend(one for _column, one in here)


def _beyond(table: Table, row: int, hidden: int) -> Iterator[Fault]:
    """Whatever was written to the right of the sheet."""
    kept = 2 if row < 2 else 1
    for column in range(hidden + kept, len(table.cells[row])):
        if table.cells[row][column]:
            yield Fault(cell_name(row, column), "This cell was empty.")


def _fault_of_entry(table: Table, place: Place, text: str) -> str:
    if place in table.faults:
        return f"This cell {table.faults[place]}."
    return f"This cell holds the error {text}." if _ERROR.fullmatch(text.strip()) else ""


def _formula_fault(found: str | None, expected: str, place: Place) -> Iterator[Fault]:
    if found is None:
        yield Fault(cell_name(*place), "This cell held a formula, which is gone.")
    elif comparable(found) != comparable(expected):
        yield Fault(cell_name(*place), "This cell holds another formula than was downloaded.")


def _locked_sentence(was: MarkedCell) -> str:
    if not was.shown:
        return "This cell is locked and was empty."
    shown = was.shown if len(was.shown) <= 60 else f"{was.shown[:60]}…"
    return f"This cell is locked and said “{shown}”."


def _entered(mark: Mark, was: MarkedCell, text: str, cell: str) -> EnteredCell:
    figure = _figure(text)
    if was.column == Column.PERCENT_TO_DATE and figure is not None:
        text = f"{(figure * 100).normalize():f}%"
    return EnteredCell(mark.line_id or 0, was.column, was.was, text.strip()[:_LONGEST], cell)


def _same(text: str, shown: str) -> bool:
    """Whether a cell shows what it did: the same text, or the same figure where it held one."""
    if shown_text(text) == shown:
        return True
    figure = _figure(text)
    return figure is not None and shown_text(figure) == shown


def _figure(text: str) -> Decimal | None:
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None
