"""The claim's page by keyboard alone: started, filled in, submitted, and the focus always seen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.e2e.desk import Desk
from tests.e2e.sheets import ClaimSheet
from tests.support.scene import Scene

MOST_STOPS = 80
RING = """element => {
  const style = getComputedStyle(element);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


def tab_to(page: Page, target: Locator, *, back: bool = False) -> None:
    """Go on from stop to stop until the target has the focus; every stop shows that it has."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(RING)
            return
    raise AssertionError(f"{target} cannot be reached by Tab.")


def test_a_claim_is_filled_in_and_submitted_by_keyboard(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    contract = committed_scene.contract(status="approved")
    committed_scene.period(2099, 10)
    desk = Desk(page, live_address)
    desk.go("/accounts/login/")
    tab_to(page, desk.field("login"))
    page.keyboard.type("alex.morgan@corvane.example")
    tab_to(page, desk.field("password"))
    page.keyboard.type("build-the-library")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    desk.go(f"/contracts/{contract.pk}/")
    tab_to(page, page.get_by_role("button", name="Start a claim"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    sheet = ClaimSheet(page)
    tab_to(page, page.locator("#sheet-search"))
    _into_the_sheet(page)
    sheet.type_on("12000")
    sheet.keys("Enter")
    sheet.type_on("100,000.00")
    sheet.keys("Tab", "ArrowDown", "ArrowLeft")
    sheet.type_on("(300)")
    sheet.keys("Enter")
    sheet.expect_shown("1", "work_this_period", "12,000.00")
    sheet.expect_shown("2", "work_this_period", "100,000.00")
    sheet.expect_shown("3", "work_this_period", "−300.00")
    sheet.keys("ArrowUp", "Delete", "Control+z")
    sheet.expect_saved()
    expect(page.locator("#claim-cover")).to_contain_text("111,700.00")

    sheet.keys("Escape")
    tab_to(page, page.get_by_role("button", name="Submit", exact=True), back=True)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".status-pill").first).to_have_text("Under review")


def _into_the_sheet(page: Page) -> None:
    """From the toolbar on by Tab, until a cell is active."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.closest('revo-grid') !== null"):
            return
    raise AssertionError("The sheet cannot be reached by Tab.")
