"""The pages of a claim: every figure, the carried totals, the words of each region."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ledgerstone.documents.claim_pages.model import Deduction, Reason, SignatureBox
from ledgerstone.documents.claim_pages.typeset import TEMPLATE_VERSION, typeset_claim
from ledgerstone.projects.formats import Formats
from tests.documents.marlow_road import made_up, marlow_lines, marlow_road, sheet_line
from tests.documents.reading import ReadPage, read

FORMATS = Formats("en-AU", "AUD")


@pytest.fixture(scope="module")
def pages() -> list[ReadPage]:
    return read(typeset_claim(marlow_road()))


def test_cover_shows_the_nine_lines_and_what_is_payable(pages: list[ReadPage]) -> None:
    cover = pages[0].text
    for line in (
        "1 Original contract sum 98,699,460.00",
        "2 Net change by variations HV1 to HV5 714,600.00",
        "3 Contract sum to date 1 + 2 99,414,060.00",
        "4 Total completed and stored to date sheet 41,504,697.50",
        "5 Total retention a + b −2,075,234.88",
        "a 5% of completed work, 2,044,399.88",
        "b 5% of stored materials, 30,835.00",
        "6 Total earned less retention 4 − 5 39,429,462.62",
        "7 Less previous certificates certificate 8 −32,288,077.50",
        "8 Current payment due 6 − 7 7,141,385.12",
        "GST 10% of line 8 714,138.51",
        "Payable including GST 7,855,523.63",
        "9 Balance to finish, including retention 3 − 6 59,984,597.38",
        "Additions before 804,250.00",
        "Additions this claim 96,750.00",
        "Deductions before −186,400.00",
        "Deductions this claim 0.00",
        "Net change 714,600.00",
        "Complete to date 41.75%",
        "At certificate 8 34.19%",
        "Claimed this period 7,517,247.50",
        "Certified this period 7,517,247.50",
        "Difference 0.00",
        "A$7,855,523.63",
    ):
        assert line in cover


def test_cover_says_who_what_and_when(pages: list[ReadPage]) -> None:
    cover = pages[0].text
    for text in (
        "Progress claim and payment certificate",
        "Claim 9, October 2026. Marlow Road Distribution Centre",
        "To, principal From, contractor Superintendent",
        "1 to 31 October 2026 Thursday 5 November 2026 Thursday 26 November 2026",
        "Contract dated 12 January 2026",
        "Contractor’s claim Superintendent’s certificate",
        "It is certified as claimed.",
        "Continuation sheet, pages 2 and 3",
        "Backup, 17 documents",
        "Page 1 of 3",
    ):
        assert text in cover
    assert all("Verify: LS-7QF4-K2MX at verify.corvane.example" in page.text for page in pages)


def test_sheet_shows_every_line(pages: list[ReadPage]) -> None:
    sheet = pages[1].rows + pages[2].rows
    for line in marlow_lines():
        amounts = (
            line.scheduled_value,
            line.work_previous,
            line.work_this_period,
            line.materials_stored,
            line.completed_and_stored,
            line.balance_to_finish,
            line.retention,
        )
        shown = [FORMATS.money(amount) for amount in amounts]
        shown.insert(5, f"{line.percent}%")
        expected = " ".join([line.item, line.description, *shown])
        assert expected in sheet


def test_sheet_carries_its_totals_to_what_the_cover_quotes(pages: list[ReadPage]) -> None:
    carried = pages[1].row("Carried forward to page 3 ")
    assert carried == [
        "85,700,900.00",
        "33,674,760.00",
        "6,780,002.50",
        "616,700.00",
        "41,071,462.50",
        "47.92%",
        "44,629,437.50",
        "2,053,573.13",
    ]
    assert pages[2].row("Brought forward from page 2 ") == carried
    total = pages[2].row("Total ")
    assert total[4] in pages[0].row("4 Total completed and stored to date sheet ")
    assert "−" + total[7] in pages[0].row("5 Total retention a + b ")
    assert total[0] == "99,414,060.00"


def test_groups_have_headings_and_subtotals(pages: list[ReadPage]) -> None:
    assert pages[1].row("Groundworks subtotal ")[0] == "14,118,700.00"
    assert pages[1].row("Services subtotal ")[-2:] == ["13,676,665.00", "132,966.75"]
    assert pages[2].row("Variations subtotal ")[0] == "714,600.00"
    assert "Fit-out" in pages[2].rows
    assert "Fit-out" not in pages[1].text


def test_first_page_is_upright_and_sheets_are_across(pages: list[ReadPage]) -> None:
    shapes = [(round(page.width), round(page.height)) for page in pages]
    assert shapes == [(595, 842), (842, 595), (842, 595)]


def test_us_letter_in_american_words() -> None:
    document = marlow_road(
        locale="en-US", terminology="en-US", currency="USD", paper="us-letter", made_under=""
    )
    pages = read(typeset_claim(document))
    shapes = [(round(page.width), round(page.height)) for page in pages]
    assert shapes == [(612, 792), (792, 612), (792, 612)]
    cover = pages[0].text
    assert "Invoice and payment certificate" in cover
    assert "Net change by change orders" in cover
    assert "Total retainage" in cover
    assert "Sales tax 10% of line 8 714,138.51" in cover
    assert "Thursday, November 26, 2026" in cover
    assert "$7,855,523.63" in cover
    assert "A$" not in cover
    assert "Retainage 5%" in pages[1].text


def test_a_claim_that_nobody_certified_yet() -> None:
    line = sheet_line("1", "A single line", ("1000", "0", "250", "0"))
    document = made_up([line], kind="claim")
    document = replace(document, progress=replace(document.progress, certified_this_period=None))
    cover = read(typeset_claim(document))[0].text
    assert "Amount claimed, including GST" in cover
    assert "Certified this period" not in cover
    assert "Amount certified" in cover  # the rule to write it on
    assert "certified as claimed" not in cover
    assert "Before this period –" in cover


def test_without_tax_line_eight_is_what_is_payable() -> None:
    line = sheet_line("1", "A single line", ("1000", "0", "250", "0"))
    document = made_up([line], tax=None)
    cover = replace(document.cover, tax=Decimal(0), payable=document.cover.current_payment_due)
    text = read(typeset_claim(replace(document, cover=cover)))[0].text
    assert "8 Current payment due 6 − 7 237.50" in text
    assert "Payable" not in text
    assert "GST" not in text


def test_deductions_stand_between_line_eight_and_payable() -> None:
    document = marlow_road(
        deductions=(Deduction(label="Liquidated damages", amount=Decimal("-3000.00")),)
    )
    cover = replace(
        document.cover,
        deductions_this_period=Decimal("-3000.00"),
        payable=document.cover.payable - 3000,
    )
    rows = read(typeset_claim(replace(document, cover=cover)))[0].text
    assert "Liquidated damages −3,000.00" in rows
    assert "Payable including GST 7,852,523.63" in rows


def test_reasons_follow_the_sheet() -> None:
    reason = "Only 62 of 80 tonnes were erected by the end of the period. " * 3
    one = Reason(
        item="8",
        description="Structural steel",
        claimed=Decimal("7500000.00"),
        certified=Decimal("7231250.00"),
        reason=reason,
    )
    document = marlow_road(reasons=(one,))
    progress = replace(
        document.progress,
        claimed_this_period=document.progress.claimed_this_period + Decimal("268750.00"),
    )
    pages = read(typeset_claim(replace(document, progress=progress)))
    assert len(pages) == 4
    assert "Reasons, page 4" in pages[0].text
    assert "A$268,750.00 less than claimed; the reasons are" in pages[0].text
    assert "Difference −268,750.00" in pages[0].text
    assert "Reasons for differences" in pages[3].text
    last = " ".join(pages[3].text.split())
    assert "Structural steel 7,500,000.00 7,231,250.00 −268,750.00 Only 62 of 80" in last
    assert "Page 4 of 4" in last


def test_a_draft_says_so_on_every_page() -> None:
    document = marlow_road(draft=True)
    drafts = typeset_claim(document)
    finals = typeset_claim(replace(document, draft=False))
    letters = [sorted(page.text.replace("\n", "")) for page in read(drafts)]
    for marked, plain in zip(letters, read(finals), strict=True):
        assert len(marked) >= len(sorted(plain.text.replace("\n", ""))) + len("Draft")


def test_a_first_page_that_overflows_moves_the_sheet_and_all_page_numbers() -> None:
    attachments = tuple(f"Backup document number {number}" for number in range(40))
    pages = read(typeset_claim(marlow_road(attachments=attachments)))
    assert len(pages) == 4
    assert [f"Page {number} of 4" in page.text for number, page in enumerate(pages, 1)] == [
        True
    ] * 4
    assert "Continuation sheet, pages 3 and 4" in pages[0].text + pages[1].text
    assert "Carried forward to page 4" in pages[2].text


def test_the_same_document_gives_the_same_bytes() -> None:
    assert typeset_claim(marlow_road()) == typeset_claim(marlow_road())
    assert len(TEMPLATE_VERSION) == 16


def test_signature_boxes_carry_anchors_for_signature_services() -> None:
    text = read(typeset_claim(marlow_road()))[0].text
    for anchor in ("/sign.claimant/", "/date.claimant/", "/sign.certifier/", "/date.certifier/"):
        assert anchor in text.replace(" ", "")


def test_own_words_in_a_signature_box() -> None:
    box = SignatureBox(signer="claimant", title="For the builder", statement="I say so.", name="N")
    text = read(typeset_claim(marlow_road(signatures=(box,))))[0].text
    assert "For the builder" in text
    assert "I say so." in text
