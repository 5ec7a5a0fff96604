"""Payment schedules: what is claimed, scheduled and why they differ, also nil and negative."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations import change_assessment
from ledgerstone.claims.operations.deductions import NewDeduction, set_deductions
from ledgerstone.contracts.operations import approve_variation, change_advanced_settings
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.directory.operations import change_company
from ledgerstone.documents import operations, queries
from ledgerstone.documents.claim_pages.model import Reason
from ledgerstone.documents.claim_pages.typeset import typeset_schedule
from ledgerstone.documents.kinds import kind_of
from ledgerstone.documents.kinds.schedules import contents
from ledgerstone.documents.models import Document
from ledgerstone.documents.payment_schedules.payment_schedule import (
    PaymentSchedule,
    require_schedule_ties,
)
from ledgerstone.files.queries import open_file
from ledgerstone.projects.models import Project
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy.refusals import NotThere
from tests.claims.desk import Desk, flat
from tests.documents.reading import ReadPage, read
from tests.support.scene import Scene, scene

__all__ = ["scene"]

WORK = "work_this_period"
# At 4:12 in the afternoon in Sydney.
SERVED = dt.datetime(2026, 10, 5, 5, 12, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2026, 10, 15, 23, 30, tzinfo=dt.UTC)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"), payment_days=20)


def answered(desk: Desk, claimed: str = "50000", scheduled: str = "45000") -> Claim:
    with time_machine.travel(SERVED, tick=False):
        claim = desk.claimed({"1": {WORK: "10000"}, "2": {WORK: claimed}})
    with time_machine.travel(ANSWERED, tick=False):
        if scheduled != claimed:
            desk.type(claim, {"2": {"assessed": scheduled}})
            desk.reason(claim, ["2"], text="Grid 4 is not plumb.")
        desk.approve(claim)
    return desk.now(claim)


def schedule_of(desk: Desk, claim: Claim) -> PaymentSchedule:
    document = operations.request_schedule(actor=desk.actor, claim_id=claim.pk)
    found = contents(desk.actor, queries.get_document(desk.actor, document.pk))
    require_schedule_ties(found)
    return found


def pages_of(desk: Desk, claim: Claim) -> list[ReadPage]:
    document = operations.request_schedule(actor=desk.actor, claim_id=claim.pk)
    assert document.file is not None
    return read(open_file(document.file))


def said(page: ReadPage) -> str:
    return " ".join(page.text.split())


def test_a_schedule_says_what_was_claimed_what_is_scheduled_and_why(desk: Desk) -> None:
    first, lines, reasons = pages_of(desk, answered(desk))
    words = said(first)
    assert first.rows[1].startswith("Payment schedule")
    assert "answers claim 1 of" in words
    assert "received on Monday 5 October 2026 at 4:12 pm" in words
    assert "The claimed amount is A$59,400.00, including GST." in words
    assert "proposes to pay A$54,450.00, including GST: that is the scheduled amount." in words
    assert "It is due on Thursday 5 November 2026." in words
    assert "That is A$4,950.00 less than was claimed; the reasons are on page 3." in words
    assert first.row("Completed and stored to date") == ["60,000.00", "55,000.00", "−5,000.00"]
    assert first.row("Less retention") == ["−6,000.00", "−5,500.00", "500.00"]
    assert first.row("Less previous certificates") == ["0.00", "0.00", "0.00"]
    ex_tax = first.row("Amount of this claim, excluding GST")
    assert ex_tax == ["54,000.00", "49,500.00", "−4,500.00"]
    assert first.row("GST 10%") == ["5,400.00", "4,950.00", "−450.00"]
    assert first.row("Total, including GST") == ["59,400.00", "54,450.00", "−4,950.00"]
    assert lines.row("Total")[1:5] == ["0.00", "60,000.00", "55,000.00", "−5,000.00"]
    assert "Not complete. Grid 4 is not plumb." in said(reasons)
    assert reasons.row("Total") == ["50,000.00", "45,000.00", "−5,000.00"]


def test_both_parties_stand_on_it_with_their_business_numbers(scene: Scene, desk: Desk) -> None:
    change_company(
        actor=scene.actor, company_id=scene.own.pk, country="AU", identifier="51824753556",
        registration_number="004085616",
    )  # fmt: skip
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk, country="NZ",
        identifier="49091850", registration_number="9429041535110",
    )  # fmt: skip
    answer = schedule_of(desk, answered(desk)).answer
    assert answer.payer.lines == ("ABN 51 824 753 556",)
    assert answer.claimant.lines == ("IRD number 49-091-850", "NZBN 9429041535110")
    words = said(pages_of(desk, desk.contract.claims.get())[0])
    assert "To, subcontractor From, head contractor Contract Keel Steel Northbridge" in words


def test_it_says_under_which_act_it_is_made(scene: Scene, desk: Desk) -> None:
    claim = answered(desk)
    assert schedule_of(desk, claim).made_under == (
        "This is a payment schedule made under the Building and Construction Industry Security of "
        "Payment Act 1999 (NSW)."
    )
    change_invoicing_settings(
        actor=scene.actor, project_id=scene.project.pk, schedule_wording="Given under {act}."
    )
    Project.objects.update(jurisdiction="NZ")
    assert schedule_of(desk, claim).made_under == "Given under Construction Contracts Act 2002."
    change_invoicing_settings(actor=scene.actor, project_id=scene.project.pk, names_act=False)
    assert schedule_of(desk, claim).made_under == ""


def test_the_claimants_own_number_stands_on_it(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"2": {WORK: "100"}})
    desk.header(claim, reference="INV-2207")
    desk.submit(claim)
    desk.approve(claim)
    words = said(pages_of(desk, claim)[0])
    assert "Claim 1 (INV-2207), September 2026." in words
    assert "answers claim 1 (their number INV-2207) of" in words


def test_a_claim_scheduled_as_claimed_has_no_reasons(desk: Desk) -> None:
    pages = pages_of(desk, answered(desk, scheduled="50000"))
    assert len(pages) == 2
    assert "That is the amount claimed." in said(pages[0])


def test_a_nil_schedule(desk: Desk) -> None:
    with time_machine.travel(SERVED, tick=False):
        claim = desk.claimed({"2": {WORK: "50000"}})
    desk.type(claim, {"2": {"assessed": "0"}})
    desk.reason(claim, ["2"], text="No work was done.")
    desk.approve(claim)
    words = said(pages_of(desk, claim)[0])
    assert "proposes to pay nothing for this claim: the scheduled amount is nil." in words
    assert "That is A$49,500.00 less than was claimed" in words


def test_a_negative_schedule(desk: Desk) -> None:
    desk.certified({"2": {WORK: "50000"}})
    claim = desk.claimed({"1": {WORK: "1000"}})
    desk.type(claim, {"2": {"assessed": "40000"}})
    desk.reason(claim, ["2"], text="Taken down again.")
    desk.approve(claim)
    schedule = schedule_of(desk, claim)
    assert schedule.answer.cover.payable == Decimal("-8910.00")
    words = said(pages_of(desk, claim)[0])
    assert "proposes to pay nothing for this claim: the figures come to A$8,910.00 in" in words
    assert [line.scheduled for line in schedule.lines] == [1000, -10000, 0]
    assert schedule.reasons == (
        Reason(
            item="2",
            description=schedule.lines[1].description,
            claimed=Decimal("0.00"),
            certified=Decimal("-10000.00"),
            reason="Not complete. Taken down again.",
        ),
    )


def test_a_claim_handed_in_before_the_last_was_answered_compares_with_what_was_handed_in(
    desk: Desk,
) -> None:
    first = desk.claimed({"2": {WORK: "50000"}})
    second = desk.claimed({"1": {WORK: "1000"}})
    desk.approve(first)
    desk.approve(second)
    schedule = schedule_of(desk, second)
    assert schedule.claimed.payable == Decimal("50490.00")
    assert schedule.answer.cover.payable == Decimal("990.00")
    [reason] = schedule.reasons
    assert (reason.description, reason.difference) == ("Previous certificates", -45000)
    assert reason.reason.endswith("certificate 1 has come to stand before it.")


def test_more_held_than_was_claimed_has_its_reason(desk: Desk) -> None:
    claim = desk.claimed({"2": {WORK: "50000"}})
    desk.type(claim, {"2": {"assessed_retention_adjustment": "700"}})
    desk.reason(claim, ["2"], text="For defects.")
    desk.approve(claim)
    [reason] = schedule_of(desk, claim).reasons
    assert (reason.claimed, reason.certified, reason.difference) == (-5000, -5700, -700)
    assert reason.description.startswith("Retention: ")
    certificate = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    of_certificate = queries.contents(desk.actor, queries.get_document(desk.actor, certificate.pk))
    assert [one.difference for one in of_certificate.reasons] == [-700]


def test_a_deduction_of_ours_stands_on_its_own_row(desk: Desk) -> None:
    claim = desk.claimed({"2": {WORK: "50000"}})
    given = {"actor": desk.actor, "claim_id": claim.pk}
    set_deductions(
        **given,
        expected_version=claim.version,
        deductions=[NewDeduction("Back-charge", Decimal("-1200.00"), "Crane hire")],
    )
    change_assessment(
        **given,
        expected_version=desk.now(claim).version,
        reason_code="other",
        reason="Crane hire of 12 October.",
    )
    desk.approve(claim)
    first, _lines, reasons = pages_of(desk, claim)
    assert first.row("Deductions Crane hire") == ["0.00", "−1,200.00", "−1,200.00"]
    assert "Other. Crane hire of 12 October." in said(reasons)
    assert schedule_of(desk, claim).difference == -1200


def test_variations_are_printed_as_the_contract_prints_them(desk: Desk) -> None:
    lines = [
        RawRow("V1-1", "Plates", "", "", "500.00"),
        RawRow("V1-2", "Bolts", "", "", "300.00"),
    ]
    approve_variation(
        actor=desk.actor, contract_id=desk.contract.pk, number="V1", title="Plates and bolts",
        lines=lines, approved_on=dt.date(2026, 9, 1),
    )  # fmt: skip
    desk.contract.refresh_from_db()
    change_advanced_settings(
        actor=desk.actor, contract_id=desk.contract.pk, expected_version=desk.contract.version,
        variation_detail="variation",
    )  # fmt: skip
    claim = desk.claimed({"V1-1": {WORK: "400"}, "V1-2": {WORK: "100"}})
    desk.type(claim, {"V1-1": {"assessed": "250"}})
    desk.reason(claim, ["V1-1"], text="Half.")
    desk.approve(claim)
    row = schedule_of(desk, claim).lines[-1]
    assert (row.item, row.claimed, row.scheduled, row.difference) == ("V1", 500, 350, -150)


def test_the_same_schedule_gives_the_same_bytes(desk: Desk) -> None:
    schedule = schedule_of(desk, answered(desk))
    assert typeset_schedule(schedule) == typeset_schedule(schedule)


def test_there_is_none_of_what_is_not_answered_or_ours(scene: Scene, desk: Desk) -> None:
    claim = desk.claimed({"2": {WORK: "100"}})
    with pytest.raises(NotThere):
        operations.request_schedule(actor=desk.actor, claim_id=claim.pk)
    desk.approve(claim)
    desk.reopen(claim)
    with pytest.raises(NotThere):
        operations.request_schedule(actor=desk.actor, claim_id=claim.pk)
    head = Desk.at(scene, "head_contract")
    ours = head.start()
    head.type(ours, {"2": {WORK: "1000"}})
    head.issue(ours)
    with pytest.raises(NotThere):
        operations.request_schedule(actor=desk.actor, claim_id=ours.pk)


def test_it_is_made_once_beside_the_certificate_and_named(desk: Desk) -> None:
    claim = answered(desk)
    certificate = operations.request_document(actor=desk.actor, claim_id=claim.pk)
    first = operations.request_schedule(actor=desk.actor, claim_id=claim.pk)
    again = operations.request_schedule(actor=desk.actor, claim_id=claim.pk)
    assert (first.pk, first.file_id) == (again.pk, again.file_id)
    assert first.file_id != certificate.file_id
    assert Document.objects.count() == 2
    name = kind_of(first).filename(queries.get_document(desk.actor, first.pk))
    assert name == f"{desk.contract.number}_claim_1_payment_schedule.pdf"
