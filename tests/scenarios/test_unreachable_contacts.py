"""A claim contact who can be reached no longer: they stay named, and everybody is told why."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ledgerstone.contracts import contacts
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Person
from ledgerstone.directory.operations import change_company, change_person
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk
from tests.support.people import as_actor, worker
from tests.support.scene import Scene
from tests.web.posting import text_of

WHY: list[tuple[dict[str, Any], str]] = [
    ({"is_active": False}, "Tom Adair is not active."),
    ({"email": ""}, "There is no e-mail address."),
    ({"messages": "none"}, "“Send this user messages” is “Not at all”."),
]


def with_contact(scene: Scene, **given: Any) -> tuple[Contract, Person]:
    contract = scene.contract(**given)
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    return contract, tom


def reasons(scene: Scene, contract: Contract) -> list[tuple[str, str]]:
    found = contacts.of_contract(scene.actor, contract)
    return [(one.person.name, one.why_unreachable) for one in found]


def told(contract: Contract) -> list[str]:
    """What administrators are told."""
    found = Event.objects.filter(kind="contract.contact_unreachable", contract_id=contract.pk)
    return [event.details["reason"] for event in found.order_by("id")]


@pytest.mark.parametrize(("change", "why"), WHY)
def test_who_fails_a_condition_stays_named_with_the_reason(
    scene: Scene, change: dict[str, Any], why: str
) -> None:
    contract, tom = with_contact(scene)
    assert reasons(scene, contract) == [("Tom Adair", "")]
    change_person(actor=scene.actor, person_id=tom.pk, **change)
    assert reasons(scene, contract) == [("Tom Adair", why)]
    assert told(contract) == [why]


@pytest.mark.parametrize(("change", "why"), WHY)
def test_who_fails_a_condition_is_not_named(scene: Scene, change: dict[str, Any], why: str) -> None:
    contract = scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    change_person(actor=scene.actor, person_id=tom.pk, **change)
    offer = contacts.offered(contract)[0]
    assert (offer.person, offer.why_unreachable) == (tom, why)
    with pytest.raises(Invalid, match="Tom Adair cannot be reached"):
        name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)


def test_who_went_to_another_company_sees_the_commitment_no_longer(scene: Scene) -> None:
    contract, tom = with_contact(scene)
    assert contract.pk in as_actor(scene, tom).contact_of
    change_person(actor=scene.actor, person_id=tom.pk, company_id=scene.owner.pk)
    assert reasons(scene, contract) == [("Tom Adair", "Tom Adair works for Harbour Trust now.")]
    assert told(contract) == ["Tom Adair works for Harbour Trust now."]
    assert contract.pk not in as_actor(scene, tom).contact_of


def test_other_contacts_are_not_told_where_somebody_went(scene: Scene) -> None:
    contract, tom = with_contact(scene)
    ines = worker(scene, scene.subcontractor, "Ines Vale")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=ines.pk)
    change_person(actor=scene.actor, person_id=tom.pk, company_id=scene.owner.pk)
    seen = contacts.of_contract(as_actor(scene, ines), contract)
    assert [one.person.name for one in seen] == ["Ines Vale"]


def test_a_company_out_of_use_takes_its_people_out_of_reach(scene: Scene) -> None:
    contract, _tom = with_contact(scene)
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, is_active=False)
    assert told(contract) == ["Keel Steel is no longer in use."]


def test_what_does_not_concern_reach_tells_nobody(scene: Scene) -> None:
    contract, tom = with_contact(scene)
    change_person(actor=scene.actor, person_id=tom.pk, messages="none")
    change_person(actor=scene.actor, person_id=tom.pk, job_title="Estimator")
    assert len(told(contract)) == 1


def test_every_page_that_names_them_says_why(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    idle = scene.contract(status="approved")
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    for contract in (desk.contract, idle):
        name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    change_person(actor=scene.actor, person_id=tom.pk, messages="none")
    client = Client()
    client.force_login(scene.user)
    project, contract = f"/projects/{scene.project.pk}/", f"/contracts/{desk.contract.pk}/"
    pages = [
        contract,
        f"{contract}settings/",
        f"{contract}contacts/",
        f"/claims/{claim.pk}/",
        f"{project}claims/",
        f"{project}commitments/",
        f"{project}directory/",
        f"{project}directory/people/{tom.pk}/",
        f"{project}directory/companies/{scene.subcontractor.pk}/",
        project,
    ]
    for page in pages:
        words = text_of(client.get(page))
        assert "Tom Adair" in words, page
        assert "“Send this user messages” is “Not at all”." in words, page
