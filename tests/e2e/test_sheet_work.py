"""The sheet of a claim as a spreadsheet: filling down, sums, blocks, groups, how it is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.projects.operations import add_budget_codes
from tests.e2e.desk import Desk
from tests.e2e.drafts import draft_claim
from tests.e2e.sheets import ClaimSheet
from tests.support.scene import Scene

ROWS = [
    RawRow(item="1.1", description="Shop drawings", scheduled_value="100.00",
           section="Engineering", budget_code="05-10"),
    RawRow(item="1.2", description="Mill certificates", scheduled_value="150.00",
           section="Engineering", budget_code="05-20"),
    RawRow(item="2.1", description="Portal frames", scheduled_value="900.00",
           section="Fabrication", budget_code="05-10"),
    RawRow(item="2.2", description="Purlins and girts", scheduled_value="300.00",
           section="Fabrication", budget_code="05-20"),
]  # fmt: skip


@pytest.fixture
def claim(committed_scene: Scene) -> Claim:
    scene = committed_scene
    codes = {"05-10": "Steel", "05-20": "Other steel"}
    add_budget_codes(actor=scene.actor, project_id=scene.project.pk, codes=codes)
    return draft_claim(scene, rows=ROWS)


@pytest.fixture
def sheet(claim: Claim, live_address: str, page: Page) -> ClaimSheet:
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/claims/{claim.pk}/")
    return ClaimSheet(page)


def _shown(sheet: ClaimSheet, column: str, *texts: str) -> None:
    for item, text in zip(("1.1", "1.2", "2.1", "2.2"), texts, strict=True):
        sheet.expect_shown(item, column, text)


def _type(sheet: ClaimSheet, item: str, column: str, text: str) -> None:
    sheet.choose(item, column)
    sheet.type_on(text)
    sheet.keys("Enter")


def test_sums_are_typed_and_filled_down_and_taken_back(sheet: ClaimSheet) -> None:
    _type(sheet, "1.1", "work_this_period", "=12.50+2×10-(1)")
    expect(sheet.page.get_by_text("1 cell is not saved")).to_be_visible()
    _type(sheet, "1.1", "work_this_period", "=12.50+2×10−1")
    _shown(sheet, "work_this_period", "31.50", "–", "–", "–")
    sheet.choose("1.1", "work_this_period")
    sheet.keys("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    _shown(sheet, "work_this_period", "31.50", "31.50", "31.50", "–")
    sheet.expect_saved()
    sheet.keys("Control+z")
    _shown(sheet, "work_this_period", "31.50", "–", "–", "–")
    sheet.keys("Control+y")
    sheet.expect_saved()
    sheet.page.reload()
    _shown(ClaimSheet(sheet.page), "work_this_period", "31.50", "31.50", "31.50", "–")


def test_the_corner_is_dragged_over_the_lines_below(sheet: ClaimSheet) -> None:
    _type(sheet, "1.1", "percent_to_date", "45%")
    sheet.choose("1.1", "percent_to_date")
    handle = sheet.page.locator(".autofill-handle").last.bounding_box()
    target = sheet.cell("1.2", "percent_to_date").bounding_box()
    assert handle is not None
    assert target is not None
    mouse = sheet.page.mouse
    mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    mouse.down()
    mouse.move(target["x"] + 30, target["y"] + 12, steps=6)
    mouse.up()
    sheet.expect_shown("1.2", "percent_to_date", "45.0%")
    sheet.expect_shown("1.2", "work_this_period", "67.50")
    sheet.expect_saved()


def test_blocks_come_from_spreadsheets_and_go_back(sheet: ClaimSheet) -> None:
    sheet.choose("1.1", "work_this_period")
    sheet.paste([["(10.00)"], ["1,25"], ["$ 45.00"], ["50%"]])
    said = sheet.page.get_by_text("1 cell is not saved")
    expect(said).to_be_visible()
    _shown(sheet, "work_this_period", "−10.00", "1,25", "45.00", "150.00")
    _type(sheet, "1.2", "work_this_period", "12")
    expect(said).to_be_hidden()
    sheet.expect_saved()
    sheet.choose("1.1", "work_this_period")
    sheet.keys(*["Shift+ArrowDown"] * 3, "Control+c")
    copied = sheet.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.splitlines() == ["-10.00", "12.00", "45.00"]


def test_a_figure_on_a_group_is_shared_by_its_lines(sheet: ClaimSheet) -> None:
    _type(sheet, "1.1", "work_this_period", "90")
    sheet.expect_saved()
    cell = sheet.group("Engineering", "work_this_period")
    expect(cell).to_have_text("90.00")
    cell.click()
    sheet.type_on("100")
    sheet.keys("Enter")
    _shown(sheet, "work_this_period", "40.00", "60.00", "–", "–")
    expect(cell).to_have_text("100.00")
    sheet.expect_saved()
    sheet.keys("Control+z")
    _shown(sheet, "work_this_period", "90.00", "–", "–", "–")
    sheet.expect_saved()
    share = sheet.group("Fabrication", "claimed_percent")
    share.click()
    sheet.type_on("50%")
    sheet.keys("Enter")
    _shown(sheet, "claimed_percent", "90.0%", "0.0%", "50.0%", "50.0%")
    share.click()
    sheet.type_on("-5")
    sheet.keys("Enter")
    expect(sheet.page.get_by_text("A percentage to date is 0% or more.").first).to_be_visible()
    _shown(sheet, "claimed_percent", "90.0%", "0.0%", "50.0%", "50.0%")


def test_lines_are_gathered_by_code_and_the_choice_is_remembered(sheet: ClaimSheet) -> None:
    _type(sheet, "2.2", "work_this_period", "30")
    sheet.expect_saved()
    sheet.view("Budget code")
    expect(sheet.group("05-20", "work_this_period")).to_have_text("30.00")
    expect(sheet.group("05-20", "scheduled_value")).to_have_text("450.00")
    sheet.expect_items("1.1", "2.1", "1.2", "2.2")
    _type(sheet, "1.2", "work_this_period", "5")
    expect(sheet.group("05-20", "work_this_period")).to_have_text("35.00")
    sheet.expect_saved()
    sheet.view("Full")
    sheet.expect_shown("1.2", "budget_code", "05-20")
    sheet.view("Compact")
    sheet.page.reload()
    again = ClaimSheet(sheet.page)
    expect(again.group("05-20", "work_this_period")).to_have_text("35.00")
    again.expect_shown("1.2", "budget_code", "05-20")
    box = again.cell("1.2", "budget_code").bounding_box()
    assert box is not None
    assert box["height"] == 26
    again.view("Section")
    expect(again.group("Engineering", "work_this_period")).to_have_text("5.00")
    again.view("No groups")
    again.expect_items("1.1", "1.2", "2.1", "2.2")


def test_columns_fold_away_and_grow(sheet: ClaimSheet) -> None:
    assert "previous" in sheet.places
    sheet.view("Certified before", on=False)
    assert "previous" not in sheet.places
    _type(sheet, "1.1", "work_this_period", "8")
    sheet.expect_shown("1.1", "work_this_period", "8.00")
    before = sheet.cell("1.1", "claimed").bounding_box()
    sheet.choose("1.1", "claimed")
    sheet.keys("Alt+Shift+ArrowRight", "Alt+Shift+ArrowRight")
    after = sheet.cell("1.1", "claimed").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] == before["width"] + 32
    sheet.page.reload()
    again = ClaimSheet(sheet.page)
    assert "previous" not in again.places
    kept = again.cell("1.1", "claimed").bounding_box()
    assert kept is not None
    assert kept["width"] == after["width"]


def test_lines_are_found_and_only_changed_ones_shown(sheet: ClaimSheet) -> None:
    _type(sheet, "2.1", "work_this_period", "8")
    sheet.expect_saved()
    only = sheet.page.locator("#sheet-only-changed")
    only.check(force=True)
    sheet.expect_items("2.1")
    only.uncheck(force=True)
    search = sheet.page.locator("#sheet-search")
    search.fill("05-20")
    sheet.expect_items("1.2", "2.2")
    search.fill("mill")
    sheet.expect_items("1.2")
    search.fill("")
    sheet.expect_items("1.1", "1.2", "2.1", "2.2")


def test_the_menu_of_the_view_is_accessible_and_worked_by_keys(
    sheet: ClaimSheet, live_address: str
) -> None:
    desk = Desk(sheet.page, live_address)
    menu = sheet.page.locator("summary").filter(has_text="View")
    menu.focus()
    sheet.keys("Enter", "ArrowDown", "ArrowDown")
    desk.expect_accessible("sheet with its view open")
    sheet.keys("Escape")
    expect(menu).to_be_focused()


def test_contract_sheets_are_remembered_apart(
    sheet: ClaimSheet, committed_scene: Scene, live_address: str
) -> None:
    sheet.view("No groups")
    contract: Contract = committed_scene.contract(status="approved", rows=ROWS)
    desk = Desk(sheet.page, live_address)
    desk.go(f"/contracts/{contract.pk}/")
    desk.press("Start a claim")
    other = ClaimSheet(sheet.page)
    expect(other.group("Engineering", "scheduled_value")).to_have_text("250.00")


def test_a_cell_says_to_screen_readers_what_is_typed_there(sheet: ClaimSheet) -> None:
    sheet.choose("1.1", "work_this_period")
    sheet.keys("F2")
    expect(sheet.page.get_by_label("Work this period, 1.1 Shop drawings")).to_be_focused()
    sheet.keys("Escape")
    sheet.group("Fabrication", "work_this_period").click()
    sheet.keys("F2")
    expect(sheet.page.get_by_label("Work this period, all lines of Fabrication")).to_be_focused()


def test_a_group_is_entered_in_the_plain_list(
    sheet: ClaimSheet, claim: Claim, live_address: str
) -> None:
    page = sheet.page
    page.set_viewport_size({"width": 390, "height": 844})
    desk = Desk(page, live_address)
    desk.go(f"/claims/{claim.pk}/list/")
    page.get_by_role("link", name="Enter one figure on a group of lines").click()
    page.get_by_label("Figure for Engineering").fill("100")
    desk.expect_accessible("groups of the plain list")
    page.keyboard.press("Enter")
    desk.expect_said("100 is entered on Engineering.")
    page.set_viewport_size({"width": 1440, "height": 1200})
    desk.go(f"/claims/{claim.pk}/")
    _shown(ClaimSheet(page), "work_this_period", "40.00", "60.00", "–", "–")
