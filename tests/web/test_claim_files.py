"""Spreadsheets of a claim in the browser: to keep, and to fill in and bring back."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ledgerstone.claims.models import Claim, SheetUpload
from tests.claims.desk import Desk, flat
from tests.claims.test_sheet_upload import ROWS, columns
from tests.documents.spreadsheet_editing import Editing
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

WORK = "work_this_period"


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene, rows=ROWS, retention=flat("0.10"), accounting_method="unit")


def name_of(answer: HttpResponse) -> str:
    return answer["Content-Disposition"]


def got(client: Client, claim: Claim) -> Editing:
    """The sheet to fill in, as downloaded."""
    page = client.get(reverse("web:claim_fill_in", args=[claim.pk]))
    assert "1. Get the sheet" in text_of(page)
    answer = client.get(reverse("web:claim_entry_sheet", args=[claim.pk]))
    assert 'filename="SU-001_claim_1_to_fill_in.xlsx"' in name_of(answer)
    return Editing(answer.content)


def bring(client: Client, claim: Claim, content: bytes) -> HttpResponse:
    url = reverse("web:claim_fill_in", args=[claim.pk])
    values = form_values(client.get(url), "file")
    values["file"] = SimpleUploadedFile("Filled in.xlsx", content)
    return client.post(url, values, follow=True)


def test_a_claim_is_kept_as_a_workbook_and_as_csv(desk: Desk, signed_in: Client) -> None:
    claim = desk.certified({"1": {WORK: "4000"}})
    page = text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
    assert "Excel workbook" in page
    assert "Fill in a spreadsheet" not in page
    answer = signed_in.get(reverse("web:claim_workbook", args=[claim.pk]))
    assert 'attachment; filename="SU-001_claim_1.xlsx"' in name_of(answer)
    assert CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names == [
        "Cover", "Sheet", "Variations", "Deductions",
    ]  # fmt: skip
    answer = signed_in.get(reverse("web:claim_csv", args=[claim.pk]))
    assert 'attachment; filename="SU-001_claim_1.csv"' in name_of(answer)
    assert "1,Preliminaries," in answer.content.decode("utf-8-sig")


def test_a_filled_in_sheet_is_looked_at_and_taken(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    assert "Fill in a spreadsheet" in text_of(signed_in.get(reverse("web:claim", args=[claim.pk])))
    sheet = got(signed_in, claim)
    at = columns(sheet)
    sheet.put(f"{at['Work this period']}5", Decimal("12000.5"))
    sheet.put(f"{at['Or: work to date in %']}6", Decimal("0.4"))
    sheet.put(f"{at['Work this period']}8", Decimal("10"))
    looked = bring(signed_in, claim, sheet.content())
    page = text_of(looked)
    for words in ("Nothing is stored yet", "12,000.50", "40%", "Take all 3 changes"):
        assert words in page
    upload = SheetUpload.objects.get()
    values = form_values(looked, "place") | {"place": ["1"], "act": "ticked"}
    answer = signed_in.post(reverse("web:filled_sheet_take", args=[upload.pk]), values, follow=True)
    assert "1 entry is taken over." in text_of(answer)
    assert desk.line(claim, "2").claimed_work == Decimal("100000.00")
    assert desk.line(claim, "1").claimed_work == 0
    values = form_values(answer, "place") | {"act": "all"}
    answer = signed_in.post(reverse("web:filled_sheet_take", args=[upload.pk]), values, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("web:claim", args=[claim.pk])
    assert desk.line(claim, "1").claimed_work == Decimal("12000.50")
    assert not SheetUpload.objects.exists()
    again = signed_in.post(reverse("web:filled_sheet_take", args=[upload.pk]), values)
    assert (again.status_code, again["Location"]) == (302, answer.redirect_chain[-1][0])


def test_what_is_not_as_downloaded_is_named_with_its_cell(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    sheet = got(signed_in, claim)
    sheet.put("B5", "Preliminaries and more")
    answer = bring(signed_in, claim, sheet.content())
    page = text_of(answer)
    assert "B5 This cell is locked and said “Preliminaries”." in page
    assert not SheetUpload.objects.exists()
    answer = bring(signed_in, claim, b"Item,Work\n1,2\n")
    assert "Choose the Excel workbook" in error_at(answer, "file")


def test_a_file_is_for_whoever_brought_it_and_can_be_thrown_away(
    desk: Desk, scene: Scene, signed_in: Client
) -> None:
    claim = desk.start()
    sheet = got(signed_in, claim)
    sheet.put(f"{columns(sheet)['Work this period']}5", Decimal(5))
    bring(signed_in, claim, sheet.content())
    upload = SheetUpload.objects.get()
    here = reverse("web:filled_sheet", args=[upload.pk])
    SheetUpload.objects.update(user=worker(scene, scene.subcontractor, "Ada Keel").user)
    assert signed_in.get(here).status_code == 404
    SheetUpload.objects.update(user=scene.user)
    thrown = signed_in.post(reverse("web:filled_sheet_discard", args=[upload.pk]), follow=True)
    assert "thrown away" in text_of(thrown)
    assert signed_in.get(here).status_code == 404


def test_a_claim_that_is_handed_in_takes_no_sheet(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    sheet = got(signed_in, claim)
    sheet.put(f"{columns(sheet)['Work this period']}5", Decimal(5))
    bring(signed_in, claim, sheet.content())
    upload = SheetUpload.objects.get()
    desk.submit(claim)
    take = reverse("web:filled_sheet_take", args=[upload.pk])
    values = {"act": "ticked", "place": "0", "version": desk.now(claim).version}
    answer = signed_in.post(take, values, follow=True)
    assert "taken over" not in text_of(answer)
    assert desk.line(claim, "1").claimed_work == 0


def test_a_long_word_and_a_turned_file_name_are_shown_as_text(
    desk: Desk, signed_in: Client
) -> None:
    claim = desk.start()
    sheet = got(signed_in, claim)
    sheet.put(f"{columns(sheet)['Work this period']}5", "W" * 10_000)
    url = reverse("web:claim_fill_in", args=[claim.pk])
    values = form_values(signed_in.get(url), "file")
    values["file"] = SimpleUploadedFile("in\u202evoice<b>.xlsx", sheet.content())
    page = text_of(signed_in.post(url, values, follow=True))
    assert "invoice<b>.xlsx. Nothing is stored yet." in page
    assert f"{'W' * 40}…" in page
    assert "W" * 41 not in page
    assert "Cannot be taken" in page
    assert "\u202e" not in page
