"""A session that ends while somebody types: nothing typed is lost, and they are told."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.accessibility import assert_accessible
from tests.e2e.desk import Desk
from tests.e2e.drafts import draft_claim
from tests.e2e.sheets import ClaimSheet
from tests.support.scene import Scene


def test_what_is_typed_after_the_session_ended_is_kept_and_saved_later(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    claim = draft_claim(committed_scene)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/claims/{claim.pk}/")
    sheet = ClaimSheet(page)
    page.context.clear_cookies()
    sheet.choose("2", "work_this_period")
    sheet.type_on("30%")
    sheet.keys("Enter")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "signed_out")
    expect(
        page.get_by_text("You were signed out. Everything you typed is still here.")
    ).to_be_visible()
    sheet.expect_shown("2", "work_this_period", "75,000.00")
    assert_accessible(page)

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    elsewhere = Desk(opened.value, live_address)
    elsewhere.fill(login="alex.morgan@corvane.example", password="build-the-library")
    elsewhere.press("Sign in")
    page.bring_to_front()
    page.get_by_role("button", name="try again").click()
    sheet.expect_saved()
    page.reload()
    ClaimSheet(page).expect_shown("2", "work_this_period", "75,000.00")


def test_a_form_posted_after_the_session_ended_is_held(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{committed_scene.project.pk}/periods/new/")
    desk.fill(start="2099-10-01", end="2099-10-31", due_date="2099-10-25")
    page.context.clear_cookies(name="sessionid")
    desk.press("Open the period")
    assert_accessible(page)
    expect(page.get_by_role("main")).to_contain_text("2099-10-25")
