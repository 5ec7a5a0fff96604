"""The rows of a claim's spreadsheets are those of its document: variations on the tier that is
printed, no markup that is not, no budget code that is not."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import NewMarkup, define_markups
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.documents.workbooks.claim_book import claim_book
from ledgerstone.documents.workbooks.claim_csv import claim_csv
from ledgerstone.documents.workbooks.claim_workbook import claim_workbook
from ledgerstone.projects.operations import add_budget_codes
from tests.contracts.variation_site import Site
from tests.documents.libreoffice import recalculated
from tests.settings.doing import advanced, desk_of
from tests.support.scene import Scene, scene

__all__ = ["scene"]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_markup_that_is_not_printed_is_in_no_spreadsheet(scene: Scene, tmp_path: Path) -> None:
    site = Site.at(scene, "head_contract", tiers=1)
    define_markups(
        actor=site.actor,
        contract_id=site.contract.pk,
        markups=[NewMarkup("Overheads", "horizontal", Decimal("0.1"))],
        expected_version=Contract.objects.get(pk=site.contract.pk).version,
    )
    made = site.make("variation", "1000", "50")
    site.to(made, "approved")
    contract = advanced(scene, site.contract, shows_markup=False)
    desk = desk_of(scene, contract)
    claim = desk.start()
    lines = [line.item for line in desk.sheet(claim) if line.variation]
    assert len(lines) == 4
    desk.type(claim, {item: {"percent_to_date": "50"} for item in lines})
    book = claim_book(desk.actor, desk.now(claim))
    rows = rows_of(claim_csv(book))
    varied = [row for row in rows if row["Variation"]]
    assert [row["Scheduled value"] for row in varied] == ["1100.00", "55.00"]
    assert [row["Work this period"] for row in varied] == ["550.00", "27.50"]
    assert "Overheads" not in claim_csv(book).decode()
    opened = CalamineWorkbook.from_filelike(
        io.BytesIO(recalculated(claim_workbook(book), tmp_path))
    )
    summed = opened.get_sheet_by_name("Variations").to_python()[2]
    assert summed[0] == made.number
    assert summed[2:6] == [1155.0, 577.5, 577.5, 577.5]
    cover = {row[0]: row[3] for row in opened.get_sheet_by_name("Cover").to_python() if row[0]}
    assert cover["2"] == 1155.0


def test_variations_stand_on_the_tier_that_is_printed(scene: Scene, tmp_path: Path) -> None:
    site = Site.at(scene, tiers=2, markups_enabled=False)
    parts = [site.make("potential", "100", "20"), site.make("potential", "-3")]
    top = site.make("variation", parts=parts)
    site.to(top, "approved")
    for detail, values in (("variation", ["117.00"]), ("potential", ["120.00", "-3.00"])):
        desk = desk_of(scene, advanced(scene, site.contract, variation_detail=detail))
        claim = desk.start()
        book = claim_book(desk.actor, desk.now(claim))
        rows = [row for row in rows_of(claim_csv(book)) if row["Variation"]]
        assert [row["Scheduled value"] for row in rows] == values
        assert [row["Item"] for row in rows] == [row["Variation"] for row in rows]
        saved = recalculated(claim_workbook(book), tmp_path / detail)
        cells = CalamineWorkbook.from_filelike(io.BytesIO(saved)).get_sheet_by_name("Variations")
        total = next(row for row in cells.to_python() if row[1] == "Total")
        assert total[2] == 117.0
        desk.delete(claim)


def test_budget_codes_are_written_where_they_are_printed(scene: Scene) -> None:
    add_budget_codes(actor=scene.actor, project_id=scene.project.pk, codes={"05-100": "Steel"})
    row = RawRow(item="1", description="Steel", budget_code="05-100", scheduled_value="100")
    contract = scene.contract(status="approved", rows=[row])
    for shown in (True, False):
        desk = desk_of(scene, advanced(scene, contract, shows_budget_codes=shown))
        claim = desk.start()
        [found] = rows_of(claim_csv(claim_book(desk.actor, desk.now(claim))))
        assert found["Budget code"] == ("05-100" if shown else "")
        desk.delete(claim)
