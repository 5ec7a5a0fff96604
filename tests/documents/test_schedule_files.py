"""Schedules of values from files and from the clipboard."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
import xlsxwriter

from ledgerstone.contracts.schedules.schedule import RawRow, check_rows
from ledgerstone.documents.spreadsheets.schedule_files import (
    MOST_ROWS,
    read_pasted,
    read_schedule,
    schedule_template_xlsx,
)
from ledgerstone.tenancy.refusals import Invalid

HEAD = ["Item", "Description", "Scheduled value"]
TEXT = "Item,Description,Scheduled value\n1,Steel – “north”,100.00\n"


def workbook(rows: list[list[Any]], *, before: list[list[Any]] | None = None) -> bytes:
    """A workbook with one sheet, or with another sheet before it. Strings starting with = are
    formulas; a pair gives a formula and its result."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for cells in [before, rows] if before else [rows]:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, tuple):
                    sheet.write_formula(number, column, value[0], None, value[1])
                else:
                    sheet.write(number, column, value)
    book.close()
    return written.getvalue()


def refusal(content: bytes, filename: str = "boq.xlsx") -> str:
    with pytest.raises(Invalid) as refused:
        read_schedule(content, filename)
    assert refused.value.fields["file"] == refused.value.message
    return refused.value.message


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
    ],
    ids=["utf8", "utf8-mark", "utf16", "utf16le", "utf16be", "cp1252", "semicolons", "tabs"],
)
def test_text_is_read_in_every_usual_form(content: bytes) -> None:
    assert read_schedule(content, "boq.csv") == [
        RawRow(item="1", description="Steel – “north”", scheduled_value="100.00", source_row=2)
    ]


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (["No.", "Description of work", "Amount (A$)"], "item description scheduled_value"),
        (["Amount", "Item #", "DESCRIPTION"], "scheduled_value item description"),
        (["Line", "Cost Code", "Details", "Value"], "item budget_code description scheduled_value"),
        (["Section", "Item", "Scope", "Total"], "section item description scheduled_value"),
        (
            ["Ref", "Description", "Qty", "UoM", "Rate", "Amount"],
            "item description quantity unit unit_price scheduled_value",
        ),
        (["Item", "Description", "Qty.", "Unit", "Unit price"], "item description quantity unit "
         "unit_price"),
        (["No", "Item", "Amount"], "item description scheduled_value"),
        (["Item", "Amount"], "description scheduled_value"),
        (["Item", "Description", "Total", "Contract value"], "item description - scheduled_value"),
    ],
)  # fmt: skip
def test_columns_are_found_by_their_headings(head: list[str], columns: str) -> None:
    lines = [["Marlow Road Depot"], [], head, [str(n) for n in range(len(head))]]
    rows = read_schedule("\n".join(",".join(line) for line in lines).encode(), "boq.csv")
    expected = {name: str(n) for n, name in enumerate(columns.split()) if name != "-"}
    assert rows == [RawRow(**expected, source_row=4)]


def test_what_is_pasted_needs_no_headings() -> None:
    pasted = "1\tConcrete, poured\t1,200.50\r\n2\tSteel\t(30.00)\r\n"
    assert read_pasted(pasted) == [
        RawRow(item="1", description="Concrete, poured", scheduled_value="1,200.50"),
        RawRow(item="2", description="Steel", scheduled_value="(30.00)"),
    ]
    assert read_pasted("Concrete\t5\nSteel\t6")[1] == RawRow(
        description="Steel", scheduled_value="6"
    )


def test_pasted_cells_may_hold_line_breaks_and_quotes() -> None:
    pasted = 'Item\tDescription\tValue\n1\t"Slab\n""B"" wing"\t5\n'
    assert read_pasted(pasted) == [
        RawRow(item="1", description='Slab\n"B" wing', scheduled_value="5")
    ]


@pytest.mark.parametrize("text", ["a\tb\tc\td\n1\t2\t3\t4", "just words", "1\tSteel\tnorth\n"])
def test_a_table_without_headings_that_cannot_be_told_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="No heading row was found"):
        read_pasted(text)


def test_figures_of_a_workbook_carry_no_binary_noise() -> None:
    rows = read_schedule(
        workbook([HEAD, [1, "a", 0.1 + 0.2], [1.1, "b", 12345678901.23], ["c", "c", 100 / 3],
                  ["d", "d", ("=1+1", 2)], ["e", "e", -0.0], ["f", "f", 1e15]]),
        "boq.xlsx",
    )  # fmt: skip
    assert [(row.item, row.scheduled_value) for row in rows] == [
        ("1", "0.3"),
        ("1.1", "12345678901.23"),
        ("c", "33.3333333333333"),
        ("d", "2"),
        ("e", "0"),
        ("f", "1000000000000000"),
    ]
    checked = check_rows(rows, method="amount", codes={}, locale="en-AU")
    assert [(p.row, p.column) for p in checked.problems] == [
        (3, "scheduled_value"),
        (6, "scheduled_value"),
    ]
    assert checked.problems[0].message == (
        "Row 4: 33.3333333333333 has too many decimals: an amount has at most 2."
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([dt.date(2026, 2, 1), "Steel", 5], "Cell A2 holds the date 2026-02-01"),
        (["1", "Steel", ("=1/0", "#DIV/0!")], "Cell C2 holds an error in place of a figure"),
        (["1", "Steel", ("=A1", "")], "Cell C2 holds a formula without its result"),
        (["1", "Steel", True], "Cell C2 holds a truth value"),
    ],
)
def test_cells_that_cannot_be_read_are_named(row: list[Any], said: str) -> None:
    assert refusal(workbook([HEAD, row])).startswith(said)


def test_errors_in_text_are_named() -> None:
    text = "Item,Description,Value\n1,Steel,5\n2,Slab,#REF!\n"
    assert refusal(text.encode(), "boq.csv").startswith("Cell C3 holds the error #REF!.")


def test_columns_that_do_not_count_may_hold_anything() -> None:
    rows = read_schedule(
        workbook([[*HEAD, "Start"], ["1", "Steel", 5, dt.date(2026, 2, 1)]]), "boq.xlsx"
    )
    assert rows == [RawRow(item="1", description="Steel", scheduled_value="5", source_row=2)]


def test_the_sheet_with_the_headings_is_read() -> None:
    content = workbook([HEAD, ["1", "Steel", 5]], before=[["Cover"], ["Marlow Road", 1]])
    assert [row.description for row in read_schedule(content, "boq.xlsx")] == ["Steel"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (b"PK\x03\x04 and no more", "cannot be read"),
        (b"%PDF-1.7\n\x00\x01\x02", "neither a spreadsheet nor text"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (TEXT.encode().split(b"\n")[0], "no rows below the headings"),
        (b"Item,Description,Value\n" + b"1,a,1\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
    ],
)
def test_what_is_not_a_schedule_is_refused(content: bytes, said: str) -> None:
    assert said in refusal(content)


def zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return written.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    assert "not an Excel workbook" in refusal(zipped({"word/document.xml": b"<w/>"}))


def test_a_workbook_that_unpacks_beyond_measure_is_refused() -> None:
    parts = parts_of(workbook([HEAD, ["1", "Steel", 5]]))
    parts["xl/media/image1.bin"] = bytes(120 * 1024 * 1024)
    assert "too large once unpacked" in refusal(zipped(parts))


def test_a_workbook_that_understates_its_size_is_refused_too() -> None:
    parts = parts_of(workbook([HEAD, ["1", "Steel", 5]]))
    bomb = bytes(120 * 1024 * 1024)
    content = bytearray(zipped({**parts, "xl/media/image1.bin": bomb}))
    real, claimed = struct.pack("<L", len(bomb)), struct.pack("<L", 10)
    assert zlib.crc32(bomb)
    while (place := content.find(real)) >= 0:
        content[place : place + 4] = claimed
    assert "too large once unpacked" in refusal(bytes(content))


def test_a_cell_at_the_far_end_of_a_sheet_is_refused() -> None:
    parts = parts_of(workbook([HEAD, ["1", "Steel", 5]]))
    name = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", far)
    assert "more than 20,000 rows or 256 columns" in refusal(zipped(parts))


def test_cells_that_are_only_formatted_do_not_count() -> None:
    parts = parts_of(workbook([HEAD, ["1", "Steel", 5]]))
    name = "xl/worksheets/sheet1.xml"
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", far)
    assert [row.item for row in read_schedule(zipped(parts), "boq.xlsx")] == ["1"]


def test_the_template_has_the_headings_that_are_known() -> None:
    parts = parts_of(schedule_template_xlsx())
    assert "xl/workbook.xml" in parts
    assert "no rows below the headings" in refusal(schedule_template_xlsx(), "template.xlsx")


def with_cells(rows: bytes) -> bytes:
    """A small file whose sheet holds these rows beside its own."""
    parts = parts_of(workbook([HEAD, ["1", "Steel", 5]]))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"</sheetData>", rows + b"</sheetData>")
    return zipped(parts)


@pytest.mark.parametrize(
    "cell",
    [
        b"<c><v>1</v></c>",
        b'<c t="n"><v>1</v></c>',
        b"""<c x="r='A9'" r="XFD1048576"><v>1</v></c>""",
        b'<a-b:c xmlns:a-b="x" r="XFD1048576"><v>1</v></a-b:c>',
    ],
)
def test_a_cell_that_hides_where_it_is_is_refused(cell: bytes) -> None:
    """Cells without places are put one behind the other, and a few of them span a huge sheet."""
    said = refusal(with_cells(b'<row r="9">' + cell + b"</row>"))
    assert "cannot be read" in said or "256 columns" in said


def test_a_sheet_that_lies_where_another_reader_looks_for_it_is_refused() -> None:
    parts = parts_of(workbook([HEAD, ["1", "Steel", 5]]))
    name = "xl/worksheets/sheet1.xml"
    assert "cannot be read" in refusal(zipped({**parts, name.upper(): parts[name]}))
    moved = {one: content for one, content in parts.items() if one != name}
    assert "cannot be read" in refusal(zipped({**moved, "XL/worksheets/sheet1.xml": parts[name]}))


def test_more_cells_than_a_schedule_has_are_refused() -> None:
    many = b'<c r="A2"><v>1</v></c>' * 600_001
    assert "too large once unpacked" in refusal(with_cells(b'<row r="2">' + many + b"</row>"))


def test_a_text_of_line_breaks_is_not_kept_in_memory() -> None:
    blank = b"\n" * 1_000_000
    assert "more than 20,000 rows" in refusal(TEXT.encode() + blank + b"2,Steel,1\n", "boq.csv")
    assert len(read_schedule(TEXT.encode() + blank, "boq.csv")) == 1
