"""The sheets, worked as people work a spreadsheet: by pointer, keys and clipboard."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect


class Sheet:
    """A sheet in the page. Cells are named by their row and the key of their column."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.host = page.locator(f"#{name}")
        expect(page.locator(f"#{name}[data-ready]")).to_be_visible()
        config = page.locator(f"#{name}-data").text_content()
        self.config: dict[str, Any] = json.loads(config or "{}")

    def at(self, row: int, area: str, column: int) -> Locator:
        data = f'revogr-data[type="rgRow"][col-type="{area}"]'
        return self.host.locator(f'{data} [data-rgrow="{row}"][data-rgcol="{column}"]')

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type_on(self, text: str) -> None:
        """Type as on a keyboard, over the active cell."""
        self.page.keyboard.type(text)

    def paste(self, rows: list[list[str]]) -> None:
        """Paste a block, as copied from a spreadsheet, at the active cell."""
        text = "\n".join("\t".join(row) for row in rows)
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.keys("Control+V")


class ClaimSheet(Sheet):
    """The lines of a claim. A row is named by its item."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, "claim-sheet")

    @property
    def places(self) -> dict[str, tuple[str, int]]:
        """Where the columns stand that are shown now, by their keys."""
        frozen = [column["key"] for column in self.config["columns"] if column["frozen"]]
        shown = (self.host.get_attribute("data-columns") or "").split()
        loose = [key for key in shown if key not in frozen]
        return {key: ("colPinStart", n) for n, key in enumerate(frozen)} | {
            key: ("rgCol", n) for n, key in enumerate(loose)
        }

    def group(self, label: str, key: str) -> Locator:
        """A cell on the row of a group."""
        data = 'revogr-data[type="rgRow"][col-type="colPinStart"] [data-rgcol="1"]'
        cell = self.host.locator(data).filter(has=self.page.get_by_text(label, exact=True))
        return self.at(int(cell.get_attribute("data-rgrow") or ""), *self.places[key])

    def expect_items(self, *items: str) -> None:
        """These lines are drawn, from the top."""
        data = 'revogr-data[type="rgRow"][col-type="colPinStart"] [data-rgcol="0"]:not(:has(svg))'
        expect(self.host.locator(data)).to_have_text(items)

    def view(self, choice: str, *, on: bool = True) -> None:
        """Choose something in the menu of how the sheet is shown."""
        menu = self.page.locator("details[data-menu]").filter(has=self.page.locator("#sheet-view"))
        menu.locator("summary").click()
        field = self.page.locator("#sheet-view").get_by_label(choice, exact=True)
        field.set_checked(on)
        self.keys("Escape")

    def row(self, item: str) -> int:
        data = 'revogr-data[type="rgRow"][col-type="colPinStart"] [data-rgcol="0"]'
        cell = self.host.locator(data).filter(has=self.page.get_by_text(item, exact=True))
        return int(cell.get_attribute("data-rgrow") or "")

    def cell(self, item: str, key: str) -> Locator:
        return self.at(self.row(item), *self.places[key])

    def choose(self, item: str, key: str) -> None:
        self.cell(item, key).click()

    def expect_shown(self, item: str, key: str, text: str) -> None:
        expect(self.cell(item, key)).to_have_text(text)

    def total(self, key: str) -> str:
        area, column = self.places[key]
        data = f'revogr-data[type="rowPinEnd"][col-type="{area}"] [data-rgcol="{column}"]'
        return self.host.locator(data).inner_text().strip()

    def expect_saved(self) -> None:
        """Everything typed was answered by the server."""
        expect(self.page.locator("#save-state")).to_have_attribute("data-state", "saved")


class ScheduleSheet(Sheet):
    """The lines of a schedule being written. A row is named by its number from 1."""

    AMOUNT = ("item", "description", "section", "budget_code", "scheduled_value")
    UNIT = (*AMOUNT[:4], "quantity", "unit", "unit_price", "scheduled_value")

    def __init__(self, page: Page, *, by_unit: bool = False) -> None:
        super().__init__(page, "schedule-sheet")
        self.columns = self.UNIT if by_unit else self.AMOUNT

    def cell(self, row: int, key: str) -> Locator:
        return self.at(row - 1, "rgCol", self.columns.index(key))
