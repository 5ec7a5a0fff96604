"""Payments in a real browser: recorded from the period's page, seen, and reversed."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import Page, expect

from ledgerstone.payments.models import Payment
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.payments.import_site import owed_site
from tests.support.scene import Scene


def test_the_months_payments_are_recorded_and_one_is_reversed(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    scene.period()
    first, *_ = owed_site(scene, contracts=2, claims=1)
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{scene.project.pk}/payments/")
    desk.expect_accessible("what is to be paid")
    for box in page.get_by_role("checkbox").all():
        box.check()
    desk.press("Record the ticked ones as paid")
    desk.expect_accessible("the day's payments")
    desk.fill(reference="Run 1")
    desk.press("Record 2 payments")
    desk.expect_said("2 payments of")
    desk.follow("Recorded")
    desk.expect_accessible("recorded payments")
    look_at_one(desk, first.contract_id)
    record_another(desk, first.contract_id)
    # What was typed was sent each time, so nobody was asked whether to leave it behind.
    assert asked == []


def look_at_one(desk: Desk, contract_id: int) -> None:
    """A contract's payment: its pages, and reversing it."""
    desk.go(f"/contracts/{contract_id}/payments/")
    desk.expect_accessible("a contract's payments")
    payment = Payment.objects.get(contract_id=contract_id)
    desk.go(f"/payments/{payment.pk}/")
    desk.expect_accessible("a payment")
    desk.follow("Change what it is for")
    desk.expect_accessible("what a payment is for")
    desk.go(f"/payments/{payment.pk}/")
    desk.follow("Edit")
    desk.expect_accessible("editing a payment")
    desk.follow("Cancel")
    desk.follow("Reverse")
    desk.fill(reason="The bank sent it back")
    desk.expect_accessible("reversing a payment")
    desk.press("Reverse the payment")
    desk.expect_accessible("a contract's payments, one struck through")
    expect(desk.page.locator("tr.is-reversed s").first).to_have_text(f"{payment.amount:,.2f}")


def record_another(desk: Desk, contract_id: int) -> None:
    """A payment whose amount is shared out."""
    desk.follow("Record a payment")
    desk.expect_accessible("recording a payment")
    desk.fill(amount="75")
    desk.press("Share the amount out, oldest first")
    expect(desk.page.get_by_label("For claim 1")).to_have_value("75.00")
    desk.press("Record")
    desk.expect_said("75.00 is recorded")
    standing = Payment.objects.filter(contract_id=contract_id, reversed_at__isnull=True)
    assert standing.get().allocated == Decimal("75.00")
