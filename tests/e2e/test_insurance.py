"""Insurance in a browser: recorded with its paper, found on the project, readable on a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from ledgerstone.projects.models import ProjectCompany
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.files import papers
from tests.support.scene import Scene

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 1200}


def expect_fits(page: Page) -> None:
    """Nothing reaches over the edge of the page, nor of a table."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    wide = page.evaluate(
        "[...document.querySelectorAll('.ls-table-scroll')]"
        ".filter(e => e.scrollWidth > e.clientWidth).length"
    )
    assert wide == 0, page.url


def test_insurance_is_recorded_with_its_paper_and_found_on_the_project(
    committed_scene: Scene, live_address: str, page: Page, tmp_path: Path
) -> None:
    company, project = committed_scene.subcontractor, committed_scene.project
    ProjectCompany.objects.create(account=committed_scene.account, project=project, company=company)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/companies/{company.pk}/insurance/")
    desk.expect_accessible("a company without insurance")
    desk.follow("Add insurance")
    desk.expect_accessible("a new policy")
    desk.fill(
        kind="Public liability",
        provider="Harbour Mutual",
        limit_amount="20,000,000.00",
        expiration_date="2020-06-30",
    )
    desk.press("Add insurance")
    expect(page.get_by_role("heading", level=1)).to_have_text("Public liability")
    paper = tmp_path / "Certificate of currency.pdf"
    paper.write_bytes(papers.PDF)
    page.locator('input[type="file"]').set_input_files(paper)
    desk.press("Attach")
    desk.expect_accessible("a policy")
    with page.expect_download() as download:
        page.get_by_role("link", name="Certificate of currency.pdf").click()
    assert download.value.path().read_bytes() == papers.PDF
    addresses = [
        page.url.removeprefix(live_address),
        f"/companies/{company.pk}/insurance/",
        f"/projects/{project.pk}/insurance/",
    ]
    for address in addresses:
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            desk.go(address)
            expect(page.get_by_text("Expired").first).to_be_visible()
            desk.expect_accessible(f"{address} at {size['width']}")
            expect_fits(page)
