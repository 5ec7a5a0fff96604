"""A draft is filled in away from the browser: downloaded, brought back, looked at, taken."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.claims.desk import Desk as ClaimDesk
from tests.claims.test_sheet_upload import columns
from tests.documents.spreadsheet_editing import Editing
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.support.scene import Scene


def test_a_sheet_is_filled_in_and_taken(
    committed_scene: Scene, live_address: str, page: Page, tmp_path: Path
) -> None:
    committed_scene.period()
    claims = ClaimDesk.at(committed_scene)
    claim = claims.start()
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/claims/{claim.pk}/")
    page.locator(".ls-head .btn-icon").last.click()
    desk.follow("Fill in a spreadsheet")
    desk.expect_accessible("filling in a spreadsheet")

    with page.expect_download() as begun:
        page.get_by_role("link", name="Download the sheet").click()
    assert begun.value.suggested_filename == "SU-001_claim_1_to_fill_in.xlsx"
    sheet = Editing(Path(begun.value.path()).read_bytes())
    _bring_back(desk, sheet, tmp_path / "filled in.xlsx")
    desk.press("Take all 2 changes")
    desk.expect_said("2 entries are taken over.")
    assert claims.line(claim, "1").claimed_work == Decimal("1500.50")
    assert claims.line(claim, "2").claimed_work == Decimal("62500.00")


def _bring_back(desk: Desk, sheet: Editing, file: Path) -> None:
    """With a locked cell changed; then with that put right and figures entered."""
    page = desk.page
    at = columns(sheet)
    sheet.put("B5", "Something else")
    file.write_bytes(sheet.content())
    page.locator("input[type=file]").set_input_files(file)
    desk.press("See what it would change")
    expect(page.get_by_role("rowheader", name="B5")).to_be_visible()
    desk.expect_accessible("a sheet that is not as downloaded")

    sheet.put("B5", "Preliminaries")
    sheet.put(f"{at['Work this period']}5", Decimal("1500.5"))
    sheet.put(f"{at['Or: work to date in %']}6", Decimal("0.25"))
    sheet.put(f"{at['Work this period']}7", "some")
    file.write_bytes(sheet.content())
    page.locator("input[type=file]").set_input_files(file)
    desk.press("See what it would change")
    expect(page.get_by_role("heading", name="What the sheet would change")).to_be_visible()
    expect(page.get_by_label("Take G7")).to_be_disabled()
    desk.expect_accessible("what a filled-in sheet would change")
    page.set_viewport_size({"width": 390, "height": 844})
    desk.expect_accessible("what a filled-in sheet would change, on a phone")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
