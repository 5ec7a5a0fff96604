"""Claim contacts in a real browser: named in place, by keyboard, and on pages that axe accepts."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk
from tests.e2e.test_keyboard import tab_to
from tests.support.people import worker
from tests.support.scene import Scene


def test_a_contact_is_named_where_none_is_shown(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    scene.contract(status="approved")
    scene.period(2099, 10)
    worker(scene, scene.subcontractor, "Tom Adair")
    worker(scene, scene.subcontractor, "Ines Vale", messages="none")
    desk = Desk(page, live_address)
    desk.sign_in()

    desk.go(f"/projects/{scene.project.pk}/claims/")
    link = page.locator("a.status-pill", has_text="No contact").first
    tab_to(page, link)
    page.keyboard.press("Enter")
    popover = page.locator("#naming")
    person = popover.get_by_label("Name a progress claim contact")
    expect(person).to_be_focused()
    desk.expect_accessible("naming in place")
    expect(person.locator("option", has_text="Ines Vale")).to_be_disabled()

    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()
    expect(link).to_be_focused()

    page.keyboard.press("Enter")
    expect(person).to_be_focused()
    page.keyboard.type("Tom")
    tab_to(page, popover.get_by_role("button", name="Name this person"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    desk.expect_said("Tom Adair is progress claim contact of")
    expect(page.locator("a.status-pill", has_text="No contact")).to_have_count(0)
    assert desk.path == f"/projects/{scene.project.pk}/claims/"


def test_axe_finds_nothing_on_the_pages_of_people(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    contract = scene.contract(status="approved")
    worker(scene, scene.subcontractor, "Ines Vale", messages="none")
    desk = Desk(page, live_address)
    desk.sign_in()
    for path in (
        f"/contracts/{contract.pk}/settings/",
        f"/contracts/{contract.pk}/contacts/",
        f"/contracts/{contract.pk}/company/",
        *(
            f"/contracts/{contract.pk}/{page}"
            for page in ("", "edit/", "executed/", "duplicate/", "delete/", "related/", "history/")
        ),
        f"/projects/{scene.project.pk}/directory/",
        f"/projects/{scene.project.pk}/directory/add/",
        f"/projects/{scene.project.pk}/directory/add/?company={scene.subcontractor.pk}",
        f"/projects/{scene.project.pk}/directory/companies/{scene.subcontractor.pk}/",
        f"/projects/{scene.project.pk}/settings/",
    ):
        desk.go(path)
        desk.expect_accessible(path)


def test_people_are_found_as_one_types(
    committed_scene: Scene, live_address: str, page: Page
) -> None:
    scene = committed_scene
    worker(scene, scene.owner, "Olga Brandt")
    desk = Desk(page, live_address)
    desk.sign_in()
    desk.go(f"/projects/{scene.project.pk}/directory/add/")
    desk.fill(q="brand")
    expect(page.get_by_role("link", name="Keel Steel")).to_have_count(0)
    page.get_by_role("link", name="Olga Brandt").click()
    expect(page.get_by_label("Olga Brandt")).to_be_checked()
    desk.fill(template=_value(page, "Read only"))
    desk.press("Add the people")
    desk.expect_said("Olga Brandt is on the project as Read only.")


def _value(page: Page, label: str) -> str:
    found = page.locator("#template option", has_text=label).get_attribute("value")
    assert found is not None
    return found
