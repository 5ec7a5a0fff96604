"""Payments from a file in a real browser: ticks count at once, and what is shown is recorded."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import Page, expect

from ledgerstone.payments.models import Payment
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.payments.import_site import Owed, owed_site
from tests.support.scene import Scene


def statement(first: Owed, second: Owed) -> bytes:
    """A line that names its claim, one that has its amount, one of neither, and a faulty one."""
    text = (
        "Date,Narrative,Debit,Credit\n"
        f"30/09/2020,{first.contract} claim 1,{first.payable},\n"
        f"30/09/2020,Transfer 77,{second.payable},\n"
        "30/09/2020,Wages,50.00,\n"
        "31/02/2020,Broken,1.00,\n"
    )
    return text.encode()


def test_a_statement_becomes_payments(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    scene.period()
    first, second, third, _ = owed_site(scene, contracts=2, claims=2)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{scene.project.pk}/payments/import/")
    desk.expect_accessible("choosing a file of payments")
    page.set_input_files(
        "input[type=file]",
        {"name": "bank.csv", "mimeType": "text/csv", "buffer": statement(first, second)},
    )
    desk.press("See what it would record")
    expect(page.get_by_role("button", name="Record 1 payment")).to_be_visible()
    desk.expect_accessible("lines of a file of payments")
    tick = page.get_by_role("checkbox", name="Record line 3")
    tick.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Record 2 payments")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="2 lines ticked")).to_be_attached()
    # Whoever works with the keyboard goes on from where they are.
    expect(page.get_by_role("checkbox", name="Record line 3")).to_be_focused()
    page.get_by_role("link", name="Choose what line 4 is for").click()
    desk.expect_accessible("one line of a file of payments")
    page.get_by_label(f"For claim {third.number}, {third.contract}").fill("20.00")
    rest = page.get_by_label("What is left of it is credit of")
    rest.select_option(value=str(third.contract_id))
    desk.press("Use this")
    desk.press("Record 3 payments")
    desk.expect_said("3 payments are recorded")
    assert sorted(Payment.objects.values_list("amount", flat=True)) == sorted(
        [first.payable, second.payable, Decimal("50.00")]
    )
