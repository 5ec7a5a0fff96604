"""The formulas of a workbook's sheet, cell by cell, as they are written.

A formula that cells share is given to each of them as it reads there.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from ledgerstone.documents.spreadsheets.schedule_workbook import sheet_paths, unpacked
from ledgerstone.tenancy.refusals import Invalid

Place = tuple[int, int]

_REFERENCE = re.compile(
    r"(?<![A-Za-z0-9_.$'!])(\$?)([A-Z]{1,3})(\$?)([1-9]\d{0,6})(?![A-Za-z0-9_(])"
)
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# More than a sheet of ours ever has in its formulas together.
_LONGEST = 64 * 1024 * 1024


def read_formulas(content: bytes, sheet: str) -> dict[Place, str]:
    """By row and column from 0, the formulas of the sheet of this name, without their ``=``."""
    parts = unpacked(content)
    try:
        names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
        written = parts[sheet_paths(parts)[names.index(sheet)]]
    except (CalamineError, KeyError, IndexError, ValueError):
        raise _unreadable() from None
    return _Reading().of(written)


def comparable(formula: str) -> str:
    """A formula as it is compared: programs write blanks and capitals their own way."""
    return re.sub(r"\s+", "", formula).upper().removeprefix("=").removeprefix("+")


@dataclass(slots=True)
class _Reading:
    """One pass over the XML of a sheet."""

    found: dict[Place, str] = field(default_factory=dict)
    shared: dict[str, tuple[Place, str]] = field(default_factory=dict)
    place: Place | None = None
    share: str | None = None
    text: list[str] | None = None
    length: int = 0

    def of(self, written: bytes) -> dict[Place, str]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # A document of its own entities could unfold to anything.
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(written, True)
        except expat.ExpatError:
            raise _unreadable() from None
        return self.found

    def _refuse(self, *_said: object) -> None:
        raise _unreadable()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.place = _place(attributes.get("r", ""))
        elif tag == "f" and self.place is not None:
            self.share = attributes.get("si") if attributes.get("t") == "shared" else None
            self.text = []

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.length += len(text)
            if self.length > _LONGEST:
                raise _unreadable()
            self.text.append(text)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "f" or self.text is None or self.place is None:
            return
        text = "".join(self.text)
        if self.share is not None:
            if text:
                self.shared[self.share] = (self.place, text)
            elif self.share in self.shared:
                at, shared = self.shared[self.share]
                rows, columns = self.place[0] - at[0], self.place[1] - at[1]
                text = moved(shared, rows, columns)
        self.found[self.place] = text
        self.text = None


def moved(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads so many rows below and columns to the right. Quoted text stays."""

    def shifted(found: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = found.groups()
        if not fixed_column:
            letters = _letters(_column(letters) + columns)
        if not fixed_row:
            number = str(int(number) + rows)
        return f"{fixed_column}{letters}{fixed_row}{number}"

    parts = formula.split('"')
    parts[::2] = [_REFERENCE.sub(shifted, part) for part in parts[::2]]
    return '"'.join(parts)


def _place(reference: str) -> Place | None:
    found = _CELL.fullmatch(reference)
    return None if found is None else (int(found[2]) - 1, _column(found[1]))


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _letters(column: int) -> str:
    letters = ""
    column = max(column, 0) + 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def _unreadable() -> Invalid:
    sentence = "This workbook cannot be read. Open it and save it again as .xlsx."
    return Invalid(sentence, fields={"file": sentence})
