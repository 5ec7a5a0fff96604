"""Retention in a browser: a scale whose sentence follows the typing, security, releases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from playwright.sync_api import Page, expect

from ledgerstone.contracts.retention.retention import flat
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk as ClaimsDesk
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.e2e.test_insurance import DESK, PHONE, expect_fits
from tests.support.scene import Scene, raw_rows

JOB = raw_rows([("1", "Structural steel", "300,000.00"), ("2", "Metalwork", "100,000.00")])


def test_retention_from_its_scale_to_its_release(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    committed_scene.period()
    contract = committed_scene.contract(rows=JOB, retention=flat(Decimal("0.1")), status="approved")
    contract.lines.filter(item="2").update(is_exempt_from_retention=True)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/contracts/{contract.pk}/")
    desk.follow("Open retention")
    desk.expect_accessible("retention without securities and events")

    type_a_scale(page, desk)
    record_a_guarantee(page, desk)
    desk.follow("Plan what releases retention")
    desk.expect_accessible("planning what releases retention")
    desk.fill(due_on_1="2027-03-01", due_on_2="2028-03-01")
    desk.press("Save")
    claim = ClaimsDesk(committed_scene.actor, contract).start()
    for address in (f"/contracts/{contract.pk}/retention/", f"/claims/{claim.pk}/details/"):
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            desk.go(address)
            expect(page.get_by_text("Practical completion").first).to_be_attached()
            desk.expect_accessible(f"{address} at {size['width']}")
            expect_fits(page)


def type_a_scale(page: Page, desk: Desk) -> None:
    """Only the fields of the chosen rule are there, and the sentence follows the typing."""
    desk.follow("Change the terms of retention")
    expect(desk.field("work")).to_be_visible()
    expect(desk.field("step_1_rate")).to_be_hidden()
    page.get_by_label("A sliding scale").check()
    expect(desk.field("work")).to_be_hidden()
    desk.fill(step_1_rate="10")
    expect(page.get_by_text("What is typed cannot stand yet.")).to_be_visible()
    desk.fill(step_1_limit="5")
    said = "10% of work and materials is held until 5% of the original contract sum is held"
    expect(page.get_by_text(said)).to_be_visible()
    desk.expect_accessible("the terms of a sliding scale")
    page.get_by_label("One rate of work").check()
    desk.expect_accessible("the terms of one rate")
    page.get_by_label("A sliding scale").check()
    desk.press("Save")
    expect(page.get_by_text(said)).to_be_visible()


def record_a_guarantee(page: Page, desk: Desk) -> None:
    """It ends in twelve days, and lowers the limit meanwhile."""
    today = clock.today("Australia/Sydney")
    desk.follow("Record a security")
    desk.expect_accessible("a new security")
    desk.fill(
        amount="12,000.00",
        reference="BG 7-221",
        issuer="Harbour Bank",
        received_on=(today - dt.timedelta(days=90)).isoformat(),
        expires_on=(today + dt.timedelta(days=12)).isoformat(),
    )
    desk.press("Record")
    expect(page.get_by_text("12 days left")).to_be_visible()
    expect(page.get_by_text("Leaves at most")).to_be_visible()
