"""A claim contact on a phone: from the list of their contracts to a submitted claim."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ledgerstone.contracts.models import Contract
from tests.claims.desk import Desk as Office
from tests.e2e.desk import PASSWORD, Desk
from tests.support.contacts import Contact, contact_of
from tests.support.scene import Scene

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def contract(committed_scene: Scene) -> Contract:
    """Another company's contract stands beside the one that the contact is named on."""
    scene = committed_scene
    scene.contract(status="approved", title="Excavation")
    office = Office.at(scene, title="Electrical and communications", payment_days=20)
    scene.period(2099, 10)
    return office.contract


@pytest.fixture
def contact(committed_scene: Scene, contract: Contract) -> Contact:
    named = contact_of(committed_scene, contract)
    named.user.set_password(PASSWORD)
    named.user.save(update_fields=["password"])
    return named


@pytest.fixture
def phone(live_address: str, browser: Browser) -> Iterator[Desk]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield Desk(context.new_page(), live_address)
    context.close()


def assert_fits(phone: Desk) -> None:
    phone.expect_accessible(phone.path)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_claim_is_started_filled_in_and_submitted(
    committed_scene: Scene, contact: Contact, phone: Desk
) -> None:
    page = phone.page
    phone.go("/accounts/login/")
    phone.fill(login=contact.user.email, password=PASSWORD)
    phone.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your contracts")
    expect(page.get_by_role("main")).not_to_contain_text("Excavation")
    assert_fits(phone)

    phone.press("Start the October 2099 claim")
    expect(page.get_by_role("heading", level=1)).to_have_text("October 2099 claim")
    assert_fits(phone)
    page.get_by_label("Complete to date").fill("25%")
    phone.press("Next line")
    page.get_by_label("Complete to date").fill("40")
    phone.press("Next line")
    # 25 % of 40,000.00 and 40 % of 250,000.00
    expect(page.get_by_role("contentinfo")).to_contain_text("110,000.00")

    phone.follow("Review")
    expect(page.get_by_text("Your turn")).to_be_visible()
    phone.press("Submit")
    expect(page.locator(".status-pill").first).to_have_text("Under review")
    # By the law of the project's place, in business days.
    expect(page.get_by_text("Payment schedule by")).to_be_visible()
    phone.follow("Your contracts")
    expect(page.get_by_role("main")).to_contain_text("110,000.00 claimed, being reviewed")
    assert_fits(phone)
