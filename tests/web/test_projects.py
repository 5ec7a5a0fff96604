"""The list of projects, a new project, and the first page of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ledgerstone.directory.operations import open_account
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.models import Account, User
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

NEW = {
    "name": "Eastmoor Cold Store",
    "number": "24-018",
    "terminology": "en-US",
    "currency": "USD",
    "time_zone": "America/Chicago",
    "jurisdiction": "US-IL",
    "paper": "us-letter",
    "address": "1 Quay Street",
}

# Signing in, the account, the actor and the frame take seven of each.
LIST_QUERIES = 10
HOME_QUERIES = 12


def test_home_goes_straight_to_the_only_project(signed_in: Client, scene: Scene) -> None:
    assert signed_in.get("/")["Location"] == f"/projects/{scene.project.pk}/"


def test_home_is_the_portfolio_where_there_are_several(signed_in: Client, scene: Scene) -> None:
    signed_in.post("/projects/new/", NEW)
    assert signed_in.get("/")["Location"] == "/portfolio/"
    for address in ("/portfolio/", "/projects/"):
        words = text_of(signed_in.get(address))
        assert "Marlow Road Depot" in words
        assert "Eastmoor Cold Store" in words


def test_a_new_project_speaks_its_own_words(signed_in: Client, scene: Scene) -> None:
    answer = signed_in.post("/projects/new/", {**NEW, "idempotency_key": str(uuid4())}, follow=True)
    project = Project.objects.get(number="24-018")
    assert answer.redirect_chain[-1][0] == f"/projects/{project.pk}/"
    words = text_of(answer)
    assert "Eastmoor Cold Store is set up." in words
    assert "Add the prime contract" in words
    assert "head contract" not in words.lower()


def test_a_taken_number_is_refused_at_its_field_and_the_rest_is_kept(
    signed_in: Client, scene: Scene
) -> None:
    answer = signed_in.post("/projects/new/", {**NEW, "number": scene.project.number})
    assert answer.status_code == 422
    assert "There is a project 24-017 already" in error_at(answer, "number")
    kept = form_values(answer, "time_zone")
    assert {name: kept[name] for name in NEW if name != "number"} == {
        name: value for name, value in NEW.items() if name != "number"
    }
    assert Project.objects.count() == 1


@pytest.mark.parametrize("name", ["name", "number"])
def test_what_is_missing_is_said_at_its_field(signed_in: Client, scene: Scene, name: str) -> None:
    answer = signed_in.post("/projects/new/", {**NEW, name: ""})
    assert answer.status_code == 422
    assert error_at(answer, name) == "This cannot be empty."


def test_a_new_account_begins_with_a_project(db: None) -> None:
    user = User.objects.create_user("fresh@example.com", "correct horse", name="Fresh")
    open_account(name="Fresh Start", user=user)
    client = Client()
    client.force_login(user)
    empty = client.get("/", follow=True)
    assert "A project holds the contracts of one construction job" in text_of(empty)
    for zone, offered in (("UTC", "Australia/Sydney"), ("Australia/Perth", "Australia/Perth")):
        Account.objects.update(time_zone=zone)
        assert form_values(client.get("/projects/new/"), "name")["time_zone"] == offered
    american = form_values(client.get("/projects/new/?region=en-US"), "name")
    assert american["time_zone"] == "America/New_York"
    answer = client.post("/projects/new/", NEW, follow=True)
    assert answer.status_code == 200
    assert "Eastmoor Cold Store" in text_of(client.get("/", follow=True))


def test_an_empty_project_says_what_to_do_first(signed_in: Client, scene: Scene) -> None:
    words = text_of(signed_in.get(f"/projects/{scene.project.pk}/"))
    for act in ("Add the head contract", "Add the first commitment", "Open a billing period"):
        assert act in words


def test_a_projects_first_page_shows_its_period_and_contracts(
    signed_in: Client, scene: Scene
) -> None:
    scene.contract("head_contract", status="approved", title="Head works")
    scene.contract(status="approved")
    scene.contract(number="SC-900", title="Roofing")
    scene.period(2026, 10)
    words = text_of(signed_in.get(f"/projects/{scene.project.pk}/"))
    assert "October 2026" in words
    assert "1 to 31 October 2026" in words
    assert "0 of 1" in words
    assert "288,500.00" in words
    assert "Approve the schedule of values" in words
    assert "SC-900 Roofing" in words


def test_first_pages_take_the_same_queries_however_many_contracts(
    signed_in: Client, scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    scene.contract("head_contract", status="approved")
    scene.contract(status="approved")
    scene.period()
    signed_in.get("/projects/")  # the first request of a session keeps where it came from
    recorded = {"/projects/": LIST_QUERIES, f"/projects/{scene.project.pk}/": HOME_QUERIES}
    for _ in range(2):
        for address, queries in recorded.items():
            with django_assert_num_queries(queries):
                signed_in.get(address)
        for _ in range(8):
            scene.contract(status="approved")
