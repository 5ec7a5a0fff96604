"""What a certificate prints of what was claimed, and how it names a final claim."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import change_assessment
from ledgerstone.claims.operations.deductions import NewDeduction, set_deductions
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents import operations, queries
from ledgerstone.documents.claim_pages import wording
from ledgerstone.documents.claim_pages.faces import reasons_sheet
from ledgerstone.documents.claim_pages.model import ClaimDocument, require_ties
from ledgerstone.documents.claim_pages.typeset import typeset_claim
from ledgerstone.documents.workbooks.claim_book import claim_book
from ledgerstone.projects.models import InvoicingSettings
from tests.claims.desk import Desk
from tests.documents.reading import read
from tests.support.scene import Scene, scene

__all__ = ["scene"]


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene)


@pytest.fixture
def cut(desk: Desk) -> Claim:
    """A claim of 50,000 certified at 45,000."""
    claim = desk.claimed({"2": {"work_this_period": "50000"}})
    desk.type(claim, {"2": {"assessed": "45000"}})
    desk.reason(claim, ["2"], text="Grid 4 is not plumb.")
    desk.approve(claim)
    return desk.now(claim)


def printed(desk: Desk, claim: Claim) -> ClaimDocument:
    document = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    contents = queries.contents(desk.actor, queries.get_document(desk.actor, document.pk))
    require_ties(contents)
    return contents


def text(document: ClaimDocument) -> str:
    return " ".join(" ".join(page.text.split()) for page in read(typeset_claim(document)))


def test_a_certificate_compares_with_what_was_claimed(desk: Desk, cut: Claim) -> None:
    document = printed(desk, cut)
    assert len(reasons_sheet(document).columns) == 6
    said = text(document)
    assert "Claimed this period" in said
    assert "5,000.00 less than claimed" in said


def test_where_the_project_says_so_it_shows_what_is_certified_and_why(
    scene: Scene, desk: Desk, cut: Claim
) -> None:
    InvoicingSettings.objects.filter(project=scene.project).update(shows_claimed_amounts=False)
    document = printed(desk, cut)
    heads = [column.heading for column in reasons_sheet(document).columns]
    assert heads == ["Item", "Description of work", "Certified to date", "Reason"]
    said = text(document)
    for hidden in ("Claimed this period", "ifference", " 50,000.00", "than claimed"):
        assert hidden not in said
    assert "Grid 4 is not plumb." in said
    assert "45,000.00" in said


def test_the_claim_itself_says_what_it_claims_whatever_the_setting(
    scene: Scene, desk: Desk
) -> None:
    InvoicingSettings.objects.filter(project=scene.project).update(shows_claimed_amounts=False)
    claim = desk.claimed({"2": {"work_this_period": "50000"}})
    assert "Claimed this period" in text(printed(desk, claim))


def test_a_final_claim_is_called_so(desk: Desk) -> None:
    claim = desk.start()
    desk.header(claim, is_final=True)
    document = printed(desk, claim)
    assert wording.document_title(document) == "Final progress claim"
    assert "Final progress claim" in text(document)


def test_a_deduction_taken_in_review_prints_its_reason(desk: Desk) -> None:
    claim = desk.claimed({"2": {"work_this_period": "50000"}})
    given = {"actor": desk.actor, "claim_id": claim.pk}
    set_deductions(
        **given,
        expected_version=claim.version,
        deductions=[NewDeduction("Back-charge", Decimal("-1200.00"))],
    )
    change_assessment(
        **given,
        expected_version=desk.now(claim).version,
        reason_code="other",
        reason="Crane hire of 12 October.",
    )
    desk.approve(claim)
    [reason] = printed(desk, desk.now(claim)).reasons
    assert (reason.claimed, reason.certified) == (Decimal("0.00"), Decimal("-1200.00"))
    assert reason.reason == "Other. Crane hire of 12 October."


def test_lines_at_a_unit_price_say_how_many_at_which_price_and_how_many_to_date(
    scene: Scene,
) -> None:
    scene.period(2026, 9)
    rows = [
        RawRow(item="1", description="Bored piers", quantity="40", unit="m", unit_price="12.5"),
        RawRow(item="2", description="Caps", quantity="8", unit="each", unit_price="100"),
        RawRow(item="3", description="Lump sum of preliminaries", scheduled_value="900"),
    ]
    desk = Desk.at(scene, accounting_method="unit", rows=rows)
    claim = desk.start()
    desk.type(claim, {"1": {"quantity_to_date": "10.25"}, "3": {"work_to_date": "450"}})

    def said() -> str:
        return text(printed(desk, desk.now(claim)))

    draft = said()
    assert "40 m at 12.5000, 10.25 m to date" in draft
    assert "8 each at 100.0000" in draft
    assert "each to date" not in draft
    desk.submit(claim)
    assert "40 m at 12.5000, 10.25 m to date" in said()
    desk.type(claim, {"1": {"assessed_quantity_to_date": "9.5"}})
    desk.reason(desk.now(claim), ["1"], text="As measured on site.")
    desk.approve(claim)
    assert "40 m at 12.5000, 9.5 m to date" in said()


def test_the_spreadsheets_have_the_quantities_of_the_page(scene: Scene) -> None:
    scene.period(2026, 9)
    rows = [RawRow(item="1", description="Piers", quantity="40", unit="m", unit_price="12.5")]
    desk = Desk.at(scene, accounting_method="unit", rows=rows)
    claim = desk.start()

    def said() -> tuple[object, ...]:
        [row] = claim_book(desk.actor, desk.now(claim)).rows
        return row.quantity, row.unit, row.unit_price, row.quantity_to_date

    desk.type(claim, {"1": {"quantity_to_date": "10.25"}})
    assert said() == (Decimal(40), "m", Decimal("12.5"), Decimal("10.25"))
    desk.submit(claim)
    desk.type(claim, {"1": {"assessed_quantity_to_date": "9.5"}})
    assert said()[-1] == Decimal("10.25")
    desk.reason(claim, ["1"])
    desk.approve(claim)
    assert said() == (Decimal(40), "m", Decimal("12.5"), Decimal("9.5"))
