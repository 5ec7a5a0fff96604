"""The owner's answer to a claim, from a list of lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.sheets.answers import AnswerPlan, AnswerRow
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.tenancy.refusals import Invalid, Stale, WrongState
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, rows, site

__all__ = ["site"]


@pytest.fixture
def claim(site: Site) -> Claim:
    """Issued, and certified as claimed by the setting of the contract."""
    draft = site.head_claim()
    site.head.type(draft, {"01": {WORK: "400"}, "02": {WORK: "100"}, "03": {WORK: "50"}})
    return site.head.issue(draft)


def plan(site: Site, claim: Claim, *given: AnswerRow) -> AnswerPlan:
    return operations.plan_owner_answer(actor=site.scene.actor, claim_id=claim.pk, rows=given)


def take(site: Site, claim: Claim, *given: AnswerRow) -> None:
    operations.import_owner_answer(
        actor=site.scene.actor,
        claim_id=claim.pk,
        expected_version=site.head.now(claim).version,
        rows=given,
    )


CUT = AnswerRow(2, "01", to_date="350", reason="Two bays are not poured.", kind="Not complete")


def test_a_plan_shows_the_differences_and_stores_nothing(site: Site, claim: Claim) -> None:
    found = plan(site, claim, CUT, AnswerRow(3, "02", this_period="100.00"))
    assert [(one.item, str(one.after), str(one.difference)) for one in found.lines] == [
        ("01", "350.00", "-50.00"),
        ("02", "100.00", "0.00"),
    ]
    assert [one.item for one in found.changed] == ["01"]
    assert (found.is_clean, found.unnamed) == (True, 2)
    assert not ClaimLine.objects.filter(assessed_mode__gt="").exists()


def test_a_clean_answer_is_entered_and_replaces_the_certificate(site: Site, claim: Claim) -> None:
    as_claimed = site.head.now(claim).certificate_id
    take(site, claim, CUT)
    line = site.head.line(claim, "01")
    assert (line.assessed, line.reason_code, line.reason) == (
        Decimal("350.00"), "not_complete", "Two bays are not poured.",
    )  # fmt: skip
    assert site.head.now(claim).certificate_id == as_claimed, "entered is not certified yet"
    certificate = site.head.certify(claim)
    assert certificate.total_completed_and_stored == Decimal("500.00")
    assert certificate.pk != as_claimed


def test_this_period_counts_on_from_the_last_certificate(site: Site, claim: Claim) -> None:
    site.scene.period(2026, 10)
    second = site.head.start()
    site.head.type(second, {"01": {WORK: "200"}})
    site.head.issue(second)
    found = plan(site, second, AnswerRow(2, "01", this_period="150", reason="Rain."))
    assert [str(one.after) for one in found.lines] == ["550.00"]


def test_a_cut_without_its_reason_is_said_and_keeps_it_from_being_certified(
    site: Site, claim: Claim
) -> None:
    found = plan(site, claim, AnswerRow(2, "01", to_date="350"))
    assert found.is_clean
    assert found.lines[0].needs_reason
    take(site, claim, AnswerRow(2, "01", to_date="350"))
    with pytest.raises(Invalid):
        site.head.certify(claim)


def test_an_answer_as_claimed_takes_an_earlier_entry_away(site: Site, claim: Claim) -> None:
    take(site, claim, CUT)
    take(site, claim, AnswerRow(2, "01", to_date="400.00"))
    assert not site.head.line(claim, "01").is_assessed


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (AnswerRow(2, "99", to_date="5"), "No line of this claim has the item 99."),
        (AnswerRow(2, "", to_date="5"), "Name the item."),
        (AnswerRow(2, "01", to_date="four"), ""),
        (AnswerRow(2, "01", this_period="45%"), "in this period as an amount"),
        (AnswerRow(2, "01", to_date="10", this_period="11"), "do not go together"),
        (AnswerRow(2, "01", to_date="1.005"), "at most 2 decimals"),
        (AnswerRow(2, "01", this_period="1.005"), "at most 2 decimals"),
        (AnswerRow(2, "01", to_date="5", kind="Grumpy"), "no kind of reason"),
        (AnswerRow(2, "01", to_date="5", reason="x" * 1001), "at most 1000 characters"),
        (AnswerRow(2, "01", fault="Cell A2 holds an error."), "Cell A2 holds an error."),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_keeps_all_from_being_stored(
    site: Site, claim: Claim, row: AnswerRow, said: str
) -> None:
    good = AnswerRow(3, "02", to_date="90", reason="Less was done.")
    found = plan(site, claim, row, good)
    (problem,) = found.problems
    assert said in problem.message
    assert problem.row == 2
    assert not found.is_clean
    with pytest.raises(Invalid, match="Row 2 cannot be taken, so nothing was"):
        take(site, claim, row, good)
    assert not site.head.line(claim, "02").is_assessed


def test_a_line_is_answered_once(site: Site, claim: Claim) -> None:
    found = plan(site, claim, CUT, AnswerRow(5, " 01 ", to_date="1"))
    assert [(one.row, one.message) for one in found.problems] == [
        (5, "Row 2 answers the same line.")
    ]


def test_a_draft_a_stale_page_and_a_subcontract_claim_are_refused(site: Site, claim: Claim) -> None:
    with pytest.raises(Stale):
        operations.import_owner_answer(
            actor=site.scene.actor, claim_id=claim.pk, expected_version=1, rows=[CUT]
        )
    below = site.concrete.claimed({"1": {WORK: "40"}})
    with pytest.raises(WrongState, match="head contract claims are answered"):
        plan(site, below, AnswerRow(2, "1", to_date="5"))
    site.scene.period(2026, 10)
    draft = site.head.start()
    with pytest.raises(WrongState):
        plan(site, draft, CUT)


def test_a_later_certificate_keeps_the_answer_from_being_replaced(site: Site, claim: Claim) -> None:
    site.scene.period(2026, 10)
    second = site.head.start()
    site.head.type(second, {"01": {WORK: "10"}})
    site.head.issue(second)
    take(site, claim, CUT)
    with pytest.raises(WrongState, match="certified on the figures"):
        site.head.certify(claim)


def test_lines_that_are_billed_by_quantity_are_answered_by_quantity_in_the_sheet(
    site: Site,
) -> None:
    head = Desk.at(
        site.scene,
        "head_contract",
        rows=[RawRow("U1", "Piles", quantity="10", unit="no", unit_price="100.00")],
        accounting_method="unit",
    )
    draft = head.start()
    head.type(draft, {"U1": {"quantity_to_date": "4"}})
    head.issue(draft)
    refused = plan(site, draft, AnswerRow(2, "U1", to_date="300"))
    assert "billed by quantity" in refused.problems[0].message
    assert plan(site, draft, AnswerRow(2, "U1", to_date="400")).is_clean


def test_rows_are_those_of_this_contract(site: Site, claim: Claim) -> None:
    other = Desk.at(site.scene, "head_contract", rows=rows(("77", "", "10.00")))
    other.start()
    assert plan(site, claim, AnswerRow(2, "77", to_date="1")).problems
