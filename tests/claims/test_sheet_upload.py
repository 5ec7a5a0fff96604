"""The round trip of a draft: what is entered in its open cells comes back as exactly that."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledgerstone.claims import queries
from ledgerstone.claims.columns import cell
from ledgerstone.claims.exchange.sheet_planning import Outcome
from ledgerstone.claims.exchange.sheet_uploads import (
    discard_sheet,
    plan_of,
    stage_sheet,
    take_sheet,
)
from ledgerstone.claims.models import Claim, SheetUpload
from ledgerstone.contracts.schedule import RawRow
from ledgerstone.documents.entry_sheet_reading import SheetRefused, read_filled
from ledgerstone.documents.entry_sheet_writing import entry_workbook
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid, NotThere, Stale, WrongState
from tests.claims.desk import Desk, flat
from tests.documents.spreadsheet_editing import Editing
from tests.support.scene import Scene

ROWS = (
    RawRow(item="1", description="Preliminaries", scheduled_value="40,000.00"),
    RawRow(item="2", description="Structural steel", scheduled_value="250,000.00"),
    RawRow(item="3", description="Rock excavation", quantity="1250", unit="m3", unit_price="84.5"),
    RawRow(item="4", description="Credit for early access", scheduled_value="(1,500.00)"),
)
FIRST = 5  # the row of line 1


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
    return {
        sheet.text(f"{letter}4"): letter
        for letter in "ABCDEFGHIJKLMNOPQRSTU"
        if sheet.text(f"{letter}4")
    }


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
