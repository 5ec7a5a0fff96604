"""Company records: what they hold, who is named for them, and two people changing one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledgerstone.directory import queries
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.operations import change_company, create_company, create_person
from ledgerstone.history.models import Event
from ledgerstone.tenancy.actor import Actor, Rights
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale
from tests.support.scene import Scene, build_scene

EVERYTHING = {
    "name": "Vane Steel Pty Ltd", "trading_name": "Vane", "country": "Australia",
    "identifier": "ABN 51 824 753 556", "registration_number": "004 085 616",
    "address": "1 Mill Road\nPenrith NSW 2750", "postal_address": "PO Box 1", "phone": "02 4700 1",
    "email": "office@vane.example", "website": "www.vane.example", "tags": "Steel, crane, STEEL",
}  # fmt: skip


def reader_of(scene: Scene, *grants: str) -> Actor:
    rights = Rights(levels={"company_directory": 1}, grants=frozenset(grants))
    return replace(scene.actor, account_rights=rights)


def test_a_company_is_kept_with_all_of_its_particulars(scene: Scene) -> None:
    company = create_company(actor=scene.actor, **EVERYTHING)
    kept = queries.get_company(scene.actor, company.pk)
    assert (kept.country, kept.identifier, kept.registration_number) == (
        "AU", "51824753556", "004085616",
    )  # fmt: skip
    assert kept.website == "https://www.vane.example"
    assert kept.tags == ["Steel", "crane"]
    assert kept.address == "1 Mill Road\nPenrith NSW 2750"


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"country": "AU", "identifier": "51 824 753 557"}, "identifier", "An ABN has 11 digits"),
        ({"country": "Atlantis"}, "country", "Give its two letters, such as AU."),
        ({"email": "office at vane"}, "email", "This is not an e-mail address."),
        ({"website": "not a site"}, "website", "This is not a web address."),
        ({"tags": "x" * 41}, "tags", "to 40 characters"),
        ({"tags": ",".join(map(str, range(21)))}, "tags", "At most 20 tags; these are 21."),
        ({"phone": "1" * 41}, "phone", "Shorten the phone number to 40 characters"),
    ],
)
def test_a_particular_that_cannot_be_is_refused_at_its_field(
    scene: Scene, given: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create_company(actor=scene.actor, name="Vane", **given)
    assert said in refused.value.fields[field]


def test_another_country_checks_the_numbers_anew(scene: Scene) -> None:
    company = create_company(actor=scene.actor, name="Vane", identifier="51 824 753 556")
    assert company.identifier == "51 824 753 556"
    changed = change_company(actor=scene.actor, company_id=company.pk, country="AU")
    assert changed.identifier == "51824753556"
    with pytest.raises(Invalid) as refused:
        change_company(actor=scene.actor, company_id=company.pk, country="US")
    assert list(refused.value.fields) == ["identifier"]


def test_who_looks_at_an_older_record_is_told_what_changed(scene: Scene) -> None:
    company = create_company(actor=scene.actor, name="Vane")
    first = {"actor": scene.actor, "company_id": company.pk, "expected_version": 1}
    assert change_company(**first, phone="1").version == 2
    with pytest.raises(Stale) as stale:
        change_company(**first, phone="2")
    assert stale.value.changes == ("Robin Hale changed the company Vane",)
    assert change_company(**{**first, "expected_version": 2}, phone="1").version == 2


def test_only_its_own_people_are_named_for_a_company(scene: Scene) -> None:
    kim = create_person(actor=scene.actor, company_id=scene.subcontractor.pk, name="Kim")
    lee = create_person(actor=scene.actor, company_id=scene.subcontractor.pk, name="Lee")
    other = create_person(actor=scene.actor, company_id=scene.owner.pk, name="Ode")
    given = {"actor": scene.actor, "company_id": scene.subcontractor.pk}
    change_company(**given, primary_contact_id=kim.pk, claim_contact_ids=[kim.pk, lee.pk])
    change_company(**given, primary_contact_id=lee.pk)
    named = Person.objects.filter(is_default_claim_contact=True).order_by("pk")
    assert list(named) == [kim, lee]
    assert list(Person.objects.filter(is_primary_contact=True)) == [lee]
    for key, value in (("primary_contact_id", other.pk), ("claim_contact_ids", [kim.pk, other.pk])):
        with pytest.raises(Invalid, match="Choose somebody who works for the company") as refused:
            change_company(**given, **{key: value})
        assert list(refused.value.fields) == [key]
    change_company(**given, primary_contact_id=None, claim_contact_ids=[])
    assert not Person.objects.filter(is_primary_contact=True).exists()
    assert not Person.objects.filter(is_default_claim_contact=True).exists()


def test_naming_nobody_new_changes_nothing(scene: Scene) -> None:
    kim = create_person(actor=scene.actor, company_id=scene.subcontractor.pk, name="Kim")
    given = {"actor": scene.actor, "company_id": scene.subcontractor.pk}
    before = change_company(**given, claim_contact_ids=[kim.pk]).version
    events = Event.objects.count()
    assert change_company(**given, claim_contact_ids=[kim.pk]).version == before
    assert Event.objects.count() == events


def test_the_own_company_stays_in_use(scene: Scene) -> None:
    with pytest.raises(Invalid, match="it stays in use"):
        change_company(actor=scene.actor, company_id=scene.own.pk, is_active=False)


def test_who_may_only_read_changes_nothing(scene: Scene) -> None:
    reader = reader_of(scene)
    with pytest.raises(NotAllowed):
        create_company(actor=reader, name="Vane")
    with pytest.raises(NotAllowed):
        change_company(actor=reader, company_id=scene.owner.pk, name="Vane")
    editor = reader_of(scene, "edit_companies")
    assert change_company(actor=editor, company_id=scene.owner.pk, name="Vane").name == "Vane"


def test_a_company_of_another_account_is_not_there(scene: Scene) -> None:
    other = build_scene("Southgate Civil")
    with pytest.raises(NotThere):
        change_company(actor=scene.actor, company_id=other.owner.pk, name="Taken over")
    assert not Company.objects.filter(name="Taken over").exists()
