"""Who sees and says where a contract stood, and who takes contracts out and in as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.models import Contract, Opening
from tests.claims.desk import Desk
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene, raw_rows
from tests.web.test_exchange import document
from tests.web.test_opening import typed


def signed_in_as(scene: Scene, key: str) -> Client:
    person = worker(scene, scene.own, f"Kim {key.replace('_', ' ').title()}")
    member(scene, person, key)
    client = Client()
    client.force_login(person.user)
    return client


def asked(client: Client, scene: Scene, contract: Contract) -> dict[str, int]:
    """The answers to each of the pages and acts."""
    opening = reverse("web:contract_opening", args=[contract.pk])
    remove = reverse("web:contract_opening_remove", args=[contract.pk])
    importing = reverse("web:contract_import", args=[scene.project.pk])
    file = SimpleUploadedFile("x.json", json.dumps(document()).encode())
    headers = {"Accept": "application/json"}
    return {
        "see": client.get(opening).status_code,
        "say": client.post(opening, typed(contract, last_number="0"), headers=headers).status_code,
        "remove": client.post(remove, headers=headers).status_code,
        "export": client.get(reverse("web:contract_export", args=[contract.pk])).status_code,
        "choose": client.get(importing).status_code,
        "look": client.post(importing, {"file": file}, headers=headers).status_code,
    }


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("administrator", [200, 422, 302, 200, 200, 200]),
        ("read_only", [200, 403, 403, 200, 403, 403]),
        ("claim_contact", [404] * 6),  # on the project without any level
    ],
)
def test_rights_of_members(scene: Scene, key: str, answers: list[int]) -> None:
    contract = scene.contract(status="approved")
    found = asked(signed_in_as(scene, key), scene, contract)
    assert list(found.values()) == answers, found
    assert not Opening.objects.exists()


def test_a_claim_contact_sees_theirs_and_no_assessment_in_the_making(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    other = scene.contract(status="approved")
    contact = contact_of(scene, desk.contract)
    claim = desk.claimed({"1": {"work_to_date": "5,000.00"}})
    desk.type(claim, {"1": {"assessed": "4,000.00"}})
    client = Client()
    client.force_login(contact.user)
    found = asked(client, scene, desk.contract)
    assert list(found.values()) == [200, 403, 403, 200, 404, 404], found
    assert set(asked(client, scene, other).values()) == {404}

    export = reverse("web:contract_export", args=[desk.contract.pk])
    (theirs,) = json.loads(client.get(export).content)["claims"]
    assert theirs["lines"] == [{"item": "1", "work_to_date": "5000.00"}]
    ours = Client()
    ours.force_login(scene.user)
    (full,) = json.loads(ours.get(export).content)["claims"]
    assert full["lines"][0]["assessed"] == {"work_to_date": "4000.00"}


def test_pages_take_the_same_queries_however_many_lines(
    scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    scene.period()
    client = Client()
    client.force_login(scene.user)
    few = Desk.at(scene)
    rows = raw_rows([(str(number), "Work", "100.00") for number in range(1, 301)])
    many = Desk.at(scene, rows=rows)
    for desk in (few, many):
        desk.certified({"1": {"work_to_date": "50.00"}})
        desk.certified({"2": {"work_to_date": "60.00"}})
    opened = [scene.contract(status="approved"), scene.contract(status="approved", rows=rows)]
    for contract in opened:  # the first request of a session asks some more
        client.get(reverse("web:contract_opening", args=[contract.pk]))
    for contract in opened:
        with django_assert_num_queries(10):
            client.get(reverse("web:contract_opening", args=[contract.pk]))
    for desk in (few, many):
        with django_assert_num_queries(14):
            client.get(reverse("web:contract_export", args=[desk.contract.pk]))
