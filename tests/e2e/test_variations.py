"""A variation on three tiers: raised from the field, bundled, approved, offered to the claim."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ledgerstone.contracts.models import CommitmentSettings, Contract, Variation
from tests.claims.desk import Desk as Office
from tests.e2e.desk import PASSWORD, Desk
from tests.support.contacts import Contact, contact_of
from tests.support.scene import Scene

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def contract(committed_scene: Scene) -> Contract:
    """A subcontract with an open claim, on a project with three tiers that the field may begin."""
    CommitmentSettings.objects.update_or_create(
        account=committed_scene.account,
        project=committed_scene.project,
        defaults={"variation_tiers": 3, "field_initiated_enabled": True},
    )
    office = Office.at(committed_scene, title="Electrical and communications")
    committed_scene.period(2099, 10)
    office.start()
    return office.contract


@pytest.fixture
def contact(committed_scene: Scene, contract: Contract) -> Contact:
    named = contact_of(committed_scene, contract)
    named.user.set_password(PASSWORD)
    named.user.save(update_fields=["password"])
    return named


@pytest.fixture
def phone(live_address: str, browser: Browser) -> Iterator[Desk]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    yield Desk(context.new_page(), live_address)
    context.close()


def test_from_the_field_to_the_claim(
    committed_scene: Scene, contract: Contract, contact: Contact, phone: Desk, desk_at: Desk
) -> None:
    raise_from_the_field(phone, contact, contract)
    office, page = desk_at, desk_at.page
    office.sign_in()
    bundle(office, page, contract)
    see_the_sum_move(office, page, contract)
    claim_it(office, page, contract)


@pytest.fixture
def desk_at(live_address: str, page: Page) -> Desk:
    page.set_default_timeout(20_000)
    return Desk(page, live_address)


def raise_from_the_field(phone: Desk, contact: Contact, contract: Contract) -> None:
    phone.go("/accounts/login/")
    phone.fill(login=contact.user.email, password=PASSWORD)
    phone.press("Sign in")
    phone.go(f"/contracts/{contract.pk}/variations/")
    phone.follow("Raise a potential variation")
    phone.fill(
        title="Bracing of the roof", description="The plant is heavier.", reason="design_change"
    )
    phone.page.get_by_label("Work or material").first.fill("Bracing")
    phone.page.get_by_label("Amount").first.fill("12,400.00")
    phone.expect_accessible("raise")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.press("Send it")
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("PV1 Bracing of the roof")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def bundle(office: Desk, page: Page, contract: Contract) -> None:
    """The office puts it into a request, and that into a variation."""
    for kind, title in (("request", "Roof"), ("variation", "Roof plant")):
        office.go(f"/contracts/{contract.pk}/variations/new/?kind={kind}")
        office.fill(title=title, status="pending")
        office.expect_accessible("new")
        office.press("Save")
        made = Variation.objects.latest("pk")
        office.go(f"/variations/{made.pk}/parts/")
        page.locator('[name="part"]').first.check()
        office.expect_accessible("parts")
        office.press(f"Put into {made.number}")
    expect(page.get_by_role("table")).to_contain_text("12,400.00")


def see_the_sum_move(office: Desk, page: Page, contract: Contract) -> None:
    office.follow("Approve")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Once it is approved")
    expect(main).to_contain_text("300,900.00")
    office.expect_accessible("approval")
    office.press("Approve")
    expect(main).to_contain_text("V1 is now “Approved”.")
    office.expect_accessible("variation")
    office.go(f"/contracts/{contract.pk}/variations/?status=approved")
    expect(main).to_contain_text("300,900.00")
    expect(page.get_by_role("table")).to_contain_text("PV1")
    office.expect_accessible("list")


def claim_it(office: Desk, page: Page, contract: Contract) -> None:
    claim = contract.claims.get()
    office.go(f"/claims/{claim.pk}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 approved variation is not on this claim.")
    office.expect_accessible("claim")
    office.follow("Review and add")
    office.expect_accessible("add")
    office.press("Add it to the claim")
    expect(main).to_contain_text("1 variation added to claim 1.")
    expect(page.locator("#claim-sheet")).to_contain_text("PV1.1")
    expect(main).not_to_contain_text("not on this claim")
