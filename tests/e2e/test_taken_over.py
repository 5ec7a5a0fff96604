"""A contract taken over in mid-job, in a browser: its last sheet is pasted, the tie-out runs along,
the next claim continues it; and a contract comes in from a claim document."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from ledgerstone.claims.exchange import claim_document, written
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.e2e.test_insurance import DESK, PHONE, expect_fits
from tests.support.scene import Scene, raw_rows

JOB = raw_rows(
    [
        ("1", "Preliminaries and establishment", "40,000.00"),
        ("2", "Structural steel", "250,000.00"),
        ("3", "Metalwork", "60,000.00"),
    ]
)
PASTED = "Item\tWork to date\tMaterials stored\n1\t18,000.50\t\n2\t100,000.00\t2,500.00\n"


def test_a_job_comes_here_in_the_middle(
    committed_scene: Scene, live_address: str, page: Page, tmp_path: Path
) -> None:
    committed_scene.period()
    contract = committed_scene.contract(rows=JOB, status="approved")
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/contracts/{contract.pk}/claims/")
    desk.follow("Taken over from elsewhere")
    desk.expect_accessible("taking a contract over")

    page.get_by_text("Or paste the rows").click()
    page.get_by_label("Rows from a spreadsheet, with their headings").fill(PASTED)
    desk.press("Read it")
    expect(page.get_by_text("2 lines were read.")).to_be_visible()
    difference = page.locator('[data-now="difference"]')
    expect(difference).to_have_text("120,500.50")
    desk.fill(last_number="11", retention_held="12,050.05")
    expect(difference).to_have_text("108,450.45")
    desk.fill(less_previous_certificates="108450.45")
    expect(difference).to_have_text("0.00")
    expect(page.get_by_text("It ties", exact=True)).to_be_visible()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        desk.expect_accessible(f"an opening at {size['width']}")
        expect_fits(page)
    desk.press("Save")
    expect(page.get_by_text("goes on with claim 12.")).to_be_visible()
    desk.press("Start a claim")
    expect(page.get_by_role("heading", level=1)).to_contain_text("12")
    expect(page.locator("#cover")).to_contain_text("108,450.45")

    take_over(desk, page, committed_scene, contract.pk, tmp_path)


def take_over(desk: Desk, page: Page, scene: Scene, contract_id: int, place: Path) -> None:
    """The same contract, written as a file and brought in once more."""
    file = place / "contract.json"
    file.write_text(written(claim_document(scene.actor, contract_id)))
    assert json.loads(file.read_text())["claims"][0]["number"] == 12
    desk.go(f"/projects/{scene.project.pk}/contracts/import/")
    desk.expect_accessible("choosing a claim document")
    page.locator('input[type="file"]').set_input_files(file)
    desk.press("See what it would bring")
    expect(page.get_by_text("Nothing is stored yet.")).to_be_visible()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        desk.expect_accessible(f"what a document would bring at {size['width']}")
        expect_fits(page)
    page.get_by_label("Company").select_option(label=scene.subcontractor.name)
    desk.press("Take it over")
    expect(page.get_by_text("is here, with 1 claim.")).to_be_visible()
