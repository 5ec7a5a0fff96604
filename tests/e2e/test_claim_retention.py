"""Retention of a claim in a browser: a planned release, lines set by hand, and the statements."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from playwright.sync_api import Page, expect

from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk as ClaimsDesk
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.e2e.test_insurance import DESK, PHONE, expect_fits
from tests.support.scene import Scene, raw_rows

WORK = "work_to_date"
JOB = raw_rows(
    [
        ("1.1", "Structural steel, columns and beams to level 4", "240,000.00"),
        ("1.2", "Metal deck", "96,500.00"),
        ("2.1", "Stairs and balustrades", "41,750.00"),
        ("2.2", "Painting of exposed steel", "18,300.00"),
    ]
)


def set_up(scene: Scene) -> tuple[ClaimsDesk, ClaimsDesk]:
    """A subcontract half done, with practical completion reached, and the head contract."""
    scene.period()
    below = ClaimsDesk.at(scene, rows=JOB, retention=flat(Decimal("0.1")))
    done = {"1.1": "120,000", "1.2": "48,250.55", "2.1": "9,000"}
    below.certified({item: {WORK: text} for item, text in done.items()})
    today = clock.today("Australia/Sydney")
    planned = [
        PlannedRelease(event="practical_completion", share=Decimal("0.5"), happened_on=today),
        PlannedRelease(
            event="end_of_defects_liability",
            share=Decimal(1),
            due_on=today + dt.timedelta(days=40),
        ),
    ]
    plan_releases(actor=scene.actor, contract_id=below.contract.pk, planned=planned)
    given = SecurityGiven(
        kind="bank_guarantee", amount=Decimal("5000.00"), received_on=today, reference="BG 7-221"
    )
    record_security(actor=scene.actor, contract_id=below.contract.pk, given=given)
    above = ClaimsDesk.at(scene, "head_contract", rows=JOB, retention=flat(Decimal("0.05")))
    claim = above.start()
    above.type(claim, {item: {WORK: text} for item, text in done.items()})
    above.issue(claim)
    return below, above


def test_retention_of_a_claim_is_released_set_by_hand_and_stated(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    below, _above = set_up(committed_scene)
    claim = below.start()
    below.type(claim, {"2.1": {WORK: "20,000"}})
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    address = f"/claims/{claim.pk}/retention/"
    desk.go(f"/claims/{claim.pk}/")
    desk.follow("Release retention of claim 2")

    # Half is released because of practical completion, of 18,825.06 with this claim's own.
    page.get_by_label("Because of").select_option(label="Practical completion, 50%")
    desk.press("Save the release")
    expect(page.get_by_text("Released, Practical completion")).to_be_visible()
    expect(page.get_by_text("−9,412.53")).to_be_visible()

    # One line is held at 5 % by hand, and taken back.
    page.get_by_label("Tick 2.1").check()
    page.get_by_label("Hold of work").fill("5")
    desk.press("Set by hand")
    expect(page.get_by_text("−1,000.00").first).to_be_visible()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        desk.go(address)
        desk.expect_accessible(f"the retention of a claim at {size['width']}")
        expect_fits(page)
    page.set_viewport_size(DESK)
    desk.press("Remove adjustments")
    expect(page.get_by_text("The lines hold by the rule again.")).to_be_visible()

    below.submit(below.now(claim))
    below.approve(below.now(claim))
    look_at_statements(page, desk, below.contract.pk, committed_scene.project.pk)


def look_at_statements(page: Page, desk: Desk, contract_id: int, project_id: int) -> None:
    """Half of 18,825.06 is held below, 8,862.53 above."""
    for address, said in (
        (f"/contracts/{contract_id}/retention/statement/", "9,412.53"),
        (f"/projects/{project_id}/retention/", "−550.00"),
    ):
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            desk.go(address)
            expect(page.get_by_text(said).first).to_be_attached()
            desk.expect_accessible(f"{address} at {size['width']}")
            expect_fits(page)
