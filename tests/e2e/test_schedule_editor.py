"""The schedule of values in its editor: typed, pasted, moved, split, and saved by itself."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import Page, expect

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import change_lines
from ledgerstone.contracts.schedules.schedule_edits import CellChange
from tests.e2e.desk import Desk
from tests.e2e.sheets import Sheet
from tests.support.scene import Scene

FROZEN = ("item", "description")
LOOSE = ("section", "budget_code", "scheduled_value", "billed")
PASTED = [
    ["2.1", "Columns and beams", "Frame", "", "180,000.00"],
    ["2.2", "Connections", "Frame", "", "=50000+20000"],
    ["", "Painting", "Frame", "", "12,OOO"],
]


class EditorSheet(Sheet):
    """The lines of a contract. A row is named by the text of its item."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "schedule-editor")

    def row(self, item: str) -> int:
        data = 'revogr-data[type="rgRow"][col-type="colPinStart"] [data-rgcol="0"]'
        cell = self.host.locator(data).filter(has=self.page.get_by_text(item, exact=True))
        return int(cell.get_attribute("data-rgrow") or "")

    def cell(self, row: int, key: str):  # type: ignore[no-untyped-def]
        if key in FROZEN:
            return self.at(row, "colPinStart", FROZEN.index(key))
        return self.at(row, "rgCol", LOOSE.index(key))

    def choose(self, item: str, key: str) -> None:
        self.cell(self.row(item), key).click()

    def expect_saved(self) -> None:
        state = self.page.locator("#save-state")
        expect(state).to_contain_text("Saved ")
        expect(state).to_have_attribute("data-state", "saved")


def lines(contract: Contract) -> list[tuple[str, str, str, Decimal]]:
    return [
        (line.item, line.description, line.section, line.scheduled_value)
        for line in queries.lines(contract)
    ]


def test_a_schedule_is_edited_in_its_sheet(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    contract = committed_scene.contract()
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/contracts/{contract.pk}/schedule/")
    sheet = EditorSheet(page)
    desk.expect_accessible("schedule editor")
    sheet.choose("1", "scheduled_value")
    sheet.type_on("41,000")
    sheet.keys("Enter")
    sheet.expect_saved()
    expect(page.locator(".footer-wrapper").last).to_contain_text("289,500.00")
    paste_behind_the_active_line(sheet, contract)
    keep_ones_own_figure(sheet, contract, committed_scene)
    split_in_a_dialog(desk, sheet)
    move_and_take_back(sheet, contract)


def paste_behind_the_active_line(sheet: EditorSheet, contract: Contract) -> None:
    """What cannot be read waits at its cell, the rest is kept."""
    page = sheet.page
    page.locator("#schedule-add").click()
    sheet.keys("Home")
    sheet.paste(PASTED)
    expect(page.locator("#save-state")).to_have_attribute("data-state", "refused")
    expect(sheet.cell(sheet.row("2.2"), "scheduled_value")).to_have_text("70,000.00")
    wrong = sheet.row("2.2") + 1
    expect(sheet.cell(wrong, "scheduled_value")).to_contain_text("12,OOO")
    expect(sheet.cell(wrong, "scheduled_value")).to_have_attribute("aria-invalid", "true")
    sheet.cell(wrong, "scheduled_value").click()
    sheet.type_on("12000")
    sheet.keys("Enter")
    sheet.expect_saved()
    kept = lines(contract)
    assert [line[0] for line in kept] == ["1", "2", "2.1", "2.2", "4", "3"]
    assert kept[4][1:] == ("Painting", "Frame", Decimal(12000))


def keep_ones_own_figure(sheet: EditorSheet, contract: Contract, scene: Scene) -> None:
    """Two editors: the cell that both changed asks."""
    contract.refresh_from_db()
    first = queries.lines(contract)[0]
    change_lines(
        actor=scene.actor, contract_id=contract.pk, since=contract.version,
        changes=[CellChange(first.pk, "scheduled_value", "45000")],
    )  # fmt: skip
    sheet.choose("1", "scheduled_value")
    sheet.type_on("42000")
    sheet.keys("Enter")
    alert = sheet.host.get_by_text("Robin Hale changed this to 45,000.00 meanwhile.")
    expect(alert.first).to_be_visible()
    sheet.page.get_by_role("button", name="Keep mine").click()
    sheet.expect_saved()
    contract.refresh_from_db()
    assert lines(contract)[0][3] == Decimal(42000)


def split_in_a_dialog(desk: Desk, sheet: EditorSheet) -> None:
    """The dialog says what is left."""
    sheet.choose("2", "item")
    sheet.page.get_by_role("button", name="Split", exact=True).click()
    dialog = sheet.page.get_by_role("dialog", name="Split the line")
    desk.expect_accessible("split")
    dialog.get_by_label("Figure of part 1").fill("200,000")
    dialog.get_by_label("Description of part 2").fill("Second lot")
    expect(dialog).to_contain_text("50,000.00 is left to divide.")
    dialog.get_by_label("Figure of part 2").fill("50,000")
    dialog.get_by_role("button", name="Split").click()
    expect(dialog).to_be_hidden()
    expect(sheet.cell(sheet.row("2.3"), "description")).to_have_text("Second lot")


def move_and_take_back(sheet: EditorSheet, contract: Contract) -> None:
    """Moved by the keyboard, deleted, and taken back; the amounts stay what they were."""
    page = sheet.page
    sheet.choose("3", "item")
    sheet.keys("Alt+Shift+ArrowUp")
    sheet.expect_saved()
    sheet.choose("2.3", "item")
    page.locator("#schedule-delete").click()
    expect(sheet.host).to_contain_text("1 line deleted. Ctrl+Z brings them back.")
    sheet.keys("Control+z")
    sheet.expect_saved()
    page.reload()
    again = EditorSheet(page)
    expect(again.cell(again.row("2.3"), "description")).to_have_text("Second lot")
    total = sum(line[3] for line in lines(contract))
    assert total == Decimal(42000 + 250000 - 1500 + 180000 + 70000 + 12000)
