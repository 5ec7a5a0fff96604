"""Reports in a real browser: drawn within the policy of pages, narrowed, on a phone, on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Value
from django.db.models.functions import Concat
from playwright.sync_api import ConsoleMessage, Page, expect

from ledgerstone.contracts.models import Contract
from ledgerstone.payments.operations import record_payment
from ledgerstone.reports.catalogue import REPORTS
from tests.claims.desk import Desk as Claims
from tests.claims.desk import flat
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.support.scene import Scene


def _fill(scene: Scene) -> Claims:
    """A commitment with two certificates, half paid, and the claim to the owner."""
    scene.period(2026, 9)
    claims = Claims.at(scene, retention=flat("0.05"), payment_days=14)
    first = claims.certified({"2": {"percent_to_date": "20%"}})
    head = Claims.at(scene, "head_contract", payment_days=20)
    above = head.start()
    head.type(above, {"2": {"percent_to_date": "15%"}})
    head.issue(above)
    scene.period(2026, 10)
    claims.certified({"2": {"percent_to_date": "35%"}})
    record_payment(
        actor=scene.actor, contract_id=claims.contract.pk, paid_on=date(2026, 10, 1),
        amount=Decimal("20000"), shares={first.pk: Decimal("20000")},
    )  # fmt: skip
    return claims


def test_reports_are_drawn_narrowed_and_printed(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    claims = _fill(scene)
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    page.on("console", hear)
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    said.clear()
    for key in REPORTS:
        desk.go(f"/projects/{scene.project.pk}/reports/{key}/")
        expect(page.locator("[data-chart] svg")).to_be_visible()
        desk.expect_accessible(f"chart of {key}")
        page.get_by_role("link", name="See every figure in the table").click()
        expect(page.get_by_role("table").first).to_be_visible()
        desk.expect_accessible(f"table of {key}")
    assert said == []
    _narrow(desk, scene, claims)
    _on_a_phone(desk, scene)
    _on_paper(desk, scene)


def _narrow(desk: Desk, scene: Scene, claims: Claims) -> None:
    """The filter puts what was chosen into the address, and a chip takes it off again."""
    page = desk.page
    desk.go(f"/projects/{scene.project.pk}/reports/ageing/?view=table")
    page.get_by_role("group").filter(has_text="Filter").locator("summary").click()
    page.get_by_label("One row for each").select_option("claim")
    page.get_by_label("Contract", exact=True).select_option(str(claims.contract.pk))
    desk.expect_accessible("filter of a report")
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Certified")).to_be_visible()
    assert f"contract={claims.contract.pk}" in page.url
    assert "by=claim" in page.url
    page.get_by_role("link", name="take it off").click()
    expect(page.get_by_role("link", name="take it off")).to_have_count(0)
    assert "contract=" not in page.url


def _on_a_phone(desk: Desk, scene: Scene) -> None:
    """Nothing is wider than the screen, however long a word is; a wide table scrolls within its
    card."""
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    Contract.objects.update(number=Concat(Value("N" * 34), "number"), title="W" * 200)
    for key in ("status", "contracts", "retention"):
        for view in ("chart", "table"):
            desk.go(f"/projects/{scene.project.pk}/reports/{key}/?view={view}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, (key, view)
    page.set_viewport_size({"width": 1440, "height": 1200})


def _on_paper(desk: Desk, scene: Scene) -> None:
    """Chart and table on one page, the chart no larger than its place."""
    page = desk.page
    desk.go(f"/projects/{scene.project.pk}/reports/cash/?view=print")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sizes = page.evaluate(
        "[...document.querySelectorAll('[data-chart], [data-chart] svg')]"
        ".map((one) => one.getBoundingClientRect().height)"
    )
    assert sizes[1] <= sizes[0]
    page.emulate_media(media="screen", color_scheme="light")
