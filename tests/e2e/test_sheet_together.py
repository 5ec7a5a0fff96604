"""Two people at one sheet: each is told of the other, and what one saves comes to the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ledgerstone.directory.operations import create_person
from ledgerstone.projects.operations import add_member
from ledgerstone.tenancy.models import Membership, User
from tests.e2e.desk import PASSWORD, Desk
from tests.e2e.drafts import draft_claim
from tests.e2e.sheets import ClaimSheet
from tests.support.scene import Scene

MARIA = "maria.ruiz@corvane.example"


@pytest.fixture
def maria(committed_scene: Scene) -> User:
    """A second administrator of the project."""
    scene = committed_scene
    user = User.objects.create_user(MARIA, PASSWORD, name="Maria Ruiz")
    Membership.objects.create(account=scene.account, user=user)
    person = create_person(
        actor=scene.actor, company_id=scene.own.pk, name=user.name, email=user.email,
        user_id=user.pk,
    )  # fmt: skip
    add_member(actor=scene.actor, project_id=scene.project.pk, person_id=person.pk)
    return user


@pytest.fixture
def pages(browser: Browser) -> Iterator[tuple[Page, Page]]:
    contexts = [browser.new_context(viewport={"width": 1440, "height": 1000}) for _ in range(2)]
    one, other = (context.new_page() for context in contexts)
    yield one, other
    for context in contexts:
        context.close()


def _look(sheet: ClaimSheet) -> None:
    """The page asks at once, as it does when somebody comes back to it."""
    sheet.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def _type(sheet: ClaimSheet, item: str, text: str) -> None:
    sheet.choose(item, "work_this_period")
    sheet.type_on(text)
    sheet.keys("Enter")
    sheet.expect_saved()


def test_each_is_told_of_the_other_and_gets_their_figures(
    committed_scene: Scene, maria: User, pages: tuple[Page, Page], live_address: str
) -> None:
    claim = draft_claim(committed_scene)
    desks = [Desk(page, live_address) for page in pages]
    sheets = []
    for desk, email in zip(desks, ("", MARIA), strict=True):
        if email:
            desk.go("/accounts/login/")
            desk.fill(login=email, password=PASSWORD)
            desk.press("Sign in")
        else:
            desk.sign_in()
        desk.go(f"/claims/{claim.pk}/")
        sheets.append(ClaimSheet(desk.page))
    alex, other = sheets
    expect(other.page.locator("#claim-present")).to_contain_text("has this open too")
    _look(alex)
    expect(alex.page.get_by_text("Maria Ruiz has this open too")).to_be_visible()
    desks[0].expect_accessible("sheet with somebody else at it")

    _type(alex, "2", "5,000")
    _type(other, "1", "10,000")
    _look(alex)
    alex.expect_shown("1", "work_this_period", "10,000.00")
    expect(alex.page.locator("#claim-cover")).to_contain_text("15,000.00")
    expect(alex.page.get_by_text("1 line changed by somebody else meanwhile.")).to_be_attached()

    # What is taken back leaves alone what somebody else did since.
    _type(other, "2", "6,000")
    _look(alex)
    alex.expect_shown("2", "work_this_period", "6,000.00")
    alex.keys("Control+z")
    expect(alex.page.get_by_text("1 cell left as they are")).to_be_attached()
    alex.expect_shown("2", "work_this_period", "6,000.00")

    desks[1].press("Submit")
    _look(alex)
    expect(alex.page.get_by_text("took this a step further")).to_be_visible()


def test_a_page_that_nobody_shares_says_nothing(
    committed_scene: Scene, page: Page, live_address: str
) -> None:
    claim = draft_claim(committed_scene)
    desk = Desk(page, live_address)
    desk.sign_in()
    with page.expect_response("**/present") as told:
        desk.go(f"/claims/{claim.pk}/")
    assert told.value.json()["here"] == []
    expect(page.locator("#claim-present")).to_have_text("")
