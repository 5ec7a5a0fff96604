"""The round trip of a draft: what is entered in its open cells comes back as exactly that."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from ledgerstone.claims.exchange.sheet_planning import Outcome
from ledgerstone.claims.exchange.sheet_uploads import (
    discard_sheet,
    get_upload,
    plan_of,
    stage_sheet,
    take_sheet,
)
from ledgerstone.claims.models import Claim, SheetUpload
from ledgerstone.claims.sheets.columns import cell
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.entry_sheets.entry_sheet_reading import SheetRefused, read_filled
from ledgerstone.documents.entry_sheets.entry_sheet_writing import entry_workbook
from ledgerstone.history.models import Event
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotThere, Stale, WrongState
from tests.claims.desk import Desk, flat
from tests.documents.libreoffice import recalculated
from tests.documents.spreadsheet_editing import Editing
from tests.support.contacts import contact_of
from tests.support.scene import Scene

ROWS = (
    RawRow(item="1", description="Preliminaries", scheduled_value="40,000.00"),
    RawRow(item="2", description="Structural steel", scheduled_value="250,000.00"),
    RawRow(item="3", description="Rock excavation", quantity="1250", unit="m3", unit_price="84.5"),
    RawRow(item="4", description="Credit for early access", scheduled_value="(1,500.00)"),
)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period(2026, 9)
    return Desk.at(
        scene,
        rows=ROWS,
        retention=flat("0.10"),
        tax_rate=Decimal("0.10"),
        accounting_method="unit",
    )


def downloaded(desk: Desk, claim: Claim) -> Editing:
    return Editing(entry_workbook(desk.actor, desk.now(claim), desk.sheet(claim)))


def columns(sheet: Editing) -> dict[str, str]:
    """The letters of the columns by their headings."""
    headings = {letter: sheet.text(f"{letter}4") for letter in "ABCDEFGHIJKLMNOPQRSTU"}
    return {text: letter for letter, text in headings.items() if text and text[0] != "["}


def staged(desk: Desk, claim: Claim, sheet: Editing) -> SheetUpload:
    read = read_filled(sheet.content(), "sheet.xlsx")
    return stage_sheet(
        actor=desk.actor,
        claim_id=claim.pk,
        filename="sheet.xlsx",
        of_claim=read.claim_id,
        version=read.version,
        entered=read.entered,
    )


def faults(sheet: Editing) -> list[tuple[str, str]]:
    with pytest.raises(SheetRefused) as refused:
        read_filled(sheet.content(), "sheet.xlsx")
    return [(fault.cell, fault.sentence) for fault in refused.value.faults]


def test_nothing_entered_is_nothing_to_take(desk: Desk) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {"percent_to_date": "33.3333"}, "3": {"quantity_to_date": "120.5"}})
    sheet = downloaded(desk, claim)
    assert read_filled(sheet.content(), "sheet.xlsx").entered == ()
    with pytest.raises(Invalid, match="nothing to take"):
        staged(desk, claim, sheet)


def test_entries_come_back_as_they_were_entered_and_are_saved(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    sheet.put(f"{at['Work this period']}5", Decimal("12000.5"))
    sheet.put(f"{at['Or: work to date in %']}6", Decimal("0.4"))
    sheet.put(f"{at['Quantity to date']}7", Decimal("250.125"))
    sheet.put(f"{at['Stored materials']}6", Decimal("900"))
    upload = staged(desk, claim, sheet)
    found, plan = plan_of(desk.actor, upload)
    assert [(one.item, one.after, one.outcome.value) for one in plan.cells] == [
        ("1", "12000.50", "change"),
        ("2", "40.00", "change"),
        ("2", "900.00", "change"),
        ("3", "250.125", "change"),
    ]
    assert plan.after.claimed_cover.total_completed_and_stored == Decimal("134036.06")
    taken = take_sheet(
        actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=range(4)
    )
    assert (taken.cells, taken.lines, taken.left, taken.problems) == (4, 3, 0, ())
    assert desk.sheet(claim).claimed_cover == plan.after.claimed_cover
    assert not SheetUpload.objects.exists()
    said = Event.objects.order_by("-pk").values_list("summary", flat=True).first()
    assert said == "took a filled-in sheet into the figures of claim 1"


def test_a_locked_cell_a_formula_and_a_cell_beside_are_named(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    balance = f"{at['Balance to finish']}6"
    formula = sheet.formula(balance)
    assert formula is not None
    sheet.put("A6", Decimal(2))  # which says the same
    sheet.put("B5", "Preliminaries, and more")
    sheet.put(f"{at['Scheduled value']}6", Decimal("260000"))
    sheet.put_formula(balance, f"{formula}+1", "250001")
    sheet.put(f"{at['Completed and stored to date']}7", Decimal("0"))
    sheet.put(f"{at['Quantity to date']}5", Decimal("3"))
    sheet.put_formula("A7", "1+2", "3")
    sheet.put("Z6", "A note")
    assert faults(sheet) == [
        ("B5", "This cell is locked and said “Preliminaries”."),
        (f"{at['Quantity to date']}5", "This cell is locked and was empty."),
        (f"{at['Scheduled value']}6", "This cell is locked and said “250000”."),
        (balance, "This cell holds another formula than was downloaded."),
        ("Z6", "This cell was empty."),
        ("A7", "This cell is locked and said “3”."),
        (f"{at['Completed and stored to date']}7", "This cell held a formula, which is gone."),
    ]


def test_rows_that_were_moved_added_repeated_or_left_out_are_named(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    sheet.swap_rows(5, 6)
    assert faults(sheet) == [("A6", "Row 6 was moved: it was row 5.")]
    sheet = downloaded(desk, claim)
    sheet.insert_row(6)
    sheet.put("B6", "Something else")
    assert faults(sheet) == [("A6", "Row 6 was added.")]
    sheet = downloaded(desk, claim)
    sheet.insert_row(7, copied_from=6)
    assert faults(sheet) == [("A7", "Row 7 repeats row 6.")]
    sheet = downloaded(desk, claim)
    sheet.delete_row(6)
    assert faults(sheet) == [("A6", "Row 6 of the sheet as downloaded is missing.")]
    sheet = downloaded(desk, claim)
    sheet.put("C12", "A note")
    assert faults(sheet) == [("A12", "Row 12 was added.")]


def test_a_work_and_its_percentage_are_not_both_taken(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    sheet.put(f"{at['Work this period']}5", Decimal("12000"))
    sheet.put(f"{at['Or: work to date in %']}5", Decimal("0.4"))
    work = f"{at['Work this period']}5"
    sentence = f"Enter either the work in {work} or its percentage here, not both."
    assert faults(sheet) == [(f"{at['Or: work to date in %']}5", sentence)]


def test_a_mark_that_was_changed_is_no_sheet_of_ours(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    letters = columns(sheet)
    hidden = chr(ord(max(letters.values())) + 1)
    mark = sheet.text(f"{hidden}5")
    assert mark.startswith("[4,")
    sheet.put(f"{hidden}5", mark.replace("Preliminaries", "Anything"))
    with pytest.raises(Invalid, match="was changed"):
        read_filled(sheet.content(), "sheet.xlsx")


def test_the_sheet_of_another_claim_is_refused(desk: Desk, scene: Scene) -> None:
    claim = desk.start()
    other = Desk.at(scene, rows=ROWS, accounting_method="unit")
    another = other.start()
    sheet = downloaded(other, another)
    sheet.put(f"{columns(sheet)['Work this period']}5", Decimal("12"))
    with pytest.raises(Invalid, match="another claim"):
        staged(desk, claim, sheet)


def test_what_somebody_changed_meanwhile_stands_unless_it_is_chosen(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    sheet.put(f"{at['Work this period']}5", Decimal("12000"))
    sheet.put(f"{at['Work this period']}6", Decimal("500"))
    desk.type(claim, {"1": {"work_this_period": "7000"}, "2": {"work_this_period": "500"}})
    upload = staged(desk, claim, sheet)
    found, plan = plan_of(desk.actor, upload)
    assert [(one.item, one.now, one.outcome) for one in plan.cells] == [
        ("1", "7000.00", Outcome.MEANWHILE),
        ("2", "500.00", Outcome.SAME),
    ]
    with pytest.raises(Stale):
        take_sheet(
            actor=desk.actor, upload_id=upload.pk, expected_version=found.version - 1, places=[0]
        )
    take_sheet(actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=[0])
    assert cell(desk.line(claim, "1"), "work_this_period") == "12000.00"


def test_an_entry_that_cannot_be_taken_stays_with_its_reason(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    sheet.put(f"{at['Work this period']}5", Decimal("12000.123"))
    sheet.put(f"{at['Work this period']}6", "a lot")
    sheet.put(f"{at['Or: work to date in %']}8", Decimal("0.5"))
    upload = staged(desk, claim, sheet)
    found, plan = plan_of(desk.actor, upload)
    assert [(one.item, one.outcome) for one in plan.cells] == [
        ("1", Outcome.REFUSED),
        ("2", Outcome.REFUSED),
        ("4", Outcome.CHANGE),
    ]
    assert plan.cells[0].told == "Type an amount with at most 2 decimals."
    taken = take_sheet(
        actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=[0, 1, 2]
    )
    assert (taken.cells, taken.left, len(taken.problems)) == (1, 2, 2)
    assert desk.line(claim, "4").claimed_work == Decimal("-750.00")
    assert len(SheetUpload.objects.get().differences) == 2


def test_a_claim_that_is_handed_in_takes_no_sheet_and_a_file_waits_for_a_day(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    sheet.put(f"{columns(sheet)['Work this period']}5", Decimal("12"))
    upload = staged(desk, claim, sheet)
    desk.submit(claim)
    with pytest.raises(WrongState):
        plan_of(desk.actor, upload)
    with time_machine.travel(clock.now() + dt.timedelta(days=2)), pytest.raises(NotThere):
        discard_sheet(actor=desk.actor, upload_id=upload.pk)
    assert discard_sheet(actor=desk.actor, upload_id=upload.pk) == claim.pk
    with pytest.raises(WrongState):
        staged(desk, claim, sheet)


def test_figures_that_were_entered_in_other_ways_come_to_what_they_are(desk: Desk) -> None:
    """What stands in the open cells at first is what the claim says, however it was entered."""
    claim = desk.certified(
        {
            "1": {"percent_to_date": "12.5"},
            "3": {"quantity_to_date": "100"},
            "2": {"work_this_period": "9"},
        }
    )
    assert claim.number == 1
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    assert sheet.text(f"{at['Work certified before']}5") == "5000"
    assert sheet.text(f"{at['Quantity to date']}7") == "100"
    sheet.put(f"{at['Quantity to date']}7", Decimal("130"))
    sheet.put_formula(f"{at['Work this period']}5", "1000/8", "125")
    upload = staged(desk, claim, sheet)
    found, _plan = plan_of(desk.actor, upload)
    take_sheet(actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=[0, 1])
    assert desk.line(claim, "1").claimed_work == 5125
    assert desk.line(claim, "3").claimed_work == Decimal("10985.00")


def test_the_sheet_adds_up_what_is_entered_as_the_claim_then_does(
    desk: Desk, tmp_path: Path
) -> None:
    """As LibreOffice works it out, before anything is brought back."""
    desk.certified(
        {"1": {"percent_to_date": "12.5"}, "3": {"quantity_to_date": "100.333"},
         "2": {"materials_stored": "900"}}
    )  # fmt: skip
    claim = desk.start()
    desk.type(claim, {"3": {"quantity_to_date": "111.111", "materials_stored": "3"}})
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    sheet.put(f"{at['Or: work to date in %']}5", Decimal("0.33333"))
    sheet.put(f"{at['Work this period']}6", Decimal("1000.01"))
    sheet.put(f"{at['Stored materials']}6", Decimal("50.5"))
    sheet.put(f"{at['Or: work to date in %']}7", Decimal("0.1234"))
    sheet.put(f"{at['Stored materials, quantity']}7", Decimal("7.125"))
    sheet.put(f"{at['Work this period']}8", Decimal("-100"))
    upload = staged(desk, claim, sheet)
    found, plan = plan_of(desk.actor, upload)
    taken = take_sheet(
        actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=range(9)
    )
    assert (taken.cells, taken.problems) == (6, ())
    opened = CalamineWorkbook.from_filelike(io.BytesIO(recalculated(sheet.content(), tmp_path)))
    rows = opened.get_sheet_by_name("Sheet").to_python(skip_empty_area=False)
    after = desk.sheet(claim)
    place = {heading: ord(letter) - ord("A") for heading, letter in at.items()}
    to_date, this = place["Completed and stored to date"], place["Work this period"]
    assert [rows[4 + n][to_date] for n in range(4)] == [float(line.claimed) for line in after]
    assert rows[6][this] == float(after.lines[2].claimed_work_this_period)
    assert rows[8][to_date] == float(plan.after.claimed_cover.total_completed_and_stored)
    balance = place["Balance to finish"]
    assert [rows[4 + n][balance] for n in range(4)] == [
        float(line.scheduled_value - line.claimed) for line in after
    ]


def test_a_claim_for_retention_alone_opens_releases_alone(desk: Desk) -> None:
    desk.certified({"1": {"percent_to_date": "50"}})
    claim = desk.start(type="retention_release")
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    open_columns = {name for name, letter in at.items() if sheet.is_open(f"{letter}5")}
    assert open_columns == {"Retention adjusted", "Retention released now"}
    sheet.put(f"{at['Retention released now']}5", Decimal("500"))
    upload = staged(desk, claim, sheet)
    found, plan = plan_of(desk.actor, upload)
    assert [one.after for one in plan.cells] == ["500.00"]
    take_sheet(actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=[0])
    assert desk.sheet(claim).claimed_cover.retention_released_this_period == 500


def test_a_claim_contact_fills_in_what_is_theirs(desk: Desk, scene: Scene) -> None:
    contact = contact_of(scene, desk.contract)
    claim = desk.start()
    theirs = Desk(contact.actor, desk.contract)
    sheet = downloaded(theirs, claim)
    assert "Retention adjusted" not in columns(sheet)
    sheet.put(f"{columns(sheet)['Work this period']}5", Decimal("12.5"))
    upload = staged(theirs, claim, sheet)
    with pytest.raises(NotThere):
        get_upload(desk.actor, upload.pk)
    found, _plan = plan_of(contact.actor, upload)
    taken = take_sheet(
        actor=contact.actor, upload_id=upload.pk, expected_version=found.version, places=[0]
    )
    assert (taken.cells, theirs.line(claim, "1").claimed_work) == (1, Decimal("12.50"))


def test_a_line_that_is_gone_meanwhile_takes_nothing(desk: Desk) -> None:
    claim = desk.start()
    sheet = downloaded(desk, claim)
    at = columns(sheet)
    sheet.put(f"{at['Work this period']}5", Decimal("12"))
    sheet.put(f"{at['Work this period']}8", Decimal("-15"))
    upload = staged(desk, claim, sheet)
    upload.differences[0][0] = 10**9
    upload.save(update_fields=["differences"])
    found, plan = plan_of(desk.actor, upload)
    assert [(one.outcome, one.told) for one in plan.cells] == [
        (Outcome.REFUSED, "This line is no longer here: reload the page."),
        (Outcome.CHANGE, ""),
    ]
    taken = take_sheet(
        actor=desk.actor, upload_id=upload.pk, expected_version=found.version, places=[0, 1]
    )
    assert (taken.cells, taken.left) == (1, 1)
