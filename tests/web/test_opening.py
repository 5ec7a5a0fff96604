"""The page on which somebody says where a contract stood before it came here."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import start_claim
from ledgerstone.contracts.models import Contract, Opening
from ledgerstone.contracts.opening import opening_lines, opening_of, stood
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.models import Document
from ledgerstone.documents.queries import contents
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of

SHEET = (
    ("Application 11", None, None),
    ("Item", "Description", "Work completed to date", "Materials presently stored"),
    ("1", "Preliminaries", 18000.50, None),
    ("2", "Structural steel", 100000, 2500),
    (None, "Total", 118000.5, 2500),
)


@pytest.fixture
def contract(scene: Scene) -> Contract:
    scene.period()
    return scene.contract(status="approved")


def address(contract: Contract) -> str:
    return reverse("web:contract_opening", args=[contract.pk])


def typed(contract: Contract, **other: str) -> dict[str, str]:
    """A page filled in: 118,000.50 and 2,500.00 stored, of which a tenth is held."""
    first, second, _credit = opening_lines(contract)
    return {
        "act": "save",
        "version": str(contract.version),
        "last_number": "11",
        "retention_held": "12,050.05",
        "less_previous_certificates": "108,450.45",
        f"work:{first.pk}": "18,000.50",
        f"work:{second.pk}": "100,000.00",
        f"materials:{second.pk}": "2,500.00",
        **other,
    }


def workbook(rows: Any, **formulas: tuple[str, str]) -> SimpleUploadedFile:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet("Sheet")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for cell, (formula, value) in formulas.items():
        sheet.write_formula(cell, formula, None, value)
    book.close()
    return SimpleUploadedFile("application 11.xlsx", written.getvalue())


def test_what_is_typed_is_kept_and_the_next_claim_continues_it(
    scene: Scene, signed_in: Client, contract: Contract
) -> None:
    page = text_of(signed_in.get(reverse("web:contract_claims", args=[contract.pk])))
    assert "Taken over from elsewhere" in page
    answer = signed_in.post(address(contract), typed(contract), follow=True)
    assert "goes on with claim 12" in text_of(answer)
    opening = opening_of(contract)
    assert opening is not None
    assert (opening.last_number, opening.retention_held) == (11, Decimal("12050.05"))
    assert stood(opening).difference == 0
    again = signed_in.get(address(contract))
    assert form_values(again, "last_number")["less_previous_certificates"] == "108,450.45"

    claim = start_claim(actor=scene.actor, contract_id=contract.pk)
    assert claim.number == 12
    shown = text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
    assert "108,450.45" in shown
    assert "claim 11" in shown
    kept = text_of(signed_in.get(address(contract)))
    assert "Claim 12 stands on this, so it stays as it is." in kept
    assert "12,050.05" in kept


def test_the_document_of_its_first_claim_quotes_what_was_certified_elsewhere(
    scene: Scene, signed_in: Client, contract: Contract
) -> None:
    signed_in.post(address(contract), typed(contract))
    claim = start_claim(actor=scene.actor, contract_id=contract.pk)
    draft = Document(account_id=claim.account_id, claim=claim)
    document = contents(scene.actor, draft)
    assert document.cover.less_previous_certificates == Decimal("108450.45")
    assert document.previous_certificate == "11"


def test_what_does_not_tie_is_refused_with_the_difference(
    signed_in: Client, contract: Contract
) -> None:
    answer = signed_in.post(address(contract), typed(contract, retention_held="12,000.00"))
    assert answer.status_code == 422
    assert "50.05 more than the" in text_of(answer)
    first = opening_lines(contract)[0]
    assert form_values(answer, "last_number")[f"work:{first.pk}"] == "18,000.50"
    assert not Opening.objects.exists()


def test_a_figure_that_cannot_be_read_is_refused_at_its_line(
    signed_in: Client, contract: Contract
) -> None:
    first, second, _ = opening_lines(contract)
    wrong = {f"work:{first.pk}": "18,OOO.50", f"materials:{second.pk}": "45%"}
    answer = signed_in.post(address(contract), typed(contract, **wrong))
    assert answer.status_code == 422
    page = text_of(answer)
    assert "“18,OOO.50” is not a figure." in page
    assert "45% is a percentage." in page
    assert form_values(answer, "last_number")[f"work:{first.pk}"] == "18,OOO.50"


def test_a_continuation_sheet_is_read_and_nothing_stored_before_it_is_saved(
    signed_in: Client, contract: Contract
) -> None:
    first, second, credit = opening_lines(contract)
    sent = {"act": "read", "version": "1", "last_number": "11", "opening_file": workbook(SHEET)}
    answer = signed_in.post(address(contract), sent)
    assert answer.status_code == 200
    assert form_values(answer, "last_number")[f"work:{first.pk}"] == "18,000.50"
    assert form_values(answer, "last_number")[f"work:{second.pk}"] == "100,000.00"
    assert form_values(answer, "last_number")[f"materials:{second.pk}"] == "2,500.00"
    assert form_values(answer, "last_number")[f"work:{credit.pk}"] == ""
    assert form_values(answer, "last_number")["last_number"] == "11"
    assert not Opening.objects.exists()


def test_what_is_wrong_in_a_file_is_named_by_its_cell(
    signed_in: Client, contract: Contract
) -> None:
    rows = (
        ("Item", "Work to date", "Materials stored"),
        ("1", 5, None),
        ("9.9", 7, None),
        ("2", "a lot", None),
        ("1", 3, None),
        (None, 2, None),
        ("3", None, None),
    )
    file = workbook(rows, B7=("=1/0", "#DIV/0!"))
    answer = signed_in.post(address(contract), {"act": "read", "opening_file": file})
    assert answer.status_code == 422
    page = text_of(answer)
    for sentence in (
        "Cell A3: the contract has no line 9.9.",
        "Cell B4: “a lot” is not a figure.",
        "Cell A5: line 1 is in the file twice.",
        "Cell A6: there is no item, so the line cannot be found.",
        "Cell B7 holds an error in place of a figure.",
    ):
        assert sentence in page


def test_a_wrong_heading_says_what_would_be_right(signed_in: Client, contract: Contract) -> None:
    file = SimpleUploadedFile("x.csv", b"Line of work,Amount\n1,5\n")
    answer = signed_in.post(address(contract), {"act": "read", "opening_file": file})
    assert answer.status_code == 422
    assert "No heading row was found. Name the columns in one row: Item and Work to date" in (
        text_of(answer)
    )


def test_rows_may_be_pasted(signed_in: Client, contract: Contract) -> None:
    first = opening_lines(contract)[0]
    pasted = "Item\tWork to date\n1\t1,234.50\n"
    answer = signed_in.post(address(contract), {"act": "read", "pasted": pasted})
    assert form_values(answer, "last_number")[f"work:{first.pk}"] == "1,234.50"


def test_it_can_be_removed_until_there_is_a_claim(
    scene: Scene, signed_in: Client, contract: Contract
) -> None:
    signed_in.post(address(contract), typed(contract))
    remove = reverse("web:contract_opening_remove", args=[contract.pk])
    claim = start_claim(actor=scene.actor, contract_id=contract.pk)
    refused = signed_in.post(remove, {"back": address(contract)}, follow=True)
    assert "Claim 12 stands on what was certified elsewhere" in text_of(refused)
    Claim.objects.filter(pk=claim.pk).delete()
    removed = signed_in.post(remove, follow=True)
    assert "starts with claim 1." in text_of(removed)
    assert not Opening.objects.exists()


def test_a_quantity_makes_up_the_work_of_a_unit_line(scene: Scene, signed_in: Client) -> None:
    rows = [RawRow("U", "Kerb", "", "", "", "120", "m", "65.679")]
    contract = scene.contract(status="approved", accounting_method="unit", rows=rows)
    (line,) = opening_lines(contract)
    sent = {"act": "save", "version": "1", "last_number": "1", f"quantity:{line.pk}": "10.5",
            "less_previous_certificates": "689.63"}  # fmt: skip
    assert signed_in.post(address(contract), sent).status_code == 302
    opening = opening_of(contract)
    assert opening is not None
    kept = stood(opening).lines[line.pk]
    assert (kept.quantity, kept.work) == (Decimal("10.5"), Decimal("689.63"))
