"""Formulas of a sheet: as written, shared ones as they read in each cell, and nothing else."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from ledgerstone.documents.workbooks.workbook_formulas import comparable, moved, read_formulas
from ledgerstone.tenancy.refusals import Invalid

_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(cells: str, before: str = "") -> bytes:
    """A workbook of one sheet with these cells."""
    made, written = io.BytesIO(), io.BytesIO()
    workbook = xlsxwriter.Workbook(made)
    workbook.add_worksheet("Sheet")
    workbook.close()
    sheet = f"{before}<worksheet {_NS}><sheetData>{cells}</sheetData></worksheet>"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, sheet if is_sheet else old.read(name))
    return written.getvalue()


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "reads"),
    [
        ("A1+B2", 1, 1, "B2+C3"),
        ("$A1+B$2+$C$3", 2, 1, "$A3+C$2+$C$3"),
        ('IF(Z9="A1",SUM(A1:B2),0)', 1, 0, 'IF(Z10="A1",SUM(A2:B3),0)'),
        ("ROUND(AZ10,2)", 0, 1, "ROUND(BA10,2)"),
        ("LOG10(A1)", 1, 0, "LOG10(A2)"),
    ],
)
def test_a_formula_moves_as_a_spreadsheet_moves_it(
    formula: str, rows: int, columns: int, reads: str
) -> None:
    assert moved(formula, rows, columns) == reads


def test_shared_formulas_are_given_to_each_of_their_cells() -> None:
    cells = (
        '<row r="1"><c r="C1"><f t="shared" ref="C1:C3" si="0">A1 + B1</f><v>3</v></c></row>'
        '<row r="2"><c r="C2"><f t="shared" si="0"/><v>3</v></c><c r="D2"><v>7</v></c></row>'
        '<row r="3"><c r="C3"><f>a3+b3</f></c></row>'
    )
    found = read_formulas(book(cells), "Sheet")
    assert {place: comparable(text) for place, text in found.items()} == {
        (0, 2): "A1+B1",
        (1, 2): "A2+B2",
        (2, 2): "A3+B3",
    }


@pytest.mark.parametrize(
    "content",
    [
        book("<row r='1'><c r='A1'><f>&a;</f></c></row>", '<!DOCTYPE x [<!ENTITY a "1">]>'),
        book("<row r='1'><c r='A1'><f>1</c></row>"),
    ],
)
def test_a_sheet_with_entities_of_its_own_or_broken_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_formulas(content, "Sheet")


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(Invalid):
        read_formulas(book(""), "Other")
