"""The directory of a project: who is on it, adding many at once, and taking people off."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

from ledgerstone.contracts.models import ContractPerson
from ledgerstone.contracts.operations import add_to_private_list, change_privacy, name_contact
from ledgerstone.projects.models import ProjectCompany, ProjectMember
from ledgerstone.tenancy.models import User
from tests.support.people import as_actor, member, template, worker
from tests.support.scene import Scene
from tests.web.posting import text_of


def address(scene: Scene, rest: str = "") -> str:
    return f"/projects/{scene.project.pk}/directory/{rest}"


def client_of(scene: Scene, person: Any) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    return client


def confirmed(page: str) -> list[str]:
    """What the page says would end."""
    return re.findall(r'name="confirmed" value="(\d+)"', page)


def test_people_stand_under_their_companies_with_their_templates(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair", job_title="Estimator")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    words = text_of(signed_in.get(address(scene)))
    assert "2 people of 2 companies" in words
    assert "Northbridge Construction Robin Hale" in words
    assert "Keel Steel Tom Adair Progress claim contact of SU-001 Estimator" in words
    assert "Claim contact SU-001" in words


def test_search_finds_companies_and_people_by_any_part(signed_in: Client, scene: Scene) -> None:
    worker(scene, scene.owner, "Olga Brandt", email="o.brandt@harbour.example")
    find = address(scene, "add/")
    for words in ("har", "BRANDT", "o.brandt@", "olga brandt"):
        found = text_of(signed_in.get(find, {"q": words}, headers={"HX-Request": "true"}))
        assert "Harbour" in found, words
        assert "Keel Steel" not in found
    assert "Nobody is called this" in text_of(signed_in.get(find, {"q": "zzz"}))


def test_a_companys_people_are_added_in_one_go(signed_in: Client, scene: Scene) -> None:
    olga = worker(scene, scene.owner, "Olga Brandt")
    ash = worker(scene, scene.owner, "Ash Lowe")
    worker(scene, scene.owner, "Not Chosen")
    page = f"{address(scene, 'add/')}?company={scene.owner.pk}"
    assert "It comes onto Marlow Road Depot with its people." in text_of(signed_in.get(page))
    values = {"company": scene.owner.pk, "people": [olga.pk, ash.pk], "act": "people"}
    refused = signed_in.post(page, values)
    assert refused.status_code == 422
    assert "Choose a permission template." in text_of(refused)
    assert re.search(rf'value="{ash.pk}" checked', refused.content.decode())
    chosen = template(scene, "read_only").pk
    answer = signed_in.post(page, values | {"template": chosen}, follow=True)
    assert "2 people of Harbour Trust are on the project as Read only." in text_of(answer)
    assert "On the project as Read only" in text_of(signed_in.get(page))


def test_a_company_is_added_alone_and_taken_off_again(signed_in: Client, scene: Scene) -> None:
    page = f"{address(scene, 'add/')}?company={scene.owner.pk}"
    signed_in.post(page, {"company": scene.owner.pk, "act": "company"})
    company = address(scene, f"companies/{scene.owner.pk}/")
    assert "Nobody of Harbour Trust is on the project." in text_of(signed_in.get(company))
    answer = signed_in.post(f"{company}remove/", follow=True)
    assert "Harbour Trust is off the project." in text_of(answer)
    assert not ProjectCompany.objects.filter(company=scene.owner).exists()


def test_a_company_with_contracts_stays(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    company = address(scene, f"companies/{contract.company_id}/")
    assert "so it stays in its directory" in text_of(signed_in.get(company))
    answer = signed_in.post(f"{company}remove/", {"back": company}, follow=True)
    assert "Keel Steel is party to SU-001 on this project" in text_of(answer)


def test_taking_a_contact_off_says_what_it_touches_first(signed_in: Client, scene: Scene) -> None:
    contract, listed = scene.contract(), scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    page = address(scene, f"people/{tom.pk}/")
    seen = signed_in.get(page)
    assert "This ends with it: progress claim contact of SU-001 Structural steel" in text_of(seen)
    before = confirmed(seen.content.decode())
    # Meanwhile somebody puts them on a list: the old page does not take that away unseen.
    add_to_private_list(actor=scene.actor, contract_id=listed.pk, person_id=tom.pk)
    stale = signed_in.post(f"{page}remove/", {"confirmed": before, "back": page}, follow=True)
    assert "private list of: SU-002 Structural steel." in text_of(stale)
    assert ContractPerson.objects.filter(person=tom).count() == 2
    after = confirmed(stale.content.decode())
    answer = signed_in.post(f"{page}remove/", {"confirmed": after}, follow=True)
    assert "Tom Adair is off the project." in text_of(answer)
    assert not ContractPerson.objects.filter(person=tom).exists()
    assert not ProjectMember.objects.filter(person=tom).exists()


def test_a_private_contract_is_not_named_to_who_does_not_see_it(scene: Scene) -> None:
    contract = scene.contract(title="Vault door")
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    change_privacy(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        is_private=True,
        shows_schedule_to_listed=False,
    )
    keeper = worker(scene, scene.own, "Kim Ode")
    granted = template(scene, "site_team")
    granted.grants = ["edit_people", "edit_companies"]
    granted.save(update_fields=["grants"])
    member(scene, keeper, "site_team")
    client = client_of(scene, keeper)
    for page in ("", f"people/{tom.pk}/", f"companies/{scene.subcontractor.pk}/"):
        words = text_of(client.get(address(scene, page)))
        assert "Tom Adair" in words
        assert "Vault door" not in words
        assert "SU-001" not in words
    company = address(scene, f"companies/{scene.subcontractor.pk}/")
    answer = client.post(f"{company}remove/", {"back": company}, follow=True)
    assert "Keel Steel is party to a contract that is private" in text_of(answer)


def test_only_templates_that_give_no_more_are_offered(scene: Scene) -> None:
    keeper = worker(scene, scene.own, "Kim Ode")
    granted = template(scene, "site_team")
    granted.grants = ["edit_people"]
    granted.save(update_fields=["grants"])
    member(scene, keeper, "site_team")
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    member(scene, tom, "claim_contact")
    page = address(scene, f"people/{tom.pk}/")
    offered = re.findall(
        r'<option value="\d+"[^>]*>([^<]+)', client_of(scene, keeper).get(page).content.decode()
    )
    assert offered == ["Claim contact", "Site team"]
    robin = address(scene, f"people/{scene.actor.person_id}/")
    assert "They hold more rights than you do" in text_of(client_of(scene, keeper).get(robin))


def test_another_template_takes_effect(signed_in: Client, scene: Scene) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    page = address(scene, f"people/{kim.pk}/")
    chosen = template(scene, "administrator").pk
    answer = signed_in.post(page, {"template": chosen}, follow=True)
    assert "Kim Ode is Administrator on the project." in text_of(answer)
    assert as_actor(scene, kim).projects[scene.project.pk].levels["commitments"] == 3


def test_who_reads_the_directory_changes_nothing_and_a_contact_does_not_see_it(
    scene: Scene,
) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    client = client_of(scene, kim)
    assert "Add people" not in text_of(client.get(address(scene)))
    assert client.get(address(scene, "add/")).status_code == 403
    assert client.post(address(scene, f"people/{kim.pk}/remove/")).status_code == 403
    contract = scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    pages = ("", "add/", f"people/{tom.pk}/", f"companies/{tom.company_id}/")
    contact = client_of(scene, tom)
    assert {contact.get(address(scene, page)).status_code for page in pages} == {404}


def test_the_directory_takes_the_same_queries_however_many_people(
    signed_in: Client, scene: Scene, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    contract = scene.contract()
    taken = set()
    for count in (2, 9):
        for number in range(count):
            person = worker(scene, scene.subcontractor, f"Person {count} {number}")
            name_contact(actor=scene.actor, contract_id=contract.pk, person_id=person.pk)
        signed_in.get(address(scene))
        with django_assert_max_num_queries(16) as captured:
            signed_in.get(address(scene))
        taken.add(len(captured))
    assert len(taken) == 1
