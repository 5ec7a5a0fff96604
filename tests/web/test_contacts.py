"""Pages on which claim contacts are named, and on which private contracts are looked after."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.contracts.operations import (
    add_to_private_list,
    change_contact_settings,
    change_privacy,
    name_contact,
)
from ledgerstone.directory.models import Person
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy.models import User
from tests.claims.desk import Desk
from tests.support.people import member, template, worker
from tests.support.scene import Scene
from tests.web.posting import form_values, text_of


def tom_of(scene: Scene, **given: Any) -> Person:
    return worker(scene, scene.subcontractor, "Tom Adair", **given)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    return client


def named(contract: Contract) -> list[str]:
    rows = ContractPerson.objects.filter(contract=contract, is_contact=True)
    return list(rows.values_list("person__name", flat=True))


PLACES = ("/projects/{project}/claims/", "/projects/{project}/commitments/", "/contracts/{pk}/")


@pytest.mark.parametrize("place", PLACES)
def test_where_there_is_no_contact_one_can_be_named_in_place(
    signed_in: Client, scene: Scene, place: str
) -> None:
    scene.period()
    contract = scene.contract(status="approved")
    tom = tom_of(scene)
    page = place.format(project=scene.project.pk, pk=contract.pk)
    shown = signed_in.get(page).content.decode()
    link = re.search(r'href="(/contracts/\d+/contacts/\?back=[^"]+)"', shown)
    assert link is not None
    assert 'id="naming"' in shown

    popover = signed_in.get(link[1], headers={"HX-Request": "true"})
    assert "<html" not in popover.content.decode()
    assert "Other people of Keel Steel" in popover.content.decode()
    back = re.search(r'name="back" value="([^"]+)"', popover.content.decode())
    assert back is not None
    assert back[1] == page

    answer = signed_in.post(
        f"/contracts/{contract.pk}/contacts/",
        {"person": tom.pk, "back": back[1], "idempotency_key": str(uuid4())},
        follow=True,
    )
    assert answer.redirect_chain == [(page, 302)]
    words = text_of(answer)
    assert (
        "Tom Adair is progress claim contact of SU-001, and is on its private list and was put on "
        "the project." in words
    )
    assert named(contract) == ["Tom Adair"]


def test_the_claim_page_names_them_and_names_in_place(signed_in: Client, scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    assert "No contact" in text_of(signed_in.get(f"/claims/{claim.pk}/"))
    name_contact(actor=scene.actor, contract_id=desk.contract.pk, person_id=tom_of(scene).pk)
    words = text_of(signed_in.get(f"/claims/{claim.pk}/"))
    assert "Progress claim contact Change Tom Adair" in words
    assert "No contact" not in words


def test_without_script_a_whole_page_does_the_same(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    tom = tom_of(scene, is_default_claim_contact=True)
    page = signed_in.get(f"/contracts/{contract.pk}/contacts/")
    assert "Named by Keel Steel" in page.content.decode()
    signed_in.post(f"/contracts/{contract.pk}/contacts/", {"person": tom.pk})
    assert named(contract) == ["Tom Adair"]
    answer = signed_in.post(f"/contracts/{contract.pk}/contacts/{tom.pk}/remove/", follow=True)
    assert (
        "Tom Adair is progress claim contact of SU-001 no longer, and off its private list."
        in text_of(answer)
    )


def test_who_cannot_be_reached_is_listed_with_the_reason(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    tom = tom_of(scene, messages="none")
    page = signed_in.get(f"/contracts/{contract.pk}/contacts/")
    assert "Tom Adair: cannot be reached. “Send this user messages” is “Not at all”." in (
        text_of(page)
    )
    answer = signed_in.post(f"/contracts/{contract.pk}/contacts/", {"person": tom.pk})
    assert answer.status_code == 422
    assert "Tom Adair cannot be reached." in text_of(answer)


def test_a_way_back_to_elsewhere_is_not_taken(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    answer = signed_in.post(
        f"/contracts/{contract.pk}/contacts/",
        {"person": tom_of(scene).pk, "back": "https://elsewhere.example/"},
    )
    assert answer.headers["Location"] == f"/contracts/{contract.pk}/"


def test_who_may_not_name_contacts_is_not_asked_to(scene: Scene) -> None:
    contract = scene.contract()
    team = worker(scene, scene.own, "Kim Ode")
    member(scene, team, "site_team")
    client = client_of(team)
    page = client.get(f"/contracts/{contract.pk}/")
    assert "No contact" in text_of(page)
    assert f"/contracts/{contract.pk}/contacts/" not in page.content.decode()
    assert client.get(f"/contracts/{contract.pk}/contacts/").status_code == 403
    assert client.get(f"/contracts/{contract.pk}/settings/").status_code == 403


def test_who_only_changes_contracts_sees_who_claims_and_what_they_may(scene: Scene) -> None:
    contract = scene.contract()
    granted = template(scene, "site_team")
    granted.grants = ["update_subcontracts"]
    granted.save(update_fields=["grants"])
    team = worker(scene, scene.own, "Kim Ode")
    member(scene, team, "site_team")
    words = text_of(client_of(team).get(f"/contracts/{contract.pk}/settings/"))
    assert "Create and submit progress claims On" in words
    assert "Private list" in words
    assert "Name a progress claim contact" not in words


def test_head_contracts_have_no_contacts(signed_in: Client, scene: Scene) -> None:
    head = scene.contract("head_contract")
    assert signed_in.get(f"/contracts/{head.pk}/contacts/").status_code == 404
    words = text_of(signed_in.get(f"/contracts/{head.pk}/settings/"))
    assert "Progress claim contact" not in words
    assert "Private list" in words


def test_a_new_commitment_says_whom_it_starts_with(signed_in: Client, scene: Scene) -> None:
    tom_of(scene, is_default_claim_contact=True)
    worker(scene, scene.subcontractor, "Ines Vale", is_default_claim_contact=True, messages="none")
    page = f"/projects/{scene.project.pk}/commitments/new/"
    values = {
        "number": "SC-001", "title": "Steel", "company": scene.subcontractor.pk,
        "status": "draft", "accounting_method": "amount", "tax_base": "net_of_retention",
        "retention_basis": "per_line", "retention_cap_of": "revised_sum", "act": "save",
    }  # fmt: skip
    words = text_of(signed_in.post(page, values, follow=True))
    assert "Tom Adair is its progress claim contact, and on its private list." in words
    assert "Ines Vale is not named as progress claim contact." in words


def test_the_settings_are_kept_at_project_and_commitment(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    settings = f"/projects/{scene.project.pk}/settings/"
    asked = signed_in.get(settings)
    assert "As the account says (on)" in text_of(asked)
    signed_in.post(settings, form_values(asked, "period_end_day") | {"contacts_may_claim": "off"})
    kept = InvoicingSettings.objects.get(project=scene.project)
    assert (kept.contacts_may_claim, kept.contacts_may_fill_schedule) == (False, None)

    page = f"/contracts/{contract.pk}/settings/"
    assert "As the project says (off)" in text_of(signed_in.get(page))
    signed_in.post(
        f"{page}contacts/",
        {
            "contacts_may_claim": "on",
            "contacts_may_fill_schedule": "off",
            "version": contract.version,
        },
    )
    contract.refresh_from_db()
    assert (contract.contacts_may_claim, contract.contacts_may_fill_schedule) == (True, False)


def test_where_contacts_only_look_the_page_says_who_submits(scene: Scene) -> None:
    scene.period()
    contract = scene.contract(status="approved")
    tom = tom_of(scene)
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    page = f"/contracts/{contract.pk}/claims/"
    client = client_of(tom)
    assert "by an administrator of the project" not in text_of(client.get(page))
    change_contact_settings(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        contacts_may_claim=False,
        contacts_may_fill_schedule=None,
    )
    words = text_of(client.get(page))
    assert "entered and submitted by an administrator of the project" in words
    assert "Start a claim" not in words


def test_a_contact_is_not_led_to_pages_that_are_not_theirs(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    tom = tom_of(scene)
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    client = client_of(tom)
    page = client.get(f"/contracts/{contract.pk}/").content.decode()
    for address in set(re.findall(r'href="(/(?:contracts|projects)/[^"?#]*)', page)):
        assert client.get(address).status_code == 200, address


def test_without_the_schedule_the_page_says_so_and_shows_no_figure(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.claimed({"1": {"work_this_period": "4000"}})
    contract = Contract.objects.get(pk=desk.contract.pk)
    change_privacy(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        is_private=True,
        shows_schedule_to_listed=False,
    )
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    client = client_of(kim)
    assert client.get(f"/contracts/{contract.pk}/").status_code == 404
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=kim.pk)
    for tab in ("", "schedule/", "variations/", "claims/"):
        words = text_of(client.get(f"/contracts/{contract.pk}/{tab}"))
        assert "The schedule of values is not shown to you" in words
        assert "Keel Steel" in words
        assert not re.search(r"\d,\d{3}\.\d\d", words)
    listed = text_of(client.get(f"/projects/{scene.project.pk}/commitments/"))
    assert "without 1 not shown to you" in listed
    assert "288,500.00" not in listed
    assert "288,500.00" not in text_of(client.get(f"/projects/{scene.project.pk}/"))


def test_the_private_list_by_hand(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "read_only")
    page = f"/contracts/{contract.pk}/settings/"
    signed_in.post(f"{page}list/", {"person": kim.pk})
    assert "Kim Ode , Northbridge Construction Put here by hand" in text_of(signed_in.get(page))
    answer = signed_in.post(
        f"{page}privacy/", {"is_private": "on", "version": contract.version}, follow=True
    )
    assert "is private: its administrators and the people on its list see it." in text_of(answer)
    signed_in.post(f"{page}list/{kim.pk}/remove/")
    assert "Nobody is on it." in text_of(signed_in.get(page))


def test_changing_the_company_shows_who_is_dropped_and_asks(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    tom = tom_of(scene)
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    page = f"/contracts/{contract.pk}/company/"
    values = {"company": scene.owner.pk, "version": contract.version}
    asked = signed_in.post(page, values)
    assert asked.status_code == 422
    words = text_of(asked)
    assert "One person is dropped" in words
    assert "Tom Adair of Keel Steel" in words
    assert named(contract) == ["Tom Adair"]
    answer = signed_in.post(page, values | {"confirmed": [tom.pk]}, follow=True)
    assert "SU-001 is with Harbour Trust now." in text_of(answer)
    assert named(contract) == []


def test_the_company_stays_once_a_claim_was_submitted(signed_in: Client, scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.claimed({"1": {"work_this_period": "4000"}})
    version = Contract.objects.get(pk=desk.contract.pk).version
    answer = signed_in.post(
        f"/contracts/{desk.contract.pk}/company/",
        {"company": scene.owner.pk, "version": version},
    )
    assert "so the company stays as it is" in text_of(answer)


def test_lists_with_contacts_take_the_same_queries(
    signed_in: Client, scene: Scene, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    scene.period()
    tom_of(scene, is_default_claim_contact=True)
    worker(scene, scene.subcontractor, "Ines Vale", is_default_claim_contact=True)
    project = f"/projects/{scene.project.pk}/"
    taken: dict[str, set[int]] = {}
    for count in (1, 8):
        for _ in range(count):
            scene.contract(status="approved")
        for page in (project, f"{project}claims/", f"{project}commitments/"):
            signed_in.get(page)
            with django_assert_max_num_queries(30) as captured:
                shown = text_of(signed_in.get(page))
            assert "Ines Vale" in shown or page != f"{project}commitments/"
            taken.setdefault(page, set()).add(len(captured))
    assert all(len(counts) == 1 for counts in taken.values()), taken
