"""The subcontractor's schedule: saving details, and the way from draft to approved."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.contracts.operations import (
    add_to_private_list,
    approve_variation,
    change_privacy,
    create_variation,
    name_contact,
    replace_schedule,
)
from ledgerstone.contracts.operations.subcontractor_schedule import save_details
from ledgerstone.contracts.operations.subcontractor_schedule_status import schedule_changed
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_rows import (
    TypedDetail,
    read_details,
)
from ledgerstone.history.models import Event
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BudgetCode
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, Stale, WrongState
from tests.support.breakdown import Schedule
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

ROWS = (
    ("1", "Site set-up", "8,500.00"),
    ("2", "Materials", "40,000.00"),
    ("3", "Left to the owner", "0.00"),
)
FIVE = [
    ("Fencing", "1,200.00"),
    ("Sheds", "2,300.00"),
    ("Power", "1,750.00"),
    ("Access road", "2,250.00"),
    ("Signs", "1,000.00"),
]
FOUR = [("Steel", "10,000"), ("Bolts", "5000"), ("Decking", "12,000.00"), ("Mesh", "=13000")]


@pytest.fixture
def schedule(scene: Scene) -> Schedule:
    return Schedule.at(scene, ROWS)


def items(contract: Contract) -> list[str]:
    lines = ScheduleLine.objects.filter(contract=contract)
    return list(lines.order_by("position").values_list("item", flat=True))


def test_details_stand_behind_their_line_and_take_after_it(scene: Scene) -> None:
    schedule = Schedule.at(scene, ROWS)
    code = BudgetCode.objects.create(account=scene.account, project=scene.project, code="05-100")
    ScheduleLine.objects.filter(contract=schedule.contract, item="2").update(
        budget_code=code, retention_work=Decimal("0.1"), tax_rate=Decimal("0.05"),
        is_exempt_from_retention=False, section="Ground floor",
    )  # fmt: skip
    approve_variation(
        actor=scene.actor, contract_id=schedule.contract.pk, number="V1", title="More",
        lines=[RawRow(item="V1-1", description="Extra", scheduled_value="100")],
        approved_on=schedule.contract.created_at.date(),
    )  # fmt: skip
    schedule.save({"2": FOUR, "1": FIVE[:2]})
    assert items(schedule.contract) == [
        "1", "1.1", "1.2", "2", "2.1", "2.2", "2.3", "2.4", "3", "V1-1",
    ]  # fmt: skip
    positions = ScheduleLine.objects.filter(contract=schedule.contract).order_by("position")
    assert list(positions.values_list("position", flat=True)) == list(range(1, 11))
    steel = schedule.part("2").details[0]
    assert (steel.budget_code_id, steel.retention_work, steel.tax_rate) == (
        code.pk, Decimal("0.1"), Decimal("0.05"),
    )  # fmt: skip
    assert steel.section == "Ground floor, 2 Materials"
    assert steel.scheduled_value == 10_000
    # Beside its lines the details are part of no sum, and claims do not list them yet.
    assert queries.sums(schedule.contract).original == 48_500
    assert [line.key for line in queries.scheduled_lines(schedule.now)] == ["1", "2", "3", "V1-1"]


def test_details_are_changed_reordered_and_deleted(schedule: Schedule) -> None:
    schedule.save({"1": FIVE})
    fencing = schedule.part("1").details[0]
    schedule.save({"1": [("Signs", "900"), ("Fencing", "1,300.00"), ("Gate", "50%")]})
    assert [
        (detail.item, detail.description, detail.scheduled_value)
        for detail in schedule.part("1").details
    ] == [("1.5", "Signs", 900), ("1.1", "Fencing", 1_300), ("1.2", "Gate", Decimal("4250.00"))]
    assert schedule.part("1").details[1].pk == fencing.pk
    assert schedule.part("1").remaining == Decimal("2050.00")
    # Saving what is there already changes nothing, and tells nobody.
    version, events = schedule.now.version, Event.objects.count()
    schedule.save({"1": [("Signs", "900"), ("Fencing", "1,300.00"), ("Gate", "4,250.00")]})
    assert (schedule.now.version, Event.objects.count()) == (version, events)


def test_what_cannot_be_taken_is_said_at_its_row(schedule: Schedule) -> None:
    line = schedule.part("1").line.pk
    rows = [
        TypedDetail(line_id=line, description="Fine", amount="1"),
        TypedDetail(line_id=line, description="", amount="2"),
        TypedDetail(line_id=line, description="No amount", amount=""),
        TypedDetail(line_id=line, description="", amount=" "),
        TypedDetail(line_id=line, description="Words", amount="l,200"),
        TypedDetail(line_id=line, description="Fine", amount="0.001"),
        TypedDetail(line_id=0, description="Nowhere", amount="1"),
    ]
    with pytest.raises(Invalid) as refused:
        save_details(
            actor=schedule.actor, contract_id=schedule.contract.pk, details=rows,
            expected_version=schedule.now.version,
        )  # fmt: skip
    assert list(refused.value.fields) == [
        "row:2:description", "row:3:amount", "row:5:amount", "row:6:amount", "row:7:line",
    ]  # fmt: skip
    assert "Type 0 if it is meant to be nil" in refused.value.fields["row:3:amount"]
    assert schedule.parts.detail_count == 0


def test_submitting_names_every_line_and_what_is_left_of_it(schedule: Schedule) -> None:
    schedule.save({"1": FIVE[:4], "2": [*FOUR, ("Freight", "500")]})
    with pytest.raises(Invalid) as refused:
        schedule.submit()
    assert list(refused.value.fields.values()) == [
        "Line 1 Site set-up: 1,000.00 left to allocate.",
        "Line 2 Materials: 500.00 allocated too much.",
    ]
    with pytest.raises(Invalid, match="left to allocate"):
        schedule.approve()
    with pytest.raises(Invalid, match="left to allocate"):
        schedule.set("under_review")
    assert schedule.status == "draft"


def test_approving_lets_claims_list_the_details(schedule: Schedule) -> None:
    schedule.approved({"1": FIVE, "2": FOUR})
    found = queries.scheduled_lines(schedule.now)
    assert [line.key for line in found] == [
        "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "3",
    ]  # fmt: skip
    assert sum(line.scheduled_value for line in found) == 48_500
    told = Event.objects.get(kind="contract.subcontractor_schedule_approved")
    assert told.summary == "approved the subcontractor schedule of values"
    assert told.details["details"] == 9


def test_every_status_is_reached_by_an_administrator(schedule: Schedule) -> None:
    schedule.approved({"1": FIVE, "2": FOUR})
    for status in ("draft", "under_review", "revise_and_resubmit", "approved", "under_review"):
        assert schedule.set(status, reason="Look again.").subcontractor_schedule_status == status
    with pytest.raises(Invalid, match="Choose one of the statuses"):
        schedule.set("finished")
    kinds = Event.objects.order_by("id").values_list("kind", flat=True)
    assert [one.rpartition("_")[2] for one in kinds if "subcontractor_schedule" in one] == [
        "saved", "submitted", "approved", "set", "submitted", "returned", "approved", "submitted",
    ]  # fmt: skip


def test_each_way_has_its_states(schedule: Schedule) -> None:
    schedule.save({"1": FIVE, "2": FOUR})
    with pytest.raises(WrongState, match="is a draft and cannot be returned"):
        schedule.send_back()
    schedule.submit()
    with pytest.raises(WrongState, match="is under review and cannot be submitted"):
        schedule.submit()
    with pytest.raises(Invalid, match="Say what is to be revised"):
        schedule.send_back(" ")
    schedule.send_back("Split the steel.", line_2="In three stages", line_2_1="By level")
    assert [(row.item, row.review_note) for row in schedule.parts.notes] == [
        ("2", "In three stages"), ("2.1", "By level"),
    ]  # fmt: skip
    assert schedule.now.subcontractor_schedule_reason == "Split the steel."
    schedule.submit()
    schedule.approve()
    assert not schedule.parts.notes
    assert schedule.now.subcontractor_schedule_reason == ""
    with pytest.raises(WrongState, match="is approved and cannot be approved"):
        schedule.approve()


def test_a_change_by_an_administrator_has_to_be_approved_again(schedule: Schedule) -> None:
    schedule.approved({"1": FIVE, "2": FOUR})
    schedule.save({"1": [*FIVE[:4], ("Signs", "400"), ("Flags", "600")]})
    assert schedule.status == "revise_and_resubmit"
    assert "1.6" not in [line.key for line in queries.scheduled_lines(schedule.now)]
    schedule.approve()
    assert "1.6" in [line.key for line in queries.scheduled_lines(schedule.now)]


def test_two_people_at_once(schedule: Schedule) -> None:
    version = schedule.now.version
    schedule.save({"1": FIVE})
    with pytest.raises(Stale) as refused:
        save_details(
            actor=schedule.actor, contract_id=schedule.contract.pk, details=[],
            expected_version=version,
        )  # fmt: skip
    assert "broke line 1" in refused.value.changes[0]


def test_a_contact_who_was_late_reads_nothing_of_drafts(scene: Scene) -> None:
    schedule = Schedule.at(scene, ROWS, status="approved")
    person = worker(scene, scene.subcontractor, "Vera Quill")
    name_contact(actor=scene.actor, contract_id=schedule.contract.pk, person_id=person.pk)
    version = schedule.now.version
    schedule.save({"1": FIVE})
    create_variation(
        actor=scene.actor, contract_id=schedule.contract.pk, kind="variation",
        title="Squeeze their rates",
    )  # fmt: skip
    told = []
    for actor in (as_actor(scene, person), scene.actor):
        with pytest.raises(Stale) as refused:
            save_details(
                actor=actor, contract_id=schedule.contract.pk, details=[],
                expected_version=version,
            )  # fmt: skip
        told.append(" ".join(refused.value.changes))
    assert "broke line 1" in told[0]
    assert "Squeeze" not in told[0]
    assert "Squeeze" in told[1]


def test_without_the_schedule_there_is_nothing_to_fill(scene: Scene) -> None:
    contract = scene.contract()
    with pytest.raises(WrongState, match="has no subcontractor schedule of values"):
        Schedule(scene.actor, contract).take_as_it_is()


def test_lines_are_taken_as_they_are(schedule: Schedule) -> None:
    schedule.save({"1": FIVE})
    schedule.take_as_it_is()
    assert [detail.description for detail in schedule.part("2").details] == ["Materials"]
    assert schedule.parts.is_complete
    assert not schedule.part("3").details
    with pytest.raises(WrongState, match="broken down already"):
        schedule.take_as_it_is()


def test_the_agreed_lines_change_under_an_approved_schedule(schedule: Schedule) -> None:
    schedule.approved({"1": FIVE, "2": FOUR})
    with transaction.atomic():
        lines = ScheduleLine.objects.filter(contract=schedule.contract)
        lines.filter(item="1").update(scheduled_value=9_000, description="Site set-up and clean")
        new = ScheduleLine.objects.create(
            account_id=schedule.contract.account_id, contract=schedule.contract, item="4",
            description="Crane", scheduled_value=700, position=100,
        )  # fmt: skip
        schedule_changed(schedule.now, schedule.actor)
    assert schedule.status == "revise_and_resubmit"
    assert schedule.now.subcontractor_schedule_reason.startswith("The schedule of values changed.")
    assert schedule.part("1").details[0].section == "1 Site set-up and clean"
    assert not ScheduleLine.objects.get(pk=new.pk).is_on_claims
    with pytest.raises(Invalid, match=r"Line 1 .*: 500\.00 left .* Line 4 Crane: 700\.00 left"):
        schedule.submit()
    schedule.save({"1": [*FIVE, ("Clean", "500")], "4": [("Crane", "700")]})
    schedule.submit()
    schedule.approve()
    keys = [line.key for line in queries.scheduled_lines(schedule.now)]
    assert {"1.6", "4.1"} <= set(keys)
    assert not {"1", "4"} & set(keys)


def test_who_fills_it_and_when(scene: Scene, schedule: Schedule) -> None:
    reader = worker(scene, scene.own, "Rita Reads")
    member(scene, reader, "read_only")
    granted = worker(scene, scene.own, "Greta Grant")
    member(scene, granted, "site_team")
    with pytest.raises(NotAllowed, match="Ask an administrator of the project"):
        schedule.by(as_actor(scene, reader)).take_as_it_is()
    with pytest.raises(NotAllowed, match="review the subcontractor schedule of values"):
        schedule.by(as_actor(scene, reader)).approve()
    # Standard, on the private list, with the schedule shown.
    add_to_private_list(actor=scene.actor, contract_id=schedule.contract.pk, person_id=granted.pk)
    change_privacy(
        actor=scene.actor, contract_id=schedule.contract.pk,
        expected_version=schedule.now.version, is_private=True, shows_schedule_to_listed=True,
    )  # fmt: skip
    listed = schedule.by(as_actor(scene, granted))
    listed.save({"1": FIVE, "2": FOUR})
    listed.submit()
    with pytest.raises(WrongState, match="is being reviewed"):
        listed.save({"1": FIVE[:1]})
    schedule.approve()
    with pytest.raises(WrongState, match="return it to you"):
        listed.save({"1": FIVE[:1]})


def test_a_file_is_read_row_by_row(schedule: Schedule) -> None:
    schedule.save({"1": FIVE})
    kept = schedule.part("1").details[2]
    rows = [
        RawRow(item="1", description="power", scheduled_value="8,000", source_row=2),
        RawRow(item="", description="Signs", scheduled_value="500", source_row=3),
        RawRow(item="9", description="Nowhere", scheduled_value="5", source_row=4),
        RawRow(item="2", description="Steel", scheduled_value="ten", source_row=6),
    ]
    read = read_details(rows, schedule.parts, Formats("en-AU", "AUD"))
    assert [(one.row, one.column) for one in read.problems] == [(4, "line"), (6, "amount")]
    assert read.problems[0].message == ("Row 4: there is no line 9. The items are 1, 2, 3.")
    assert read.problems[1].message.startswith("Row 6: ")
    assert read.details[0].id == kept.pk
    assert read.line_ids == (schedule.part("1").line.pk, schedule.part("2").line.pk)


@pytest.mark.parametrize("rows", [3, 30])
def test_saving_takes_the_same_queries_however_many_details(schedule: Schedule, rows: int) -> None:
    schedule.save({"2": FOUR})
    pairs = [("Steel", "1"), *((f"Part {n}", "2") for n in range(rows))]
    typed = schedule.typed({"2": pairs})
    version, line = schedule.now.version, schedule.part("2").line.pk
    with CaptureQueriesContext(connection) as captured:
        save_details(
            actor=schedule.actor, contract_id=schedule.contract.pk, details=typed,
            expected_version=version, line_ids=[line],
        )  # fmt: skip
    assert len(captured) == SAVING


SAVING = 18


def test_details_stay_with_the_items_of_a_schedule_entered_anew(scene: Scene) -> None:
    schedule = Schedule.at(scene, ROWS, status="draft").approved({"1": FIVE, "2": FOUR})
    replace_schedule(
        actor=scene.actor,
        contract_id=schedule.contract.pk,
        rows=[
            RawRow(item="2", description="All materials", scheduled_value="41,000"),
            RawRow(item="2.1", description="Freight", scheduled_value="500"),
        ],
        expected_version=schedule.now.version,
    )
    assert schedule.status == "revise_and_resubmit"
    assert items(schedule.contract) == ["2", "2.2", "2.3", "2.4", "2.5", "2.1"]
    part = schedule.part("2")
    assert [detail.description for detail in part.details] == ["Steel", "Bolts", "Decking", "Mesh"]
    assert part.remaining == 1_000
    assert [line.key for line in queries.scheduled_lines(schedule.now)] == ["2", "2.1"]
