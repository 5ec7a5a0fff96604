"""From the invitation's mail to a submitted claim on a phone, by somebody who has no password.

The path that a subcontractor's bookkeeper takes once a month; it may not take more touches.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from ledgerstone.claims.models import Claim, Invitation
from ledgerstone.claims.operations import invite_contacts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import BillingPeriod
from tests.claims.desk import Desk as Office
from tests.e2e.accessibility import assert_accessible
from tests.support.live import LiveInstallation
from tests.support.mail import code_in, link_in
from tests.support.post_office import PostOffice, post_office, worker
from tests.support.scene import Scene

PHONE = {"width": 390, "height": 844}
CONTACT = "dana@keel.example"
# A touch on everything that a thumb has to hit.
THUMB = 44
# Mail me a code, Open, Yes, into the first line, on from each of three lines, Submit.
TOUCHES = 8


@dataclass
class Thumb:
    """A phone in somebody's hand, which counts what they touch."""

    page: Page
    address: str
    touches: int = 0

    def open(self, path: str) -> None:
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == 200

    def touch(self, name: str) -> None:
        """Touch what has this name, which has to be big enough, and wait for the page behind."""
        target = self.page.get_by_role("button", name=name, exact=True).first
        self.expect_big(target, name)
        self.touches += 1
        with self.page.expect_navigation():
            target.tap()

    def expect_big(self, target: Locator, name: str) -> None:
        box = target.bounding_box()
        assert box is not None, name
        assert min(box["width"], box["height"]) >= THUMB, (name, box)

    def look(self, name: str, *, sheet: bool = False) -> None:
        """Everything fits, and axe finds nothing."""
        if sheet:
            # It is drawn behind the page; until then nothing in it can be reached by keyboard.
            cells = 'revogr-data[type="rgRow"][col-type="rgCol"] [data-rgcol]'
            drawn = self.page.locator(f"#claim-sheet[data-ready] {cells}")
            drawn.first.wait_for(state="attached")
        self.picture(name)
        assert_accessible(self.page)

    def picture(self, name: str) -> None:
        """Everything fits; where somebody wants to look at it, a picture is kept."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
        folder = os.environ.get("SHOTS")
        for scheme in ("light", "dark") if folder else ():
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.page.screenshot(path=f"{folder}/{name}-{scheme}.png", full_page=True)

    def enter(self, share: str, on: str = "Next line") -> None:
        """Type a percentage over that of the open line, on the keyboard with digits, and go on."""
        entry = self.page.get_by_label("Complete to date")
        assert entry.get_attribute("inputmode") == "decimal"
        box = self.page.locator(".phone-entry")
        self.expect_big(box, "Complete to date")
        if not entry.evaluate("element => element === document.activeElement"):
            # Anywhere in the box, also beside the digits.
            box.tap(position={"x": 12, "y": 12})
            self.touches += 1
        expect(entry).to_be_focused()
        self.page.keyboard.type(share)
        expect(entry).to_have_value(share)
        self.touch(on)


@pytest.fixture
def office(live_installation: LiveInstallation) -> Iterator[PostOffice]:
    """A mail server, and a worker that sends to it."""
    with post_office() as opened, worker(live_installation.environment(), opened):
        yield opened


@pytest.fixture
def phone(live_address: str, browser: Browser) -> Iterator[Thumb]:
    context = browser.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=1, locale="en-AU"
    )
    yield Thumb(context.new_page(), live_address)
    context.close()


@pytest.fixture
def contract(committed_scene: Scene) -> Contract:
    """A contract of which September is certified, with a contact who never signed in."""
    scene = committed_scene
    desk = Office.at(scene, title="Electrical and communications", payment_days=20)
    scene.period(2099, 9)
    desk.certified({"1": {"work_this_period": "4000"}, "2": {"work_this_period": "25000"}})
    person = Person.objects.create(
        account=scene.account, company=scene.subcontractor, name="Dana Keel", email=CONTACT
    )
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=person.pk)
    return desk.contract


def invited(scene: Scene, contract: Contract, period: BillingPeriod) -> Invitation:
    """The administrator's part."""
    invite_contacts(
        actor=scene.actor,
        project_id=scene.project.pk,
        period_id=period.pk,
        contract_ids=[contract.pk],
        type="work_materials",
        text="Send your tax invoice with it.",
    )
    return Invitation.objects.get(contract=contract, period=period)


def test_from_the_mail_to_a_submitted_claim(
    committed_scene: Scene, contract: Contract, office: PostOffice, phone: Thumb
) -> None:
    period = committed_scene.period(2099, 10)
    invited(committed_scene, contract, period)
    page = phone.page
    phone.open(link_in(office.words_to(CONTACT)))
    phone.look("1-link")
    phone.touch("Mail me a code")
    page.get_by_label("Code").fill(code_in(office.words_to(CONTACT, 2)))
    phone.touch("Open")

    expect(page.get_by_role("heading", level=1)).to_have_text("Electrical and communications")
    expect(page.get_by_role("main")).to_contain_text("Last time: claim 1, September 2099")
    no = page.get_by_text("No, nothing this month")
    phone.expect_big(no, "No")
    phone.look("2-invitation")
    phone.touch("Yes, start the October 2099 claim")

    expect(page.get_by_role("heading", level=1)).to_have_text("October 2099 claim")
    phone.look("3-lines")
    phone.enter("25")
    phone.enter("40")
    phone.look("4-entered")
    phone.enter("100", on="Save and review")
    # 25 % of 40,000.00, 40 % of 250,000.00 and the credit of 1,500.00; 29,000.00 were certified.
    expect(page.get_by_text("79,500.00").first).to_be_visible()
    expect(page.get_by_text("Your turn").first).to_be_visible()
    phone.look("5-review", sheet=True)
    phone.touch("Submit")
    expect(page.locator(".status-pill").first).to_have_text("Under review")
    phone.look("6-submitted")

    assert phone.touches <= TOUCHES
    claim = Claim.objects.get(contract=contract, period=period)
    assert (claim.status, claim.type) == ("under_review", "work_materials")
    assert claim.claimed_to_date == 108_500
    told = office.to(Person.objects.get(user=committed_scene.user).email)
    assert "accepted to claim for October" in told["Subject"]


def test_nothing_this_month_is_said_with_two_touches_and_without_script(
    committed_scene: Scene, contract: Contract, live_address: str, browser: Browser
) -> None:
    user = committed_scene.user
    name = Person.objects.get(email=CONTACT)
    Person.objects.filter(user=user).update(user=None)
    Person.objects.filter(pk=name.pk).update(user=user)
    invitation = invited(committed_scene, contract, committed_scene.period(2099, 10))
    context = browser.new_context(viewport=PHONE, has_touch=True, java_script_enabled=False)
    phone = Thumb(context.new_page(), live_address)
    page = phone.page
    phone.open("/accounts/login/")
    page.locator('[name="login"]').fill(user.email)
    page.locator('[name="password"]').fill("build-the-library")
    phone.touch("Sign in")
    expect(page.get_by_role("main")).to_contain_text("due Wed 28 Oct")
    phone.picture("7-home")
    phone.open(f"/contracts/{contract.pk}/claims/")
    expect(page.get_by_text("asks for your October 2099 claim")).to_be_visible()
    phone.picture("8-contract")
    phone.touches = 0
    phone.open(f"/invitations/{invitation.pk}/")
    phone.touches += 1
    page.get_by_text("No, nothing this month").tap()
    page.get_by_label("Why, if you like").fill("Rain all month.")
    phone.touch("Tell Northbridge Construction")
    expect(page.get_by_role("main")).to_contain_text("Rain all month.")
    assert phone.touches == 2
    invitation.refresh_from_db()
    assert (invitation.status, invitation.decline_reason) == ("declined", "Rain all month.")
    context.close()
