"""The claims of a period in a browser: by keyboard, while typing, on phones, without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ledgerstone.contracts.operations import name_contact
from tests.claims.desk import Desk as ClaimDesk
from tests.e2e.desk import Desk
from tests.e2e.test_keyboard import tab_to
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.claims_desk import HALF


@pytest.fixture
def tool(committed_scene: Scene, live_address: str, page: Page) -> Desk:
    """The list of a period with somebody to invite, nobody to invite, and a claim to approve."""
    scene = committed_scene
    scene.period(2099, 10)
    asked = ClaimDesk.at(scene, title="Roofing")
    person = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=asked.contract.pk, person_id=person.pk)
    ClaimDesk.at(scene, title="Doors")
    ClaimDesk.at(scene, title="Steel frame").claimed(HALF)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{scene.project.pk}/claims/")
    return desk


def test_rows_are_ticked_and_invited_by_keyboard_alone(tool: Desk, page: Page) -> None:
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    tool.expect_accessible("the list of a period")
    tab_to(page, page.locator("[data-pick-all]"))
    page.keyboard.press("Space")
    expect(bar).to_contain_text("3 selected")
    expect(bar).to_contain_text("claimed 145,000.00, assessed 145,000.00")
    expect(bar.get_by_role("button", name="Approve 1")).to_be_visible()
    expect(bar.get_by_role("button", name="Remind")).to_be_hidden()
    tool.expect_accessible("with its bar")
    summary = bar.locator("summary", has_text="Invite 1")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    text = bar.get_by_label("Text")
    tab_to(page, text)
    page.keyboard.type("Photographs, please.")
    tool.expect_accessible("the form in the bar")
    tab_to(page, bar.get_by_role("button", name="Send the invitations"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tool.expect_said("1 invitation to claim sent.")
    tool.expect_said("2 of 3 left as they are")
    expect(bar).to_contain_text("2 selected")
    tool.expect_accessible("what was refused")
    page.get_by_role("link", name="Dismiss").click()
    expect(page.get_by_text("left as they are")).to_have_count(0)


def test_enter_on_a_tick_box_does_nothing(tool: Desk, page: Page) -> None:
    box = page.get_by_label("Tick SU-003")
    tab_to(page, box)
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    expect(box).to_be_checked()
    expect(page.locator("[data-bulk]")).to_contain_text("1 selected")


def test_the_list_narrows_while_somebody_types(tool: Desk, page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("roof")
    expect(page.locator("tbody th.name")).to_have_count(1)
    expect(page.get_by_role("link", name="1 All")).to_be_visible()
    assert "q=roof" in page.url


def test_the_page_never_scrolls_sideways(tool: Desk, page: Page) -> None:
    page.locator("[data-pick-all]").check()
    for width in (360, 390, 768, 1100, 1440, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        if width == 390:
            tool.expect_accessible("on a phone")


def test_without_script_the_bar_is_a_form(
    tool: Desk, page: Page, browser: object, committed_scene: Scene
) -> None:
    context = page.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto(page.url)
    plain.get_by_label("Tick SU-003").check()
    bar = plain.locator("[data-bulk]")
    expect(bar).to_be_visible()
    with plain.expect_navigation():
        bar.get_by_role("button", name="Approve", exact=True).click()
    expect(plain.get_by_text("1 claim approved.")).to_be_visible()
    context.close()
