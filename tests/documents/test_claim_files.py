"""The spreadsheets of claims say what their certificates say: rows of CSV, cells of XLSX as
LibreOffice works them out, and the text of the PDF, for claims made up by chance."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ledgerstone.claims import queries
from ledgerstone.claims.models import Certificate, CertificateLine, Claim
from ledgerstone.core.rounding import HUNDRED
from ledgerstone.documents.claim_pages.typeset import typeset_claim
from ledgerstone.documents.workbooks.claim_book import ClaimBook, claim_book
from ledgerstone.documents.workbooks.claim_csv import claim_csv
from ledgerstone.documents.workbooks.claim_workbook import add_claim, open_workbook
from ledgerstone.documents.workbooks.claim_workbook_style import Styles
from ledgerstone.projects.formats import Formats
from tests.claims.exchange.generated import documents
from tests.claims.exchange.test_round_trips import take_over
from tests.documents.libreoffice import recalculated
from tests.documents.reading import read
from tests.support.scene import Scene, scene

__all__ = ["scene"]

# ``CLAIMS=500 make test TESTS=tests/documents/test_claim_files.py`` tries more of them.
IN_A_PART = 25
PARTS = max(1, int(os.environ.get("CLAIMS", IN_A_PART)) // IN_A_PART)
# In the sheet of every file: the columns by their headings, and the certificate line's figures.
FIGURES = {
    "Scheduled value": "scheduled_value",
    "Work certified before": "work_previous",
    "Work this period": "work_this_period",
    "Stored materials presently": "materials_stored",
    "Completed and stored to date": "completed_and_stored",
    "Balance to finish": "balance_to_finish",
    "Retention held to date": "retention",
    "Retention before": "retention_previous",
    "Claimed to date": "claimed",
    "Difference": "difference",
}
# On the cover, by line.
COVER = {
    "1": "original_contract_sum",
    "2": "net_change_by_variations",
    "3": "contract_sum_to_date",
    "4": "total_completed_and_stored",
    "5a": "retention_on_work",
    "5b": "retention_on_materials",
    "5": "total_retention",
    "6": "total_earned_less_retention",
    "7": "less_previous_certificates",
    "8": "current_payment_due",
    "9": "balance_to_finish_including_retention",
    "Deductions": "deductions_this_period",
    "GST": "tax",
}
# What the first page of the PDF prints, without its sign; a nought may be left out.
ON_PAPER = (
    "original_contract_sum", "net_change_by_variations", "contract_sum_to_date",
    "total_completed_and_stored", "total_retention", "total_earned_less_retention",
    "less_previous_certificates", "current_payment_due", "tax", "payable",
    "balance_to_finish_including_retention",
)  # fmt: skip


def certified(scene: Scene, count: int, first: int) -> Iterator[Claim]:
    """So many certified claims, of contracts made up by chance."""
    head = scene.contract("head_contract")
    while True:
        for number, text in documents(10, first=first):
            first = number + 1
            contract = take_over(scene, text, head)
            found = queries.of_contract(scene.actor, contract.pk).filter(certificate__isnull=False)
            for claim in found.order_by("number"):
                yield claim
                count -= 1
                if not count:
                    return


def lines_of(claim: Claim) -> list[CertificateLine]:
    found = CertificateLine.objects.filter(certificate_id=claim.certificate_id)
    return list(found.order_by("position"))


def cents(value: Any) -> Decimal:
    """A cell of a workbook as LibreOffice keeps it: exactly that many cents, or it is not equal."""
    return Decimal(repr(value))


@pytest.mark.parametrize("part", range(PARTS))
def test_csv_workbook_and_pdf_say_what_the_certificate_says(
    scene: Scene, tmp_path: Path, part: int
) -> None:
    claims = list(certified(scene, IN_A_PART, part * 10_000))
    books = [claim_book(scene.actor, claim) for claim in claims]
    written = io.BytesIO()
    workbook = open_workbook(written)
    styles = Styles.of(workbook)
    for place, (claim, book) in enumerate(zip(claims, books, strict=True)):
        add_claim(workbook, styles, book, f"{place} ")
        certificate = Certificate.objects.get(pk=claim.certificate_id)
        lines = lines_of(claim)
        assert_rows(claim_csv(book), lines)
        assert_paper(book, certificate, lines)
    workbook.close()
    saved = CalamineWorkbook.from_filelike(io.BytesIO(recalculated(written.getvalue(), tmp_path)))
    assert len(saved.sheet_names) == 4 * len(claims)
    taxed = 0
    for place, claim in enumerate(claims):
        cells = {
            name: saved.get_sheet_by_name(f"{place} {name}").to_python(skip_empty_area=False)
            for name in ("Cover", "Sheet", "Variations", "Deductions")
        }
        assert_sheet(cells["Sheet"], lines_of(claim))
        certificate = Certificate.objects.get(pk=claim.certificate_id)
        taxed += assert_cover(cells["Cover"], certificate)
        assert cents(total_of(cells["Deductions"], 2)) == certificate.deductions_this_period
        assert cents(total_of(cells["Variations"], 2)) == certificate.net_change_by_variations
    assert taxed >= len(claims) // 10


def assert_rows(content: bytes, lines: Sequence[CertificateLine]) -> None:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row["Item"] for row in rows] == [line.item for line in lines]
    for row, line in zip(rows, lines, strict=True):
        for heading, name in FIGURES.items():
            assert Decimal(row[heading]) == getattr(line, name), (line, heading)
        assert Decimal(row["Percent complete"]) == line.percent


def assert_sheet(cells: list[list[Any]], lines: Sequence[CertificateLine]) -> None:
    headings = cells[3]
    rows = [dict(zip(headings, row, strict=True)) for row in cells[4:]]
    assert len(rows) == len(lines) + 1
    for row, line in zip(rows, lines, strict=False):
        assert row["Item"] == line.item
        for heading, name in FIGURES.items():
            assert cents(row[heading]) == getattr(line, name), (line, heading)
        assert cents(row["Percent complete"]) == line.percent / HUNDRED
    for heading, name in FIGURES.items():
        total = sum((getattr(line, name) for line in lines), Decimal(0))
        assert cents(rows[-1][heading]) == total, heading


def assert_cover(cells: list[list[Any]], certificate: Certificate) -> bool:
    """Every figure of the cover; whether it has a tax that a formula makes."""
    found = {row[0] or row[1]: row[3] for row in cells if row[3] != ""}
    names = {key: name for key, name in COVER.items() if key != "GST" or "GST" in found}
    assert {key: cents(found[key]) for key in names} == {
        key: getattr(certificate, name) for key, name in names.items()
    }
    assert certificate.tax == 0 or "GST" in found
    [payable] = [value for key, value in found.items() if key.startswith("Amount certified")]
    assert cents(payable) == certificate.payable
    assert cents(found["Percent complete"]) == certificate.percent_complete / HUNDRED
    assert [row[2] for row in cells if "Ties out" in row or "Does not tie out" in row] == [
        "Ties out",
        "Ties out",
    ]
    return "Rate of GST" in found


def total_of(cells: list[list[Any]], column: int) -> Any:
    return next(row[column] for row in cells if row[1] == "Total")


def assert_paper(
    book: ClaimBook, certificate: Certificate, lines: Sequence[CertificateLine]
) -> None:
    """The text of the PDF has every line's figures in a row, and those of the cover."""
    formats = Formats(locale="en-AU", currency="AUD")
    text = "\n".join(page.text for page in read(typeset_claim(book.document)))
    stored = book.document.prints_stored or any(line.materials_stored for line in lines)
    held = book.document.prints_retention or any(line.retention for line in lines)
    for line in lines:
        money = [
            line.scheduled_value, line.work_previous, line.work_this_period,
            *([line.materials_stored] if stored else []), line.completed_and_stored,
        ]  # fmt: skip
        row = " ".join(
            [
                *(formats.money(figure) for figure in money),
                formats.percent(line.percent),
                formats.money(line.balance_to_finish),
                *([formats.money(line.retention)] if held else []),
            ]
        )
        assert f" {row}\n" in text, (line, text)
    for name in ON_PAPER:
        figure = getattr(certificate, name)
        assert not figure or formats.money(abs(figure)) in text, (name, text)
