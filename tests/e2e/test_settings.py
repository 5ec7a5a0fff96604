"""The settings of contracts in a real browser: from a project's to those of one contract."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from ledgerstone.claims.fields.fields import CustomField
from ledgerstone.claims.operations.field_sets import choose_field_set, save_field_set
from ledgerstone.contracts.models import CommitmentSettings, Contract
from tests.claims.desk import Desk as ClaimDesk
from tests.e2e.conftest import PATIENCE
from tests.e2e.desk import Desk
from tests.support.scene import Scene


def test_settings_are_read_changed_and_said_to_be_fixed(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    scene.period()
    claims = ClaimDesk.at(scene)
    claims.claimed({"1": {"work_this_period": "4000"}})
    page.set_default_timeout(PATIENCE)
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{scene.project.pk}/settings/commitments/")
    desk.expect_accessible("settings of commitments")
    page.get_by_label("New commitments are private").check()
    desk.press("Save the settings")
    desk.expect_said("The settings are saved.")
    assert CommitmentSettings.objects.get().private_by_default
    desk.go(f"/projects/{scene.project.pk}/settings/head-contracts/")
    desk.expect_accessible("settings of head contracts")

    desk.go(f"/contracts/{claims.contract.pk}/settings/")
    desk.expect_accessible("advanced settings")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Amounts of this contract were claimed under its terms")
    expect(page.get_by_label("Retention on completed work")).to_have_count(0)
    page.get_by_label("Documents show of variations").select_option("variation")
    desk.press("Save the settings")
    desk.expect_said("The settings are saved.")
    assert Contract.objects.get(pk=claims.contract.pk).variation_detail == "variation"

    _mails(desk, page)
    _taxes(desk)
    desk.go("/settings/fields/new/")
    desk.expect_accessible("set of fields")
    _fields(scene, desk, page)


def _taxes(desk: Desk) -> None:
    """The account's tax, and a rate of it."""
    desk.go("/settings/taxes/")
    desk.fill(name="GST")
    desk.press("Save")
    desk.follow("New tax code")
    desk.expect_accessible("tax code")
    desk.fill(code="GST10", rate="10")
    desk.press("Save")
    desk.expect_accessible("tax codes")


def _mails(desk: Desk, page: Page) -> None:
    """How mails look: the HTML stands in its frame, which acts on nothing."""
    desk.go("/settings/mails/")
    desk.expect_accessible("the mails that go out")
    desk.follow("Invitation to claim")
    button = page.frame_locator("iframe").get_by_role("link", name="Start the October claim")
    here = page.url
    button.click()
    expect(button).to_be_visible()
    assert page.url == here
    assert len(page.context.pages) == 1
    desk.follow("Plain text")
    desk.expect_accessible("a mail as text")
    desk.follow("Dark")
    desk.expect_accessible("a mail in its frame")


def _fields(scene: Scene, desk: Desk, page: Page) -> None:
    """What a project asks for keeps a claim back until it is filled in."""
    made = save_field_set(
        actor=scene.actor,
        name="Public works",
        rules={"reference": "required"},
        custom=[CustomField("", "Site diary", is_required=True)],
    )
    choose_field_set(actor=scene.actor, project_id=scene.project.pk, field_set_id=made.pk)
    claims = ClaimDesk.at(scene)
    claim = claims.start()
    claims.type(claim, {"1": {"work_this_period": "10"}})
    desk.go(f"/claims/{claim.pk}/")
    desk.press("Submit")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Details of")
    expect(page.get_by_role("main")).to_contain_text("This cannot be empty.")
    desk.expect_accessible("details that lack something")
    page.get_by_label("Site diary").fill("Kept daily")
    page.get_by_label("Their number").fill("PC-7")
    desk.press("Save")
    desk.press("Submit")
    desk.expect_said("is submitted.")
