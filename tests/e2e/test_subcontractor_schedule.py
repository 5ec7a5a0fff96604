"""A subcontractor breaks their lines down on a phone; at a desk they are reviewed and approved."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

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
    committed_scene.period(2099, 10)
    schedule = Schedule.at(committed_scene, ROWS, title="Structural steel")
    contact = contact_of(committed_scene, schedule.contract)
    contact.user.set_password(PASSWORD)
    contact.user.save(update_fields=["password"])
    page.set_default_timeout(20_000)
    office = Desk(page, live_address)
    address = f"/contracts/{schedule.contract.pk}/subcontractor-schedule/"
    fill_on_the_phone(phone, schedule, contact.user.email)
    return_with_a_note(office, address)
    revise_on_the_phone(phone)
    approve(office, address)
    assert schedule.status == "approved"
    phone.go("/")
    with phone.page.expect_navigation():
        phone.page.get_by_role("button", name="Start the October").click()
    expect(phone.page.get_by_role("main")).to_contain_text("Fencing")


def fill_on_the_phone(phone: Desk, schedule: Schedule, email: str) -> None:
    """From the one thing to do next on the first page to a schedule that is handed in."""
    handset = phone.page
    phone.go("/accounts/login/")
    phone.fill(login=email, password=PASSWORD)
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
    type_five_lines(handset)
    shot(handset, "3-fill-phone")
    phone.press("Submit for review")
    expect(handset.get_by_role("main")).to_contain_text("Saved as a draft.")
    assert schedule.status == "draft"
    paste_four_lines(handset)
    phone.press("Submit for review")
    expect(handset.get_by_role("main")).to_contain_text("is submitted")
    expect(handset.locator(".breakdown-state .status-pill")).to_have_text("Under review")
    shot(handset, "4-submitted-phone")


def type_five_lines(handset: Page) -> None:
    """The remainder runs along; Enter goes from field to field."""
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


def paste_four_lines(handset: Page) -> None:
    """As copied from a spreadsheet."""
    handset.get_by_label("Description, line 2, row 1").focus()
    handset.evaluate(
        """text => { const paste = new DataTransfer(); paste.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
        { clipboardData: paste, bubbles: true, cancelable: true })); }""",
        FOUR,
    )
    expect(handset.locator("[data-remaining-all]")).to_have_text("0.00")
    expect(handset.locator("[data-missing]")).to_have_text("Every line is fully allocated.")


def return_with_a_note(office: Desk, address: str) -> None:
    """The administrator notes something on one line and gives the schedule back."""
    page = office.page
    office.sign_in()
    office.go(address)
    assert_accessible(page)
    page.get_by_label("Note on line 2.1").fill("By level, please")
    page.get_by_label("If it goes back, what is to be revised").fill("Split the steel.")
    shot(page, "5-review-desk")
    office.press("Return with notes")
    expect(page.get_by_role("main")).to_contain_text("Returned, 1 note")


def revise_on_the_phone(phone: Desk) -> None:
    """The note stands at its line; the schedule is handed in again."""
    main = phone.page.get_by_role("main")
    phone.go("/")
    expect(main).to_contain_text("Returned: 1 note")
    phone.follow("See what to revise")
    shot(phone.page, "6-returned-phone")
    phone.follow("Change the lines")
    expect(main).to_contain_text("Steel: By level, please")
    phone.press("Submit for review")


def approve(office: Desk, address: str) -> None:
    """The administrator looks at the lines in the form too, and approves."""
    page = office.page
    office.go(f"{address}fill/")
    assert_accessible(page)
    office.go(address)
    office.press("Approve")
    expect(page.get_by_role("main")).to_contain_text("Approved.")
    assert_accessible(page)
