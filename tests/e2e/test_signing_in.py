"""Signing in as people do it: with an app's codes, against an attacker, and by a link in a mail."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.operations import name_contact
from ledgerstone.correspondence import jobs
from ledgerstone.directory.models import MailedLink
from ledgerstone.directory.operations import create_link, create_person
from ledgerstone.tenancy import clock
from ledgerstone.web.signing_in import two_step
from tests.claims.desk import Desk as ClaimsDesk
from tests.e2e.desk import EMAIL, PASSWORD, Desk
from tests.support.live import LiveInstallation
from tests.support.mail import code_in, link_in
from tests.support.post_office import PostOffice, post_office, worker
from tests.support.scene import Scene

CONTACT = "dana@keel.example"
NEW_PASSWORD = "beam-and-column"


@pytest.fixture
def office(live_installation: LiveInstallation) -> Iterator[PostOffice]:
    """A mail server, and a worker that sends to it."""
    with post_office() as opened, worker(live_installation.environment(), opened):
        yield opened


@pytest.fixture
def elsewhere(browser: Browser, live_address: str) -> Iterator[Desk]:
    """Another person's browser."""
    context = browser.new_context()
    yield Desk(context.new_page(), live_address)
    context.close()


def code(secret: str, later: int) -> str:
    """What an app shows so many half minutes from now."""
    return two_step.code_at(secret, int(time.time()) // two_step.PERIOD + later)


def test_with_codes_from_an_app(committed_scene: Scene, live_address: str, page: Page) -> None:
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go("/security/")
    desk.expect_accessible("security")
    desk.follow("Set it up")
    desk.expect_accessible("two-step")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    desk.fill(code=code(secret, 0))
    desk.press("Turn on two-step sign-in")
    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    desk.expect_accessible("recovery codes")
    recovery = page.locator(".ls-codes code").first.inner_text()

    page.context.clear_cookies()
    desk.sign_in()
    expect(page.get_by_role("heading", name="The code from your app")).to_be_visible()
    desk.expect_accessible("second step")
    # The code that turned it on was taken, so the next one is typed.
    desk.fill(code=code(secret, 1))
    desk.press("Go on")
    desk.go("/security/")
    expect(page.get_by_text("Password and code from the app").first).to_be_visible()
    desk.expect_accessible("security with all")

    page.context.clear_cookies()
    desk.sign_in()
    desk.fill(code=recovery)
    desk.press("Go on")
    desk.go("/security/history/")
    desk.expect_accessible("history")


def test_an_attacker_is_locked_out_and_the_owner_comes_back(
    committed_scene: Scene, office: PostOffice, page: Page, elsewhere: Desk
) -> None:
    for _ in range(5):
        elsewhere.go("/accounts/login/")
        elsewhere.fill(login=EMAIL, password="let-me-in-please")
        elsewhere.press("Sign in")
    elsewhere.fill(login=EMAIL, password=PASSWORD)
    elsewhere.press("Sign in")
    elsewhere.expect_said("Try again in 15 minutes, or choose a new password by mail")
    elsewhere.expect_accessible("locked")

    desk = Desk(page, elsewhere.address)
    desk.sign_in()
    desk.expect_said("There were too many failed attempts to sign in.")
    desk.follow("Forgotten your password?")
    desk.expect_accessible("forgotten")
    desk.fill(email=EMAIL)
    desk.press("Send the link")
    desk.go(link_in(office.words_to(EMAIL)))
    desk.expect_accessible("new password")
    desk.fill(password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    desk.press("Save the password")
    desk.go("/security/")
    desk.expect_said("Locked for a while")

    elsewhere.go("/accounts/login/")
    elsewhere.fill(login=EMAIL, password=PASSWORD)
    elsewhere.press("Sign in")
    elsewhere.expect_said("The e-mail address or the password is not right.")


def mailed_link(scene: Scene) -> MailedLink:
    """A link to a contract, for its claim contact."""
    scene.period(2099, 10)
    person = create_person(
        actor=scene.actor, company_id=scene.subcontractor.pk, name="Dana Reyes", email=CONTACT
    )
    contract = ClaimsDesk.at(scene).contract
    name_contact(actor=refreshed(scene.actor), contract_id=contract.pk, person_id=person.pk)
    return create_link(
        actor=scene.actor,
        account_id=scene.account.pk,
        person_id=person.pk,
        purpose="claim",
        target_id=contract.pk,
    )


def test_a_mailed_link_opens_once(
    committed_scene: Scene, office: PostOffice, page: Page, elsewhere: Desk
) -> None:
    link = mailed_link(committed_scene)
    jobs.send_link.defer(account_id=link.account_id, link_id=link.pk)
    path = link_in(office.words_to(CONTACT))
    desk = Desk(page, elsewhere.address)
    desk.go(path)
    desk.expect_accessible("link")
    desk.press("Mail me a code")
    desk.expect_accessible("code")
    desk.fill(code=code_in(office.words_to(CONTACT, 2)))
    desk.press("Open")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Structural steel")
    assert desk.path == f"/contracts/{link.target_id}/claims/"
    answer = page.goto(f"{elsewhere.address}/projects/")
    assert answer is not None
    assert answer.status == 404

    elsewhere.page.goto(f"{elsewhere.address}{path}")
    elsewhere.expect_said("This link was used already. Each opens once.")
    elsewhere.expect_accessible("used")
    elsewhere.press("Send me a new link")
    elsewhere.expect_said("A new link is on its way")
    fresh = link_in(office.words_to(CONTACT, 3))
    elsewhere.go(fresh)
    elsewhere.expect_said("sent you this link")

    MailedLink.objects.update(expires_at=clock.now() - dt.timedelta(minutes=1))
    elsewhere.page.goto(f"{elsewhere.address}{fresh}")
    elsewhere.expect_said("This link is too old to be used.")
    elsewhere.press("Send me a new link")
    newest = link_in(office.words_to(CONTACT, 4))
    elsewhere.go(newest)
    elsewhere.expect_said("sent you this link")
