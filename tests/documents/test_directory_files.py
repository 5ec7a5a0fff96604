"""Files of companies and people, read and written."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
import xlsxwriter

from ledgerstone.directory.imports import COLUMNS, HEADINGS, FileRow
from ledgerstone.directory.models import StagedImport
from ledgerstone.directory.operations import stage_import
from ledgerstone.documents.jobs import forget_old_imports
from ledgerstone.documents.spreadsheets.directory_files import (
    directory_table,
    directory_template,
    read_directory,
)
from ledgerstone.documents.spreadsheets.schedule_workbook import read_workbook
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid
from tests.support.scene import Scene, scene

__all__ = ["scene"]

COMPANIES = [("name", "Name"), ("phone", "Phone"), ("tags", "Tags")]
DANGEROUS = ("=1+1", "+61 2 9000", "-5", "@SUM(A1)", "\tx")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["companies", "people"])
def test_a_template_names_every_column_and_is_read_as_empty(form: str, kind: str) -> None:
    with pytest.raises(Invalid, match="There are no rows below the headings"):
        read_directory(directory_template(kind, form), f"template.{form}", kind)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["companies", "people"])
def test_every_column_that_is_written_is_read_again(form: str, kind: str) -> None:
    columns = [(key, HEADINGS[key]) for key in COLUMNS[kind]]
    cells = {key: f'{key} «1, 2»; "3"' for key in COLUMNS[kind]}
    written = directory_table("List", columns, [list(cells.values())], form)
    assert read_directory(written, f"list.{form}", kind) == [FileRow(2, cells)]


def test_no_text_is_a_formula_in_a_csv_file() -> None:
    written = directory_table("List", COMPANIES, [[text, "1", ""] for text in DANGEROUS], "csv")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == [f"'{text}" for text in DANGEROUS]
    read = read_directory(written, "list.csv", "companies")
    assert [row.cells["name"] for row in read] == [text.strip() for text in DANGEROUS]


def test_no_text_is_a_formula_in_a_workbook() -> None:
    written = directory_table("List", COMPANIES, [[text, "1", ""] for text in DANGEROUS], "xlsx")
    [table] = read_workbook(written, most_rows=100)
    assert [row[0] for row in table.cells[1:]] == list(DANGEROUS)
    assert b"<f>" not in written
    assert table.faults == {}


def test_headings_of_other_systems_are_understood() -> None:
    text = "Our suppliers\n\nCompany name;ABN;Email address;Telephone\nKeel;51824753556;;02\n"
    [row] = read_directory(text.encode(), "list.csv", "companies")
    assert row == FileRow(
        4, {"name": "Keel", "identifier": "51824753556", "email": "", "phone": "02"}
    )
    people = "Full name,Company name,E-mail,Position\nKim,Keel,kim@keel.example,Director\n"
    [person] = read_directory(people.encode(), "list.csv", "people")
    assert person.cells == {
        "name": "Kim", "email": "kim@keel.example", "company": "Keel", "job_title": "Director",
    }  # fmt: skip


def test_a_cell_that_cannot_be_read_is_the_fault_of_its_row_alone() -> None:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Phone", "Note"])
    sheet.write_row(1, 0, ["Keel", True, True])
    sheet.write_row(2, 0, ["Vane", 29000000, True])
    book.close()
    first, second = read_directory(written.getvalue(), "list.xlsx", "companies")
    assert first.fault == "Cell B2 holds a truth value."
    assert (second.fault, second.cells["phone"]) == ("", "29000000")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in this file"),
        (b"Phone,Tags\n1,2\n", "Name the columns in one row, such as Name, Trading name"),
        (b"Name,Phone\n,\n\n", "There are no rows below the headings"),
        (b"Name\0", "neither a spreadsheet nor text"),
    ],
)
def test_a_file_without_names_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_directory(content, "list.csv", "companies")
    assert said in refused.value.fields["file"]


def test_what_nobody_accepted_is_forgotten_at_night(scene: Scene) -> None:
    rows = [FileRow(2, {"name": "Vane"})]
    given = {"actor": scene.actor, "kind": "companies", "rows": rows}
    old = stage_import(**given, filename="old.csv")
    with clock.fixed(old.created_at + dt.timedelta(hours=23)):
        kept = stage_import(**given, filename="new.csv")
        forget_old_imports(timestamp=0)
        assert StagedImport.objects.count() == 2
    with clock.fixed(old.created_at + dt.timedelta(hours=25)):
        forget_old_imports(timestamp=0)
        assert list(StagedImport.objects.all()) == [kept]
