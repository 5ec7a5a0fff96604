"""A subcontractor breaks their lines down on a phone; at a desk they are reviewed and approved."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ledgerstone.contracts.models import Contract
from tests.e2e.accessibility import assert_accessible
from tests.e2e.desk import PASSWORD, Desk
from tests.support.breakdown import Schedule
from tests.support.contacts import contact_of
from tests.support.scene import Scene

PHONE = {"width": 390, "height": 844}
ROWS = (("1", "Site set-up", "8,500.00"), ("2", "Materials", "40,000.00"))
FIVE = [
    ("Fencing", "1200"), ("Sheds", "2,300.00"), ("Power", "1750"), ("Access road", "2250"),
    ("Signs", "1,000"),
]  # fmt: skip
LEFT = ["8,500.00", "7,300.00", "5,000.00", "3,250.00", "1,000.00"]
FOUR = "Steel\t10,000.00\nBolts\t5,000.00\nDecking\t12,000.00\nMesh\t13,000.00\n"


@pytest.fixture
def phone(live_address: str, browser: Browser) -> Iterator[Desk]:
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-AU")
    yield Desk(context.new_page(), live_address)
    context.close()


def shot(page: Page, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=False)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"{folder}/{name}-dark.png", full_page=False)
        page.emulate_media(color_scheme="light")


def test_from_the_phone_to_the_first_claim(
    committed_scene: Scene, phone: Desk, live_address: str, page: Page
) -> None:
    scene = committed_scene
    scene.period(2099, 10)
    schedule = Schedule.at(scene, ROWS, title="Structural steel")
    contact = contact_of(scene, schedule.contract)
    contact.user.set_password(PASSWORD)
    contact.user.save(update_fields=["password"])

    # The one thing to do next is on the first page.
    handset = phone.page
    phone.go("/accounts/login/")
    phone.fill(login=contact.user.email, password=PASSWORD)
    phone.press("Sign in")
    card = handset.get_by_role("listitem").filter(has_text="Structural steel")
    expect(card).to_contain_text("Break down the schedule of values")
    assert_accessible(handset)
    shot(handset, "1-cards")
    phone.follow("Break it down")
    expect(handset.get_by_role("main")).to_contain_text("It is your turn")
    assert_accessible(handset)
    shot(handset, "2-tab-phone")
    phone.follow("Break the lines down")

    # Five lines, the remainder running along; Enter goes from field to field.
    first = handset.get_by_role("region", name="Line 1 Site set-up")
    remaining = first.locator("[data-remaining]")
    first.get_by_label("Description, line 1, row 1").focus()
    for (text, amount), left in zip(FIVE, LEFT, strict=True):
        expect(remaining).to_have_text(left)
        handset.keyboard.insert_text(text)
        handset.keyboard.press("Enter")
        handset.keyboard.insert_text(amount)
        handset.keyboard.press("Enter")
    expect(remaining).to_have_text("0.00")
    expect(handset.locator("[data-missing]")).to_have_text("Still to allocate: line 2 40,000.00.")
    assert_accessible(handset)
    assert handset.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shot(handset, "3-fill-phone")
    phone.press("Submit for review")
    expect(handset.get_by_role("main")).to_contain_text("Saved as a draft.")
    assert schedule.status == "draft"

    # Four lines pasted from a spreadsheet, then it is handed in.
    handset.get_by_label("Description, line 2, row 1").focus()
    handset.evaluate(
        """text => { const paste = new DataTransfer(); paste.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
        { clipboardData: paste, bubbles: true, cancelable: true })); }""",
        FOUR,
    )
    expect(handset.locator("[data-remaining-all]")).to_have_text("0.00")
    expect(handset.locator("[data-missing]")).to_have_text("Every line is fully allocated.")
    phone.press("Submit for review")
    expect(handset.get_by_role("main")).to_contain_text("is submitted")
    expect(handset.locator(".breakdown-state .status-pill")).to_have_text("Under review")
    shot(handset, "4-submitted-phone")

    # At the desk: a note on one line, returned; then approved, and the claim lists the details.
    page.set_default_timeout(20_000)
    office = Desk(page, live_address)
    office.sign_in()
    address = f"/contracts/{schedule.contract.pk}/subcontractor-schedule/"
    office.go(address)
    assert_accessible(page)
    page.get_by_label("Note on line 2.1").fill("By level, please")
    page.get_by_label("If it goes back, what is to be revised").fill("Split the steel.")
    shot(page, "5-review-desk")
    office.press("Return with notes")
    expect(page.get_by_role("main")).to_contain_text("Returned, 1 note")
    phone.go("/")
    expect(handset.get_by_role("main")).to_contain_text("Returned: 1 note")
    phone.follow("See what to revise")
    shot(handset, "6-returned-phone")
    phone.follow("Change the lines")
    expect(handset.get_by_role("main")).to_contain_text("Steel: By level, please")
    shot(handset, "7-fill-returned-phone")
    phone.press("Submit for review")
    office.go(f"{address}fill/")
    assert_accessible(page)
    shot(page, "8-fill-desk")
    office.go(address)
    office.press("Approve")
    expect(page.get_by_role("main")).to_contain_text("Approved.")
    shot(page, "9-approved-desk")
    assert_accessible(page)
    assert Contract.objects.get(pk=schedule.contract.pk).subcontractor_schedule_status == "approved"
    phone.go("/")
    with handset.expect_navigation():
        handset.get_by_role("button", name="Start the October").click()
    expect(handset.get_by_role("main")).to_contain_text("Fencing")
