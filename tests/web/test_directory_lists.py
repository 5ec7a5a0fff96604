"""The lists of the directory: searched, filtered, in pages, exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from ledgerstone.directory.imports import HEADINGS
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.operations import change_company, create_company, create_person
from ledgerstone.documents.spreadsheets.directory_files import read_directory
from tests.support.scene import Scene
from tests.web.posting import text_of


@pytest.fixture
def vane(scene: Scene) -> Company:
    company = create_company(
        actor=scene.actor, name="Vane Metalworks", trading_name="Vane", country="AU",
        identifier="51824753556", email="office@vane.example", tags="façade",
    )  # fmt: skip
    create_person(actor=scene.actor, company_id=company.pk, name="Zoë Ng", email="zoe@vane.example")
    return company


def fill(scene: Scene, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        company = create_company(
            actor=scene.actor, name=f"Company {number:03}", tags=f"tag {number}"
        )
        person = create_person(actor=scene.actor, company_id=company.pk, name=f"P {number:03}")
        change_company(actor=scene.actor, company_id=company.pk, primary_contact_id=person.pk)


def test_companies_are_listed_with_what_matters(signed_in: Client, vane: Company) -> None:
    words = text_of(signed_in.get("/companies/"))
    assert "Companies People 4 companies" in words
    assert "Vane Metalworks ABN 51 824 753 556" in words
    assert "office@vane.example façade 1 Not registered" in words
    assert "Northbridge Construction Own company" in words


@pytest.mark.parametrize("typed", ["vane", "51 824 753 556", "FAÇADE", "e@van"])
def test_a_search_finds_by_any_part_with_and_without_script(
    signed_in: Client, vane: Company, typed: str
) -> None:
    whole = signed_in.get("/companies/", {"q": typed})
    part = signed_in.get("/companies/", {"q": typed}, headers={"HX-Request": "true"})
    for answer in (whole, part):
        words = text_of(answer)
        assert "1 company" in words
        assert "Vane Metalworks" in words
        assert "Keel Steel" not in words
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert part.headers["Vary"].startswith("HX-Request")


def test_what_is_not_found_says_what_to_try(signed_in: Client, vane: Company) -> None:
    words = text_of(signed_in.get("/companies/", {"q": "nowhere"}))
    assert "0 companies" in words
    assert "No company is like this" in words
    assert "Nobody is like this" in text_of(signed_in.get("/people/", {"q": "nowhere"}))


def test_lists_are_filtered(signed_in: Client, scene: Scene, vane: Company) -> None:
    change_company(actor=scene.actor, company_id=scene.owner.pk, is_active=False)
    assert "Harbour Trust" not in text_of(signed_in.get("/companies/"))
    assert "1 company" in text_of(signed_in.get("/companies/", {"state": "retired"}))
    assert "4 companies" in text_of(signed_in.get("/companies/", {"state": "all"}))
    assert "1 company" in text_of(signed_in.get("/companies/", {"tag": "façade"}))
    assert "1 person" in text_of(signed_in.get("/people/", {"tag": "façade"}))


def test_people_are_listed_with_whether_mail_reaches_them(
    signed_in: Client, scene: Scene, vane: Company
) -> None:
    create_person(actor=scene.actor, company_id=vane.pk, name="Ann")
    words = text_of(signed_in.get("/people/"))
    assert "3 people" in words
    assert "Zoë Ng Vane Metalworks Vane Metalworks – zoe@vane.example – No Reached" in words
    assert "No Not reached There is no e-mail address." in words


def test_many_are_shown_in_pages(signed_in: Client, scene: Scene) -> None:
    fill(scene, 55)
    first = signed_in.get("/companies/", {"q": "company"})
    assert "1 to 50 of 55" in text_of(first)
    [later] = html.fromstring(first.content.decode()).xpath('//a[@rel="next"]/@href')
    assert later == "/companies/?q=company&page=2"
    assert "51 to 55 of 55" in text_of(signed_in.get(later))


@pytest.mark.parametrize(("address", "queries"), [("/companies/", 11), ("/people/", 9)])
def test_lists_take_the_same_queries_however_many(
    signed_in: Client,
    scene: Scene,
    address: str,
    queries: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    signed_in.get(address)
    for start in (0, 20):
        fill(scene, 20, start)
        for given in ({}, {"q": "company"}):
            with django_assert_num_queries(queries):
                signed_in.get(address, given)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_listed_is_exported_as_it_is_imported(
    signed_in: Client, scene: Scene, vane: Company, form: str
) -> None:
    answer = signed_in.get("/companies/file", {"q": "vane", "form": form})
    assert f'filename="companies.{form}"' in answer.headers["Content-Disposition"]
    [row] = read_directory(answer.content, "x", "companies")
    assert row.cells["identifier"] == "51 824 753 556"
    assert (row.cells["name"], row.cells["tags"]) == ("Vane Metalworks", "façade")
    answer = signed_in.get("/people/file", {"form": form})
    people = read_directory(answer.content, "x", "people")
    assert [one.cells["name"] for one in people] == ["Robin Hale", "Zoë Ng"]
    assert people[1].cells["company"] == "Vane Metalworks"
    assert people[1].cells["messages"] == "Via Email"


def test_an_exported_name_is_never_a_formula(signed_in: Client, scene: Scene) -> None:
    create_company(actor=scene.actor, name="=HYPERLINK(1)", phone="+61 2")
    answer = signed_in.get("/companies/file", {"form": "csv", "q": "hyperlink"})
    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head[0] == HEADINGS["name"]
    assert (row[0], row[7]) == ("'=HYPERLINK(1)", "'+61 2")


def test_who_may_not_see_the_directory_finds_no_way_to_it(signed_in: Client, scene: Scene) -> None:
    assert b'href="/companies/"' in signed_in.get("/projects/").content
    Person.objects.update(account_template=None)
    assert b'href="/companies/"' not in signed_in.get("/projects/").content
    for address in ("/companies/", "/people/", "/companies/file", "/companies/names"):
        assert signed_in.get(address).status_code == 404, address


def test_names_are_offered_while_typing(signed_in: Client, vane: Company) -> None:
    answer = signed_in.get("/companies/names", {"company": "van"})
    assert answer.content.decode().split("\n")[0].count("<option") == 1
    assert 'value="Vane Metalworks"' in answer.content.decode()
