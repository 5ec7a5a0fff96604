"""Who sees the pages of insurance, and who changes what on them."""

from __future__ import annotations

import pytest
from django.test import Client

from ledgerstone.directory.models import InsurancePolicy
from ledgerstone.directory.operations.insurance import attach_paper
from tests.correspondence.insured import Insured
from tests.files import papers
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.insurance_readers import of_company, on_project, reader, signed_in_as
from tests.web.posting import text_of


@pytest.fixture
def insured(scene: Scene) -> Insured:
    return Insured.at(scene)


def statuses(client: Client, insured: Insured, found: InsurancePolicy) -> dict[str, int]:
    """What each page of a policy and its company answers."""
    paper = attach_paper(
        actor=insured.scene.actor, policy_id=found.pk, name="a.pdf", content=papers.PDF
    )
    company = of_company(insured.scene.subcontractor)
    seen = {
        "company": client.get(company),
        "policy": client.get(f"/insurance/{found.pk}/"),
        "paper": client.get(f"/insurance/papers/{paper.pk}/"),
    }
    acts = {
        "new": client.get(f"{company}new/"),
        "edit": client.get(f"/insurance/{found.pk}/edit/"),
        "remove paper": client.post(f"/insurance/papers/{paper.pk}/remove/"),
        "remove": client.post(f"/insurance/{found.pk}/remove/"),
    }
    return {name: answer.status_code for name, answer in {**seen, **acts}.items()}


def test_who_may_see_reads_and_changes_nothing(insured: Insured) -> None:
    client = reader(insured, company_directory=1)
    found = insured.policy()
    assert statuses(client, insured, found) == {
        "company": 200, "policy": 200, "paper": 200,
        "new": 403, "edit": 403, "remove paper": 403, "remove": 403,
    }  # fmt: skip
    page = client.get(f"/insurance/{found.pk}/").content.decode()
    assert "/edit/" not in page
    assert "/remove/" not in page
    assert "multipart" not in page
    assert "new/" not in client.get(of_company(insured.scene.subcontractor)).content.decode()


def test_who_may_not_see_finds_nothing(insured: Insured) -> None:
    client = reader(insured, admin=3)
    assert set(statuses(client, insured, insured.policy()).values()) == {404}


def test_a_reader_of_the_account_does_not_learn_of_a_projects_insurance(insured: Insured) -> None:
    client = reader(insured, company_directory=1)
    insured.for_project(kind="Contract works")
    words = text_of(client.get(of_company(insured.scene.subcontractor)))
    assert "Contract works" not in words
    assert "Marlow Road" not in words


def test_an_insurance_manager_without_any_other_right_keeps_records(insured: Insured) -> None:
    manager = worker(insured.scene, insured.scene.own, "Max Manager", is_insurance_manager=True)
    client = signed_in_as(manager)
    for found in (insured.policy(), insured.for_project()):
        assert set(statuses(client, insured, found).values()) == {200, 302}
    assert client.get(f"/projects/{insured.scene.project.pk}/insurance/").status_code == 404


def test_who_keeps_a_projects_directory_records_for_the_project_only(insured: Insured) -> None:
    client = on_project(insured, directory=3)
    as_such, here = insured.policy(), insured.for_project()
    assert client.get(f"/insurance/{as_such.pk}/edit/").status_code == 403
    assert client.get(f"/insurance/{here.pk}/edit/").status_code == 200
    offered = client.get(f"{of_company(insured.scene.subcontractor)}new/").content.decode()
    assert "24-017 Marlow Road Depot" in offered
    assert "Everything the company does" not in offered
    assert client.get(f"/projects/{insured.scene.project.pk}/insurance/").status_code == 200


def test_a_claim_contact_sees_no_insurance(insured: Insured) -> None:
    contact = worker(insured.scene, insured.scene.subcontractor, "Cody Contact")
    insured.contact(contact)
    client = signed_in_as(contact)
    assert set(statuses(client, insured, insured.policy()).values()) == {404}
    assert client.get(f"/projects/{insured.scene.project.pk}/insurance/").status_code == 404
