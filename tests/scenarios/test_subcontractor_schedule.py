"""The subcontractor's schedule of values, as the product's page tells it.

The subcontractor breaks each agreed line down, an administrator reviews it, and from its approval
on claims list its details; what is certified on them is carried up like any other line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
import time_machine

from ledgerstone.claims.models import PlacementRule
from ledgerstone.claims.prefill.allocation import Choices
from ledgerstone.claims.prefill.operations import apply_prefill, preview_prefill
from ledgerstone.contracts import queries
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import (
    change_commitment_settings,
    change_contact_settings,
    change_lines,
)
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.contracts.schedules.schedule_edits import AddedLine, CellChange
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, WrongState
from tests.claims.desk import Desk
from tests.support.breakdown import Schedule
from tests.support.contacts import contact_of
from tests.support.scene import Scene

WORK = "work_to_date"
FIVE = [
    ("Fencing", "1,200.00"), ("Sheds", "2,300.00"), ("Power", "1,750.00"),
    ("Access road", "2,250.00"), ("Signs", "1,000.00"),
]  # fmt: skip
FOUR = [("Steel", "10,000"), ("Bolts", "5,000"), ("Decking", "12,000"), ("Mesh", "13,000")]
ROWS = [
    RawRow("1", "Site set-up", "", "01-100", "8500.00"),
    RawRow("2", "Materials", "", "05-100", "40000.00"),
]


@dataclass
class Story:
    """A subcontract with its contact, and the head contract above it."""

    scene: Scene
    office: Schedule
    sub: Schedule
    claims: Desk
    head: Desk

    @property
    def their_claims(self) -> Desk:
        return Desk(self.sub.actor, self.claims.contract)


@pytest.fixture
def story(scene: Scene) -> Iterator[Story]:
    with time_machine.travel("2026-10-05T02:00:00Z"):
        scene.period(2026, 10)
        head = Desk.at(
            scene, "head_contract", create_codes=True,
            rows=[
                RawRow("1", "Preliminaries", "", "01-100", "20000"),
                RawRow("2", "Structure", "", "05-100", "90000"),
            ],
        )  # fmt: skip
        contract = scene.contract(
            status="approved", rows=ROWS, has_subcontractor_schedule=True, create_codes=True
        )
        contact = contact_of(scene, contract)
        yield Story(
            scene,
            office=Schedule(scene.actor, contract),
            sub=Schedule(contact.actor, contract),
            claims=Desk(scene.actor, contract),
            head=head,
        )


def test_five_and_four_lines_until_nothing_is_left(story: Story) -> None:
    # Nobody claims before the schedule is approved, not even an administrator.
    for desk in (story.their_claims, story.claims):
        with pytest.raises(WrongState, match=r"has not been approved yet\. It is still being"):
            desk.start()
    left = []
    for count in range(1, 6):
        story.sub.save({"1": FIVE[:count]})
        left.append(story.sub.part("1").remaining)
    assert left == [7_300, 5_000, 3_250, 1_000, 0]
    with pytest.raises(Invalid, match=r"Line 2 Materials: 40,000\.00 left to allocate"):
        story.sub.submit()
    story.sub.save({"2": FOUR})
    assert [detail.scheduled_value for detail in story.sub.part("2").details] == [
        10_000, 5_000, 12_000, 13_000,
    ]  # fmt: skip
    story.sub.submit()
    with pytest.raises(WrongState, match="is being reviewed"):
        story.sub.save({"1": FIVE[:1]})
    with pytest.raises(NotAllowed):
        story.sub.approve()
    with pytest.raises(WrongState, match="It waits to be reviewed"):
        story.their_claims.start()
    story.office.approve()

    # The claim lists the nine details under the names of their lines; the sum is the agreed one.
    claim = story.their_claims.start()
    sheet = story.their_claims.sheet(claim)
    assert [line.item for line in sheet] == [
        "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4",
    ]  # fmt: skip
    assert [line.section for line in sheet][4:6] == ["1 Site set-up", "2 Materials"]
    assert sheet.cover.contract_sum_to_date == queries.sums(story.office.now).total == 48_500


def test_returned_with_reasons_and_handed_in_again(story: Story) -> None:
    story.sub.take_as_it_is()
    story.sub.submit()
    story.office.send_back("One line of materials is too coarse.", line_2="Four deliveries, please")
    assert story.sub.status == "revise_and_resubmit"
    assert story.sub.now.subcontractor_schedule_reason == "One line of materials is too coarse."
    assert [row.review_note for row in story.sub.parts.notes] == ["Four deliveries, please"]
    with pytest.raises(WrongState, match="It went back to be revised"):
        story.claims.start()
    story.sub.save({"2": FOUR})
    story.sub.submit()
    assert story.office.parts.notes  # the reviewer still sees what was asked for
    story.office.approve()
    assert story.office.part("2").line.is_on_claims is False


def test_a_raised_line_has_to_be_broken_down_again(story: Story) -> None:
    story.office.approved({"1": FIVE, "2": FOUR})
    change_commitment_settings(
        actor=story.scene.actor, project_id=story.scene.project.pk, always_editable_schedule=True
    )
    claim = story.their_claims.claimed({"2.1": {WORK: "6000"}, "2.2": {"percent_to_date": "50%"}})
    materials = story.office.part("2").line.pk
    change_lines(
        actor=story.scene.actor, contract_id=story.office.contract.pk,
        since=story.office.now.version,
        changes=[CellChange(materials, "scheduled_value", "43,000.00")],
        added=[AddedLine("crane", {"item": "3", "description": "Crane", "scheduled_value": "900"})],
    )  # fmt: skip
    assert story.office.status == "revise_and_resubmit"
    # What is under review waits: its contract sum would not tie with the agreed one.
    with pytest.raises(WrongState, match="would not tie with the contract sum"):
        story.claims.approve(claim)
    # Nothing new is on claims yet, and what was billed is kept.
    assert "3" not in [line.item for line in story.claims.sheet(claim)]
    with pytest.raises(Invalid, match=r"6,000\.00 of it is billed, so its amount is at least"):
        story.sub.save({"2": [("Steel", "5,999.99"), *FOUR[1:]]})
    with pytest.raises(Invalid, match=r"Amounts were claimed on 2\.1 Steel"):
        story.sub.save({"2": FOUR[1:]})
    bolts = [("Steel", "10,000"), ("Bolts", "4,000"), *FOUR[2:], ("Grating", "4,000")]
    story.sub.save({"2": bolts, "3": [("Crane", "900")]})
    # Half of the bolts was 2,500.00 when it was handed in, and stays that.
    assert story.claims.line(claim, "2.2").claimed == 2_500
    assert "2.5" not in [line.item for line in story.claims.sheet(claim)]
    story.sub.submit()
    story.office.approve()
    sheet = story.claims.sheet(claim)
    assert {"2.5", "3.1"} <= {line.item for line in sheet}
    assert sheet.cover.contract_sum_to_date == 52_400
    story.claims.approve(claim)
    assert story.claims.now(claim).certificate.total_completed_and_stored == 8_500


def test_a_line_is_not_lowered_below_what_is_billed_of_its_details(story: Story) -> None:
    story.office.approved({"1": FIVE, "2": FOUR})
    change_commitment_settings(
        actor=story.scene.actor, project_id=story.scene.project.pk, always_editable_schedule=True
    )
    story.claims.certified({"2.1": {WORK: "9000"}, "2.3": {WORK: "3000"}})
    line = story.office.part("2").line
    assert story.office.part("2").billed == 12_000

    def lowered(to: str) -> None:
        change_lines(
            actor=story.scene.actor, contract_id=story.office.contract.pk,
            since=story.office.now.version, changes=[CellChange(line.pk, "scheduled_value", to)],
        )  # fmt: skip

    with pytest.raises(Invalid):
        lowered("11,999.99")
    lowered("12,000.00")
    story.sub.save({"2": [("Steel", "9000"), ("Bolts", "0"), ("Decking", "3000"), ("Mesh", "0")]})
    story.sub.submit()
    story.office.approve()
    assert story.claims.start().number == 2


def test_certified_on_details_and_carried_up_by_their_code(story: Story) -> None:
    story.office.approved({"1": FIVE, "2": FOUR})
    story.claims.certified({"1.1": {WORK: "1200"}, "2.1": {WORK: "6000"}, "2.4": {WORK: "500"}})
    above = story.head.start()
    apply_prefill(
        actor=story.scene.actor, claim_id=above.pk,
        expected_version=story.head.now(above).version,
    )  # fmt: skip
    carried = {line.item: line.claimed_movement for line in story.head.sheet(above)}
    assert carried == {"1": 1_200, "2": 6_500}


def test_a_placed_detail_is_remembered(story: Story) -> None:
    ScheduleLine.objects.filter(contract=story.office.contract, item="2").update(budget_code=None)
    story.office.approved({"1": FIVE, "2": FOUR})
    story.claims.certified({"2.1": {WORK: "6000"}})
    above = story.head.start()
    [left] = preview_prefill(actor=story.scene.actor, claim_id=above.pk).not_carried
    structure = story.head.line(above, "2").line_id
    apply_prefill(
        actor=story.scene.actor, claim_id=above.pk,
        expected_version=story.head.now(above).version,
        choices=Choices(placed={left.source.id: structure}),
    )  # fmt: skip
    assert story.head.line(above, "2").claimed_movement == 6_000
    remembered = PlacementRule.objects.get()
    assert remembered.source_line_id == story.office.part("2").details[0].pk


def test_percentages_are_those_of_the_details(story: Story) -> None:
    Contract.objects.filter(pk=story.head.contract.pk).update(prefill_by="percentage")
    story.office.approved({"1": FIVE, "2": FOUR})
    story.claims.certified({"2.1": {WORK: "10000"}, "2.3": {WORK: "2000"}})
    above = story.head.start()
    apply_prefill(
        actor=story.scene.actor, claim_id=above.pk,
        expected_version=story.head.now(above).version,
    )  # fmt: skip
    # 12,000 of 40,000 is 30 per cent of the 90,000 above.
    assert story.head.line(above, "2").claimed_movement == Decimal("27000.00")


def test_a_contact_who_only_looks(story: Story) -> None:
    change_contact_settings(
        actor=story.scene.actor, contract_id=story.office.contract.pk,
        expected_version=story.office.now.version, contacts_may_claim=None,
        contacts_may_fill_schedule=False,
    )  # fmt: skip
    looking = story.office.by(refreshed(story.sub.actor))
    with pytest.raises(NotAllowed, match="is filled by an administrator of the project"):
        looking.save({"1": FIVE})
    with pytest.raises(NotAllowed):
        looking.submit()
    story.office.approved({"1": FIVE, "2": FOUR})
    assert Desk(looking.actor, looking.contract).start().number == 1


def test_a_claim_begun_on_the_lines_themselves_is_not_lost(story: Story) -> None:
    """It was switched on, by whatever way, while a draft had figures on the agreed lines."""
    contract = Contract.objects.filter(pk=story.office.contract.pk)
    contract.update(has_subcontractor_schedule=False)
    claim = story.claims.start()
    story.claims.type(claim, {"1": {WORK: "500"}})
    contract.update(has_subcontractor_schedule=True)
    story.sub.save({"1": FIVE, "2": FOUR})
    story.sub.submit()
    with pytest.raises(WrongState, match="Claim 1 has figures on line 1 Site set-up itself"):
        story.office.approve()
    assert story.office.status == "under_review"
    story.claims.type(claim, {"1": {WORK: ""}})
    story.office.approve()
    assert next(iter(story.claims.sheet(claim))).item == "1.1"
