"""The company directory in a browser: found while typing, by keyboard, and axe finds nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from ledgerstone.directory.imports import FileRow
from ledgerstone.directory.models import PEOPLE
from ledgerstone.directory.operations import (
    change_company,
    create_company,
    create_person,
    stage_import,
)
from tests.e2e.desk import Desk
from tests.support.scene import Scene


@pytest.fixture
def directory(committed_scene: Scene) -> Scene:
    """A directory with two records of one company, and somebody whom no mail reaches."""
    actor = committed_scene.actor
    vane = create_company(
        actor=actor, name="Vane Metalworks", country="AU", identifier="51824753556",
        email="office@vane.example", tags="façade",
    )  # fmt: skip
    zoe = create_person(actor=actor, company_id=vane.pk, name="Zoë Ng", email="zoe@vane.example")
    ann = create_person(actor=actor, company_id=vane.pk, name="Ann Silent")
    change_company(
        actor=actor, company_id=vane.pk, primary_contact_id=zoe.pk,
        claim_contact_ids=[zoe.pk, ann.pk],
    )  # fmt: skip
    twin = create_company(actor=actor, name="Vane Metalworks Pty Ltd", phone="02 4700")
    rows = [
        FileRow(2, {"name": "Ode", "company": "Vane Metalworks", "email": "ode@vane.example"}),
        FileRow(3, {"name": "Zoë Ng", "email": "zoe@vane.example", "phone": "0400"}),
        FileRow(4, {"name": "Nobody"}),
    ]
    staged = stage_import(actor=actor, kind=PEOPLE, filename="people.csv", rows=rows)
    committed_scene.others |= {
        "vane": vane.pk, "zoe": zoe.pk, "ann": ann.pk, "twin": twin.pk, "import": staged.pk,
    }  # fmt: skip
    return committed_scene


@pytest.fixture
def desk(directory: Scene, live_address: str, page: Page) -> Desk:
    """The administrator's desk at this directory, signed in."""
    desk = Desk(page, live_address)
    desk.sign_in()
    return desk


def test_companies_are_found_while_typing_and_opened_by_keyboard(desk: Desk) -> None:
    page = desk.page
    desk.go("/companies/")
    page.keyboard.press("/")
    page.keyboard.type("metal 5182")
    expect(page.locator("#found")).to_have_text("1 company")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.url.endswith("/companies/?q=metal%205182")
    link = page.get_by_role("link", name="Vane Metalworks")
    link.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vane Metalworks")


def test_a_company_is_offered_while_typing(desk: Desk) -> None:
    page = desk.page
    desk.go("/people/new/")
    page.get_by_label("Company").press_sequentially("metalworks pty")
    expect(page.locator("#offered-companies option")).to_have_count(1)
    desk.fill(name="Kim Lee", company="vane metalworks pty ltd")
    desk.press("Add the person")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kim Lee")


def test_two_records_are_made_one_and_a_file_is_accepted(desk: Desk, directory: Scene) -> None:
    page, ids = desk.page, directory.others
    desk.go(f"/companies/{ids['vane']}/merge/")
    desk.fill(company="Vane Metalworks Pty Ltd")
    desk.press("Look at both")
    expect(page.get_by_text("taken over")).to_have_count(1)
    desk.press("Merge the two records")
    expect(page.get_by_text("The two records are one.")).to_be_visible()
    desk.go(f"/imports/{ids['import']}/")
    desk.press("Store 2 rows")
    expect(page.get_by_text("1 added, 1 changed. 1 faulty rows were left out.")).to_be_visible()


def test_no_page_is_too_wide_and_axe_finds_nothing(desk: Desk, directory: Scene) -> None:
    ids = directory.others
    company, twin = f"/companies/{ids['vane']}/", f"/companies/{ids['twin']}/"
    for address in (
        "/companies/", "/companies/?q=nowhere", "/people/", company, f"{company}people/",
        f"{twin}people/", f"{company}contracts/", f"{company}history/", f"{company}edit/",
        "/companies/new/", "/people/new/", f"/people/{ids['zoe']}/", f"/people/{ids['ann']}/edit/",
        f"/people/{ids['zoe']}/history/", f"{company}merge/", "/people/import/",
        f"{company}merge/?duplicate={ids['twin']}", f"/imports/{ids['import']}/?show=all",
    ):  # fmt: skip
        desk.go(address)
        for width in (1440, 390):
            desk.page.set_viewport_size({"width": width, "height": 900})
            desk.expect_accessible(f"{address} {width}")
            wide = desk.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, wide)
