"""Packing a claim and compiling backups in a real browser, and being told when they are done."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from ledgerstone.documents.models import Document
from ledgerstone.documents.operations import make_document
from ledgerstone.projects.operations import close_billing_period
from tests.claims.desk import Desk as ClaimDesk
from tests.documents import attached
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.support.scene import Scene

HALF = {"1": {"percent_to_date": "50"}}


def test_a_claim_is_packed_and_backups_are_told_wherever_one_is(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    period = scene.period()
    claims = ClaimDesk.at(scene)
    claim = claims.certified(HALF)
    close_billing_period(actor=scene.actor, period_id=period.pk)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    _pack(desk, claim.pk)
    _compile(desk, scene)


def _pack(desk: Desk, claim_id: int) -> None:
    page = desk.page
    desk.go(f"/claims/{claim_id}/attachments/")
    for name, content in (("dockets.pdf", attached.pdf("D")), ("locked.pdf", attached.protected())):
        file = {"name": name, "mimeType": "application/pdf", "buffer": content}
        page.locator('input[type="file"][name="file"]').first.set_input_files(file)  # type: ignore[arg-type]
        desk.press("Attach")
        expect(page.get_by_role("link", name=name)).to_be_visible()
    desk.follow("Put together with the claim")
    desk.expect_accessible("packing a claim")
    page.get_by_label("Place of locked.pdf").fill("1")
    page.get_by_label("Place of dockets.pdf").fill("2")
    desk.press("Put it together")
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible()
    expect(page.get_by_text("it is protected by a password")).to_be_visible()
    desk.expect_accessible("a package with a file left out")


def _compile(desk: Desk, scene: Scene) -> None:
    page = desk.page
    desk.go(f"/projects/{scene.project.pk}/claims/")
    page.get_by_label("Tick SU-001").check()
    page.get_by_role("group", name="Act on the selected rows").get_by_role(
        "button", name="Compile backups"
    ).click()
    expect(page.get_by_role("heading", name="Backups of October 2026")).to_be_visible()
    desk.expect_accessible("backups of a period")
    desk.press("Compile backups")
    expect(page.locator("#compilations")).to_contain_text("It waits for its turn.")
    desk.expect_accessible("backups under way")

    desk.go(f"/projects/{scene.project.pk}/claims/")
    corner = page.locator("#under-way")
    expect(corner).to_contain_text("Waiting Subcontractor progress claim backup")
    document = Document.objects.get(kind="backups")
    make_document(account_id=scene.account.pk, document_id=document.pk, user_id=scene.actor.user_id)
    expect(corner).to_contain_text("Ready Subcontractor progress claim backup")
    desk.expect_accessible("told that backups are done")
    corner.get_by_role("button", name="Take this away").click()
    expect(corner).to_be_empty()
    desk.go(f"/projects/{scene.project.pk}/claims/")
    expect(page.locator("#under-way")).to_have_count(0)
