"""A claim on a phone, without script: a line at a time, then submitted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.desk import Desk
from tests.support.scene import Scene

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def plain_phone(live_address: str, browser: Browser) -> Iterator[Desk]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, has_touch=True)
    yield Desk(context.new_page(), live_address)
    context.close()


def test_two_lines_are_filled_in_and_submitted_without_script(
    committed_scene: Scene, plain_phone: Desk
) -> None:
    contract = committed_scene.contract(status="approved")
    committed_scene.period(2099, 10)
    desk, page = plain_phone, plain_phone.page
    desk.sign_in()
    desk.go(f"/contracts/{contract.pk}/")
    desk.press("Start a claim")
    claim = desk.path
    desk.follow("Edit as a list")

    page.get_by_label("Complete to date").fill("25%")
    desk.press("Next line")
    expect(page.get_by_role("heading", level=2)).to_have_text("Structural steel")
    page.get_by_label("Complete to date").fill("forty")
    desk.press("Next line")
    expect(page.get_by_label("Complete to date")).to_have_value("forty")
    expect(page.get_by_label("Complete to date")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Complete to date").fill("40")
    desk.press("Next line")
    # 25 % of 40,000.00 and 40 % of 250,000.00
    expect(page.get_by_role("contentinfo")).to_contain_text("110,000.00")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    desk.follow("Review")
    assert desk.path == claim
    desk.press("Submit")
    expect(page.locator(".status-pill").first).to_have_text("Under review")
    expect(page.get_by_role("main")).to_contain_text("110,000.00")


def test_the_list_is_accessible_on_a_phone(
    committed_scene: Scene, live_address: str, browser: Browser
) -> None:
    contract = committed_scene.contract(status="approved")
    committed_scene.period(2099, 10)
    context = browser.new_context(viewport=PHONE, has_touch=True)
    desk = Desk(context.new_page(), live_address)
    desk.sign_in()
    for path in ("projects/1/", "projects/1/commitments/", f"contracts/{contract.pk}/"):
        desk.go(f"/{path}")
        assert_accessible(desk.page)
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
    desk.press("Start a claim")
    page, place = desk.page, f"{desk.path}list/"
    desk.go(place)
    assert_accessible(page)

    desk.go(f"{place}?by=amount")
    entry, answer = page.get_by_label("Complete to date"), page.locator("[data-answer]")
    entry.fill("12,000")
    expect(answer).to_have_text("12,000.00")
    page.get_by_role("button", name="5 more").tap()
    expect(entry).to_have_value("12005")

    # The connection is lost while it is sent, and what was typed is there again.
    context.route("**/list/*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Next line").last.tap()
    context.unroute("**/list/*")
    desk.go(f"{place}?by=amount")
    expect(entry).to_have_value("12005")
    expect(page.get_by_text("was not saved before")).to_be_visible()
    desk.press("Next line")
    desk.go(f"{place}?by=amount")
    expect(page.get_by_text("was not saved before")).to_have_count(0)
    context.close()
