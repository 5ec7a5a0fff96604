"""Edits a workbook's first sheet as somebody does in a spreadsheet program, by its XML."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PART = "xl/worksheets/sheet1.xml"
ET.register_namespace("", _NS)


def _tag(name: str) -> str:
    return f"{{{_NS}}}{name}"


class Editing:
    """A workbook under edit. Cells are named as in a spreadsheet."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            self.parts = {name: packed.read(name) for name in packed.namelist()}
        self.root = ET.fromstring(self.parts[_PART])  # noqa: S314 - our own
        found = self.root.find(_tag("sheetData"))
        assert found is not None
        self.rows = found
        shared = ET.fromstring(self.parts["xl/sharedStrings.xml"])  # noqa: S314 - our own
        self.strings = ["".join(t.text or "" for t in si.iter(_tag("t"))) for si in shared]

    def content(self) -> bytes:
        """The workbook as saved."""
        self.parts[_PART] = ET.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, part in self.parts.items():
                packed.writestr(name, part)
        return written.getvalue()

    def row(self, number: int) -> ET.Element:
        return next(row for row in self.rows if row.get("r") == str(number))

    def cell(self, name: str) -> ET.Element:
        """The cell of this name, made where there is none."""
        number = int(re.sub("[A-Z]", "", name))
        found = next((one for row in self.rows for one in row if one.get("r") == name), None)
        if found is not None:
            return found
        if not any(row.get("r") == str(number) for row in self.rows):
            ET.SubElement(self.rows, _tag("row"), {"r": str(number)})
        return ET.SubElement(self.row(number), _tag("c"), {"r": name})

    def text(self, name: str) -> str:
        """What a cell shows: its text, or its figure as it is written."""
        cell = self.cell(name)
        value = cell.find(_tag("v"))
        if value is None or value.text is None:
            return ""
        return self.strings[int(value.text)] if cell.get("t") == "s" else value.text

    def formula(self, name: str) -> str | None:
        found = self.cell(name).find(_tag("f"))
        return None if found is None else found.text

    def is_open(self, name: str) -> bool:
        """Whether the cell takes an entry, by its style."""
        styles = ET.fromstring(self.parts["xl/styles.xml"])  # noqa: S314 - our own
        forms = styles.find(_tag("cellXfs"))
        assert forms is not None
        form = list(forms)[int(self.cell(name).get("s", "0"))]
        found = form.find(_tag("protection"))
        return found is not None and found.get("locked") == "0"

    def _clear(self, name: str) -> ET.Element:
        cell = self.cell(name)
        for part in list(cell):
            cell.remove(part)
        cell.attrib.pop("t", None)
        return cell

    def put(self, name: str, value: Decimal | str | None) -> None:
        """Type a figure or a text into a cell, or empty it."""
        cell = self._clear(name)
        if isinstance(value, Decimal):
            ET.SubElement(cell, _tag("v")).text = repr(float(value))
        elif value is not None:
            cell.set("t", "inlineStr")
            ET.SubElement(ET.SubElement(cell, _tag("is")), _tag("t")).text = value

    def put_formula(self, name: str, formula: str, result: str | None) -> None:
        cell = self._clear(name)
        ET.SubElement(cell, _tag("f")).text = formula
        if result is not None:
            ET.SubElement(cell, _tag("v")).text = result

    def delete_row(self, number: int) -> None:
        """Take a row out; the ones below move up."""
        self.rows.remove(self.row(number))
        self._renumber(number, -1)

    def insert_row(self, number: int, copied_from: int | None = None) -> None:
        """Put a row in; the ones below move down."""
        new = ET.Element(_tag("row"))
        if copied_from is not None:
            new = copy.deepcopy(self.row(copied_from))
        self._renumber(number, 1)
        place = sum(int(row.get("r", "0")) < number for row in self.rows)
        self.rows.insert(place, new)
        _number(new, number)

    def swap_rows(self, one: int, other: int) -> None:
        """Exchange two rows, as sorting does."""
        first, second = self.row(one), self.row(other)
        places = list(self.rows)
        at, to = places.index(first), places.index(second)
        self.rows[at], self.rows[to] = second, first
        _number(first, other)
        _number(second, one)

    def _renumber(self, first: int, by: int) -> None:
        for row in self.rows:
            if int(row.get("r", "0")) >= first:
                _number(row, int(row.get("r", "0")) + by)


def _number(row: ET.Element, number: int) -> None:
    row.set("r", str(number))
    for cell in row:
        cell.set("r", re.sub(r"\d+", str(number), cell.get("r", "")))
