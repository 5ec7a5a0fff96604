"""Pages above projects in a real browser, wide and narrow, and a certificate checked by code."""

from __future__ import annotations

import time_machine
from playwright.sync_api import Page, expect

from ledgerstone.claims.models import Certificate
from ledgerstone.contracts.actors import refreshed
from tests.claims.desk import Desk as Claims
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.support.scene import Scene
from tests.web.test_certifying import representative
from tests.web.test_portfolio import NOW, another_project, fill

NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 1200}
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > window.innerWidth"


def test_the_portfolio_leads_to_the_claims_that_it_counts(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    other = another_project(scene, "Harbour Link")
    other.actor = scene.actor = refreshed(scene.actor)
    with time_machine.travel(NOW, tick=False):
        fill(scene)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Portfolio")
    desk.expect_accessible("portfolio")
    page.set_viewport_size(NARROW)
    desk.go("/portfolio/")
    desk.expect_accessible("portfolio on a phone")
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)
    page.set_viewport_size(WIDE)
    counts = page.get_by_role("navigation", name="Show projects by status")
    counts.get_by_role("link", name="Returned").click()
    expect(page.get_by_text("1 of 2 projects, those with “Returned”")).to_be_visible()
    periods = page.get_by_role("region", name="Open billing periods by project")
    expect(periods.get_by_role("link", name="Harbour Link")).to_have_count(0)
    periods.get_by_role("link", name="1 Returned").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Progress claims")
    expect(page.get_by_role("row").filter(has_text="Returned")).to_have_count(1)


def test_an_owner_sees_what_waits_and_checks_the_code_that_it_prints(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    head = Claims.at(scene, "head_contract", title="Main works")
    scene.period(2026, 10)
    claim = head.start()
    head.type(claim, {"1": {"work_this_period": "4000"}})
    head.issue(claim)
    code = Certificate.objects.get(claim=claim).code
    person, _ = representative(scene, scene.owner, "Helena Lind")
    assert person.user is not None
    person.user.set_password("certify-the-lot")
    person.user.save(update_fields=["password"])
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    page.goto(f"{live_address}/verify/")
    desk.expect_accessible("the field for a code")
    page.get_by_label("Code").fill("ls 2222 2222")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("No certificate has this code.")
    desk.expect_accessible("a wrong code")
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Certificate {code}")
    expect(
        page.get_by_text("This certificate was issued as shown here and stands.")
    ).to_be_visible()
    desk.expect_accessible("a certificate that stands")
    desk.go("/accounts/login/")
    desk.fill(login=person.user.email, password="certify-the-lot")
    desk.press("Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for you")
    expect(page.get_by_role("heading", name="To sign 1")).to_be_visible()
    desk.expect_accessible("what waits for an owner")
    page.set_viewport_size(NARROW)
    desk.go("/certifying/")
    assert not page.evaluate(WIDER_THAN_THE_WINDOW)
    desk.expect_accessible("what waits for an owner, on a phone")
