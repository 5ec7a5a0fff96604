"""Files of payments that come as workbooks: their dates are days, their figures exact."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
import xlsxwriter

from ledgerstone.documents.spreadsheets.payment_files import read_payment_file
from ledgerstone.payments.importing.columns import guess
from ledgerstone.payments.importing.lines import lines_of
from ledgerstone.tenancy.refusals import Invalid


def workbook(*sheets: list[list[object]]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write(number, place, value)
    book.close()
    return written.getvalue()


def test_dates_are_days_and_the_sheet_with_payments_counts() -> None:
    noon = dt.datetime(2026, 10, 4, 12)  # noqa: DTZ001 - a spreadsheet knows no time zones
    content = workbook(
        [["Read me"], ["This is our ledger"]],
        [
            ["Ledger of October"],
            ["Date", "Vendor", "Reference", "Amount paid"],
            [dt.date(2026, 10, 3), "Keel Steel", "SC-001 claim 2", 1234.1],
            [noon, "Vane", "'=1+1", 0.3],
            ["5 Oct 2026", "Vane", "", "many"],
        ],
    )
    rows = read_payment_file(content, "ledger.xlsx")
    columns = guess(rows, order="dmy")
    found = lines_of(rows, columns, currency="AUD", today=dt.date(2026, 11, 5))
    assert [line.number for line in found] == [3, 4, 5]
    assert [line.day for line in found[:2]] == [dt.date(2026, 10, 3), dt.date(2026, 10, 4)]
    assert [line.amount for line in found[:2]] == [Decimal("-1234.10"), Decimal("-0.30")]
    assert found[1].reference == "=1+1"
    assert found[2].fault == "“many” is not an amount."


def test_a_text_is_read_as_such_and_an_empty_workbook_refused() -> None:
    assert read_payment_file(b"Date,Amount\n", "x.csv") == [(1, ["Date", "Amount"])]
    for content in (workbook([]), b"PK\x03\x04rest"):
        with pytest.raises(Invalid) as refusal:
            read_payment_file(content, "x.xlsx")
        assert "file" in refusal.value.fields
