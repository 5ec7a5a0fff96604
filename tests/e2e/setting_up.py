"""Setting a project up through its pages: the project, its contracts, its billing periods."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.ironline import CONCRETE, LINES, SUPPLY, workbook
from tests.e2e.sheets import ScheduleSheet

WRONG_ITEM, WRONG_VALUE, RIGHT_VALUE = "009", "951,5OO.00", "951500"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def set_up_project(desk: Desk) -> str:
    """From the first page after signing in; the project's address."""
    desk.expect_accessible("no projects")
    desk.follow("Set up a project")
    desk.fill(
        name="Ironline Distribution Centre",
        number="2026-014",
        terminology="en-AU",
        currency="AUD",
        time_zone="Australia/Sydney",
        address="210 Marlow Road, Eastern Creek NSW 2766",
    )
    desk.expect_accessible("new project")
    desk.press("Set up the project")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Ironline Distribution Centre")
    desk.expect_accessible("new overview")
    project = desk.path
    # This project claims on schedules as they are agreed.
    desk.go(f"{project}settings/commitments/")
    desk.page.get_by_label("The subcontractor breaks the schedule of values down").uncheck()
    desk.press("Save the settings")
    desk.expect_said("The settings are saved.")
    desk.go(project)
    return project


def set_up_head_contract(desk: Desk, project: str) -> str:
    """Its schedule comes from a workbook in which one value is mistyped; the contract's address."""
    desk.go(f"{project}head-contracts/new/")
    desk.fill(
        title="Ironline Distribution Centre",
        new_company="Tallis Park Industrial Trust",
        retention_work="5",
        retention_materials="5",
    )
    content = workbook({WRONG_ITEM: WRONG_VALUE})
    file = {"name": "schedule.xlsx", "mimeType": XLSX, "buffer": content}
    desk.page.get_by_label("Read it from a spreadsheet").set_input_files(file)  # type: ignore[arg-type]
    desk.press("Read the file")
    _correct_the_wrong_row(desk)
    desk.press("Set up the head contract")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(
        "HC-001 Ironline Distribution Centre"
    )
    expect(desk.page.get_by_role("main")).to_contain_text("31,747,000.00")
    desk.expect_accessible("contract")
    return desk.path


def _correct_the_wrong_row(desk: Desk) -> None:
    """Everything read is shown, nothing is stored, and the wrong cell is named and mended."""
    page = desk.page
    sheet = ScheduleSheet(page)
    row = [line["item"] for line in LINES].index(WRONG_ITEM) + 1
    expect(sheet.cell(row, "scheduled_value")).to_contain_text(WRONG_VALUE)
    expect(page.get_by_role("alert").filter(has_text="nothing is stored yet")).to_be_visible()
    expect(sheet.host).to_contain_text(f"“{WRONG_VALUE}” is not a figure.")
    desk.expect_accessible("wrong row")
    sheet.cell(row, "scheduled_value").click()
    sheet.type_on(RIGHT_VALUE)
    sheet.keys("Enter")
    page.get_by_label("Add budget codes that the project does not have yet").check()


def set_up_subcontract(desk: Desk, project: str) -> str:
    """Its schedule is pasted from a spreadsheet; the contract's address."""
    desk.go(f"{project}commitments/")
    desk.expect_accessible("no commitments")
    desk.go(f"{project}commitments/new/?kind=subcontract")
    desk.fill(title="Concrete works", new_company="Ninmere Concrete Pty Ltd")
    sheet = ScheduleSheet(desk.page)
    sheet.cell(1, "item").click()
    sheet.paste(CONCRETE)
    expect(sheet.cell(4, "scheduled_value")).to_contain_text("2,000,000.00")
    desk.expect_accessible("pasted schedule")
    desk.press("Set up the subcontract")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("SC-001 Concrete works")
    expect(desk.page.get_by_role("main")).to_contain_text("7,263,200.00")
    return desk.path


def set_up_purchase_order(desk: Desk, project: str) -> str:
    """Its lines are typed, cell by cell, with unit prices; the contract's address."""
    desk.go(f"{project}commitments/new/?kind=purchase_order")
    desk.fill(title="Imported fill", new_company="Orrin Quarries Pty Ltd", accounting_method="unit")
    expect(desk.page.get_by_role("columnheader", name="Unit price")).to_be_visible()
    sheet = ScheduleSheet(desk.page, by_unit=True)
    for row, typed in enumerate(SUPPLY, start=1):
        sheet.cell(row, "item").click()
        for text in typed:
            sheet.type_on(text)
            sheet.keys("Tab")
    expect(sheet.cell(1, "scheduled_value")).to_have_text("1,720,400.00")
    expect(sheet.cell(2, "scheduled_value")).to_have_text("6,000.00")
    desk.press("Set up the purchase order")
    # One code of it is new to the project; nothing typed is lost by that.
    desk.page.get_by_label("Add budget codes that the project does not have yet: 90-000").check()
    desk.press("Set up the purchase order")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("PO-001 Imported fill")
    expect(desk.page.get_by_role("main")).to_contain_text("1,726,400.00")
    return desk.path


def open_period(desk: Desk, project: str, start: str, end: str, due: str) -> None:
    """A billing period, through the list of periods."""
    desk.go(f"{project}periods/new/")
    desk.fill(start=start, end=end, due_date=due)
    desk.expect_accessible("new period")
    desk.press("Open the period")
    expect(desk.page.get_by_role("row").filter(has_text="Open").first).to_be_visible()
    desk.expect_accessible("periods")
