"""Two people at the same draft: both are told, and neither loses anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.desk import Desk
from tests.e2e.drafts import draft_claim
from tests.e2e.sheets import ClaimSheet
from tests.support.scene import Scene


@pytest.fixture
def two_desks(live_address: str, browser: Browser) -> Iterator[tuple[Desk, Desk]]:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2)]
    one, other = (Desk(context.new_page(), live_address) for context in contexts)
    yield one, other
    for context in contexts:
        context.close()


def test_different_cells_meet_and_the_same_cell_asks(
    committed_scene: Scene, two_desks: tuple[Desk, Desk]
) -> None:
    claim = draft_claim(committed_scene)
    sheets = []
    for desk in two_desks:
        desk.sign_in()
        desk.go(f"/claims/{claim.pk}/")
        sheets.append(ClaimSheet(desk.page))
    one, other = sheets

    _type(one, "1", "10,000.00")
    one.expect_saved()
    _type(other, "2", "50,000.00")
    other.expect_saved()
    other.expect_shown("1", "work_this_period", "10,000.00")
    expect(other.page.locator("#claim-cover")).to_contain_text("60,000.00")

    _type(one, "2", "75,000.00")
    page = one.page
    expect(page.get_by_text("1 cell is not saved")).to_be_visible()
    one.expect_shown("2", "work_this_period", "75,000.00")
    page.get_by_role("button", name="Keep mine").click()
    one.expect_saved()
    expect(page.get_by_text("1 cell is not saved")).to_be_hidden()

    _type(other, "2", "80,000.00")
    other.page.get_by_role("button", name="Take 75,000.00").click()
    other.expect_shown("2", "work_this_period", "75,000.00")
    other.page.reload()
    ClaimSheet(other.page).expect_shown("2", "work_this_period", "75,000.00")


def _type(sheet: ClaimSheet, item: str, text: str) -> None:
    sheet.choose(item, "work_this_period")
    sheet.type_on(text)
    sheet.keys("Enter")
