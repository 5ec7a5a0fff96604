"""Reads the sheets of an Excel workbook into tables, without trusting what it says of itself.

A workbook is a zip of XML. Before calamine opens it, everything is unpacked once under a limit, and
the sheets' own text is looked through for what calamine would not tell or would stumble over: cells
far away from all others, errors, and formulas without a result.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ledgerstone.tenancy.refusals import Invalid

from .schedule_layout import Table

_MOST_UNPACKED = 96 * 1024 * 1024
_MOST_TEXT = 512 * 1024 * 1024
_MOST_COLUMNS = 256
# Reading lays every sheet out as a full rectangle, whatever of it is empty.
_MOST_PLACES = 2_000_000
_MOST_CELLS = 600_000
_LOCAL_HEADER = struct.Struct("<26xHH")

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\bid=[\"']([^\"']+)[\"'][^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"\b(Id|Target)=[\"']([^\"']*)[\"']")
# A cell with something in it: its attributes.
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?:\s([^>]*[^/>]))?\s*>")
_CELL_ATTRIBUTE = re.compile(rb"([^\s=\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_REFERENCE = re.compile(rb"[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_UNSOLVED = re.compile(
    rb"<(?:\w+:)?c\s([^>]*[^/>])><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


def read_workbook(content: bytes, *, most_rows: int) -> list[Table]:
    """The visible sheets that hold anything, in their order."""
    parts = unpacked(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            (number, sheet.name)
            for number, sheet in enumerate(book.sheets_metadata)
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
        tables = []
        paths = sheet_paths(parts)
        left = _MOST_PLACES
        for number, name in sheets:
            faults, places = _looked_through(parts[paths[number]], parts, most_rows)
            left -= places
            if left < 0:
                raise _too_large()
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            table = _table(rows, faults)
            table.name = name
            if table.cells:
                tables.append(table)
    except (CalamineError, zipfile.BadZipFile, KeyError, IndexError, ValueError):
        raise _unreadable() from None
    return tables


def _table(rows: list[list[Any]], faults: dict[tuple[int, int], str]) -> Table:
    """Cells as text: figures exactly as a spreadsheet shows them, dates as faults."""
    cells = []
    days: dict[tuple[int, int], dt.date] = {}
    for number, row in enumerate(rows):
        texts = []
        for column, value in enumerate(row):
            text, fault = _text(value)
            if fault:
                faults[number, column] = fault
            if isinstance(value, dt.date):
                days[number, column] = value.date() if isinstance(value, dt.datetime) else value
            texts.append(text)
        cells.append(texts)
    while cells and not any(cells[-1]):
        cells.pop()
    return Table(cells, faults, days=days)


def _text(value: Any) -> tuple[str, str]:
    """A cell's text, and what is wrong with it."""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, bool):
        return "", "holds a truth value"
    if isinstance(value, (int, float)):
        return _figure(value), ""
    if isinstance(value, dt.datetime | dt.date):
        return "", f"holds the date {value:%Y-%m-%d}; format it as text or as a number"
    return "", "holds a time; format it as text or as a number"


def _figure(value: float) -> str:
    """A number as it was entered: of a binary fraction, the 15 digits that a spreadsheet keeps."""
    exact = Decimal(format(value, ".15g"))
    return f"{exact.normalize():f}" if exact else "0"


def unpacked(content: bytes) -> dict[str, bytes]:
    """Every part of the workbook, whatever its directory says about sizes."""
    parts: dict[str, bytes] = {}
    left = _MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _unreadable() from None
    # Of two parts with one name, another reader might take the other.
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise _unreadable()
    for entry in entries:
        unpacked = _inflated(content, entry, left)
        left -= len(unpacked)
        if entry.filename.startswith("xl/") and entry.filename.endswith((".xml", ".rels")):
            parts[entry.filename] = unpacked
    if "xl/workbook.xml" not in parts:
        sentence = "This is not an Excel workbook. Choose an .xlsx or a CSV file."
        raise Invalid(sentence, fields={"file": sentence})
    return parts


def _inflated(content: bytes, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """One part, unpacked no further than the limit."""
    start = entry.header_offset
    try:
        name, extra = _LOCAL_HEADER.unpack_from(content, start)
    except struct.error:
        raise _unreadable() from None
    start += _LOCAL_HEADER.size + name + extra
    packed = content[start : start + entry.compress_size]
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unreadable()
    if entry.compress_type == zipfile.ZIP_STORED:
        unpacked = packed
    else:
        try:
            unpacked = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, limit + 1)
        except zlib.error:
            raise _unreadable() from None
    if len(unpacked) > limit:
        raise _too_large()
    return unpacked


def sheet_paths(parts: dict[str, bytes]) -> list[str]:
    """The part of each sheet, in the workbook's order."""
    targets: dict[bytes, bytes] = {}
    for relation in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        named = dict(_ATTRIBUTE.findall(relation))
        targets[named.get(b"Id", b"")] = named.get(b"Target", b"")
    paths = []
    for identity in _SHEET.findall(parts["xl/workbook.xml"]):
        target = targets.get(identity, b"").decode("utf-8", "replace")
        paths.append(
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join("xl", target))
        )
    return paths


def _looked_through(
    written: bytes, parts: dict[str, bytes], most_rows: int
) -> tuple[dict[tuple[int, int], str], int]:
    """Cells with errors or formulas without a result, and how many places the sheet has.

    A sheet that is too wide, or that does not say where its cells are, is refused.
    """
    if b"\0" in written:
        raise _unreadable()
    faults: dict[tuple[int, int], str] = {}
    count = texts = last_row = last_column = 0
    for cell in _CELL.finditer(written):
        attributes = _attributes(cell[1] or b"")
        place = _place(attributes)
        count += 1
        if place is None or count > _MOST_CELLS:
            raise _unreadable() if place is None else _too_large()
        last_row, last_column = max(last_row, place[0]), max(last_column, place[1])
        if place[0] >= most_rows + 100 or place[1] >= _MOST_COLUMNS:
            raise _too_wide(most_rows)
        kind = attributes.get(b"t", b"")[1:-1]
        if kind == b"e":
            faults[place] = "holds an error in place of a figure"
        texts += kind == b"s"
    if texts * _longest_text(parts) > _MOST_TEXT:
        raise _unreadable()
    for place in _unsolved(written):
        faults.setdefault(place, "holds a formula without its result; open the file and save it")
    return faults, (last_row + 1) * (last_column + 1) if count else 0


def _unsolved(written: bytes) -> Iterator[tuple[int, int]]:
    for attributes in _UNSOLVED.findall(written):
        place = _place(_attributes(attributes))
        if place is not None:
            yield place


def _longest_text(parts: dict[str, bytes]) -> int:
    shared = parts.get("xl/sharedStrings.xml", b"")
    if shared.count(b"si>") > 2 * _MOST_CELLS:
        raise _too_large()
    return max(map(len, shared.split(b"</si>")))


def _attributes(written: bytes) -> dict[bytes, bytes]:
    """The attributes of a cell by their names, their values in their quotation marks."""
    return dict(_CELL_ATTRIBUTE.findall(written))


def _place(attributes: dict[bytes, bytes]) -> tuple[int, int] | None:
    """Row and column from 0 of a cell that says where it is."""
    found = _REFERENCE.fullmatch(attributes.get(b"r", b""))
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _unreadable() -> Invalid:
    sentence = "This workbook cannot be read. Open it and save it again as .xlsx, or as CSV."
    return Invalid(sentence, fields={"file": sentence})


def _too_large() -> Invalid:
    sentence = "This workbook is too large once unpacked. Leave out pictures and other sheets."
    return Invalid(sentence, fields={"file": sentence})


def _too_wide(most_rows: int) -> Invalid:
    sentence = (
        f"A sheet has more than {most_rows:,} rows or {_MOST_COLUMNS} columns. Leave out "
        "what does not belong to it."
    )
    return Invalid(sentence, fields={"file": sentence})
