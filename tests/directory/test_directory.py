"""Companies and people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledgerstone.directory import queries
from ledgerstone.directory.operations import (
    change_company,
    create_company,
    create_person,
    person_of,
)
from ledgerstone.tenancy.actor import NO_RIGHTS
from ledgerstone.tenancy.refusals import Invalid, NotThere
from tests.support.scene import Scene


def test_companies_are_listed_by_name_in_any_case(scene: Scene) -> None:
    create_company(actor=scene.actor, name="abel Concrete", address="1 Quay St\r\n Sydney ")
    listed = list(queries.companies(scene.actor))
    assert [company.name for company in listed] == [
        "abel Concrete",
        "Harbour Trust",
        "Keel Steel",
        "Northbridge Construction",
    ]
    assert listed[0].address == "1 Quay St\n Sydney"
    assert queries.own_company(scene.actor) == scene.own


@pytest.mark.parametrize(
    ("name", "is_own", "field"),
    [("", False, "name"), ("KEEL STEEL", False, "name"), ("Another", True, "is_own")],
)
def test_what_cannot_stand_is_told_at_its_field(
    scene: Scene, name: str, is_own: bool, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create_company(actor=scene.actor, name=name, is_own=is_own)
    assert list(refused.value.fields) == [field]


def test_a_company_out_of_use_is_no_longer_offered(scene: Scene) -> None:
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk, is_active=False, name="Keel Steel Ltd"
    )
    assert scene.subcontractor not in queries.companies(scene.actor)
    assert queries.get_company(scene.actor, scene.subcontractor.pk).name == "Keel Steel Ltd"
    with pytest.raises(Invalid, match="Keel Steel Ltd is no longer in use"):
        scene.contract()


def test_people_have_an_address_of_their_own(scene: Scene) -> None:
    given = {"actor": scene.actor, "company_id": scene.subcontractor.pk}
    person = create_person(**given, name="Kim Lee", email="Kim@example.com")
    with pytest.raises(Invalid) as taken:
        create_person(**given, name="Kim Again", email="kim@EXAMPLE.com")
    assert list(taken.value.fields) == ["email"]
    with pytest.raises(Invalid, match="This is not an e-mail address"):
        create_person(**given, name="Kim", email="kim at example")
    create_person(**given, name="No Address")
    assert queries.people(scene.actor, scene.subcontractor.pk).first() == person


def test_the_actor_is_in_the_directory_once(scene: Scene) -> None:
    first = person_of(actor=scene.actor)
    assert person_of(actor=scene.actor) == first
    assert first.company == scene.own


def test_who_is_on_no_project_sees_no_directory(scene: Scene) -> None:
    outsider = replace(scene.actor, projects={}, account_rights=NO_RIGHTS)
    assert not queries.companies(outsider).exists()
    assert not queries.people(outsider, scene.own.pk).exists()
    with pytest.raises(NotThere):
        create_company(actor=outsider, name="Another")
