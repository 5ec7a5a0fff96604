"""Permission templates and settings in a browser: accessible, and they fit a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ledgerstone.access.models import PermissionTemplate
from tests.e2e.desk import Desk
from tests.support.scene import Scene

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("size", SIZES)
def test_a_template_is_copied_changed_and_saved(
    committed_scene: Scene, live_address: str, browser: Browser, size: str
) -> None:
    context = browser.new_context(viewport=SIZES[size], has_touch=size == "phone")
    desk = Desk(context.new_page(), live_address)
    page = desk.page
    desk.sign_in()
    desk.go("/settings/")
    desk.expect_accessible("settings")
    desk.follow("Permission templates")
    desk.expect_accessible("templates")
    desk.press("Copy Site team")
    expect(page.get_by_role("heading", level=1)).to_have_text("Copy of Site team")
    page.get_by_role("group", name="Commitments").get_by_label("Admin").check()
    page.get_by_label("Create head contracts", exact=True).check()
    page.get_by_text("What each level may do").nth(1).click()
    expect(page.get_by_text("approve variations").first).to_be_visible()
    desk.expect_accessible("template")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
    desk.press("Save the template")
    desk.expect_said("The template Copy of Site team is saved and in effect.")
    made = PermissionTemplate.objects.get(name="Copy of Site team")
    assert (made.commitments, made.grants) == (3, ["create_head_contracts"])
    context.close()
