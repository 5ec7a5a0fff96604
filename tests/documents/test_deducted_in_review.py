"""A deduction taken while a claim is assessed is nobody's to see before the claim is decided."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.deductions import NewDeduction, set_deductions
from ledgerstone.claims.sheets.deducted import KEPT, Deducted, handed_in
from ledgerstone.documents import operations, queries
from ledgerstone.documents.claim_pages.model import require_ties
from ledgerstone.documents.claim_pages.typeset import typeset_claim
from ledgerstone.documents.workbooks.claim_book import claim_book
from ledgerstone.documents.workbooks.claim_csv import claim_csv
from ledgerstone.documents.workbooks.claim_workbook import claim_workbook
from ledgerstone.tenancy.actor import Actor
from tests.claims.desk import Desk
from tests.documents.reading import read
from tests.support.contacts import contact_of
from tests.support.scene import Scene, scene

__all__ = ["scene"]

CRANE = "Crane hire of 12 October"


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene)


def deduct(desk: Desk, claim: Claim, *rows: NewDeduction) -> None:
    set_deductions(
        actor=desk.actor,
        claim_id=claim.pk,
        expected_version=desk.now(claim).version,
        deductions=rows,
    )


def files_for(actor: Actor, claim: Claim) -> str:
    """All that the PDF, the workbook and the CSV file of a claim say to somebody."""
    document = operations.request_document(actor=actor, claim_id=claim.pk)
    contents = queries.contents(actor, queries.get_document(actor, document.pk))
    require_ties(contents)
    said = [page.text for page in read(typeset_claim(contents))]
    book = claim_book(actor, claims.get_claim(actor, claim.pk))
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(claim_workbook(book)))
    for name in sheets.sheet_names:
        said += [str(cell) for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
    for row in csv.reader(io.StringIO(claim_csv(book).decode("utf-8-sig"))):
        said += row
    return " ".join(" ".join(said).split())


def test_it_is_in_no_file_of_the_claim_as_handed_in(scene: Scene, desk: Desk) -> None:
    contact = contact_of(scene, desk.contract)
    claim = desk.claimed({"2": {"work_this_period": "50000"}})
    deduct(desk, claim, NewDeduction("Back-charge", Decimal("-1200.00"), CRANE))
    said = files_for(contact.actor, claim)
    for hidden in (CRANE, "Back-charge", "1,200.00", "-1200"):
        assert hidden not in said
    cover = claims.sheet(contact.actor, claim.pk).claimed_cover
    assert cover.deductions_this_period == 0
    assert f"{cover.payable:f}" == claims.submissions(claim).get().cover["payable"]


def test_what_was_handed_in_keeps_its_own(scene: Scene, desk: Desk) -> None:
    contact = contact_of(scene, desk.contract)
    claim = desk.start()
    desk.type(claim, {"2": {"work_this_period": "50000"}})
    deduct(desk, claim, NewDeduction("Credit", Decimal("-300.00"), "Scrap sold", is_taxable=True))
    desk.submit(claim)
    deduct(desk, claim, NewDeduction("Back-charge", Decimal("-300.00"), CRANE))
    said = files_for(contact.actor, claim)
    assert CRANE not in said
    assert "Scrap sold" in said
    cover = claims.sheet(contact.actor, claim.pk).claimed_cover
    assert f"{cover.tax:f}" == claims.submissions(claim).get().cover["tax"]


def test_a_submission_that_kept_only_its_sum_prints_that(desk: Desk) -> None:
    claim = desk.start()
    deduct(desk, claim, NewDeduction("Credit", Decimal("-300.00"), "Scrap sold"))
    desk.submit(claim)
    last = claims.submissions(claim).get()
    last.cover.pop(KEPT)
    assert [row.description for row in handed_in(claim, last)] == ["Scrap sold"]
    deduct(desk, claim, NewDeduction("Back-charge", Decimal("-1200.00"), CRANE))
    assert handed_in(claim, last) == [Deducted("", "", Decimal("-300.00"), is_taxable=False)]
