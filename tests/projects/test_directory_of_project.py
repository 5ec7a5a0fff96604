"""Who is on a project: adding people and companies, their templates, and taking them off."""

from __future__ import annotations

import pytest

from ledgerstone.contracts.models import ContractPerson
from ledgerstone.contracts.operations import add_to_private_list, name_contact
from ledgerstone.projects import roll
from ledgerstone.projects.models import ProjectMember
from ledgerstone.projects.operations import (
    add_company,
    add_people,
    change_template,
    remove_company,
    remove_member,
)
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.support.people import as_actor, member, template, worker
from tests.support.scene import Scene


def test_a_companys_people_are_added_in_one_go_with_one_template(scene: Scene) -> None:
    ines, tom = (worker(scene, scene.subcontractor, name) for name in ("Ines Vale", "Tom Adair"))
    worker(scene, scene.subcontractor, "Not Chosen")
    added = add_people(
        actor=scene.actor,
        project_id=scene.project.pk,
        company_id=scene.subcontractor.pk,
        person_ids=[ines.pk, tom.pk],
        template_id=template(scene, "read_only").pk,
    )
    assert [one.person.name for one in added] == ["Ines Vale", "Tom Adair"]
    on_project = [one.person.name for one in roll.members(scene.actor, scene.project.pk)]
    assert on_project == ["Ines Vale", "Robin Hale", "Tom Adair"]
    companies = [one.name for one in roll.companies(scene.actor, scene.project.pk)]
    assert companies == ["Northbridge Construction", "Keel Steel"]


def test_people_of_another_company_are_not_added_with_it(scene: Scene) -> None:
    stranger = worker(scene, scene.owner, "Olga Brandt")
    with pytest.raises(Invalid, match="Choose people of this company"):
        add_people(
            actor=scene.actor,
            project_id=scene.project.pk,
            company_id=scene.subcontractor.pk,
            person_ids=[stranger.pk],
            template_id=template(scene, "read_only").pk,
        )
    assert not ProjectMember.objects.filter(person=stranger).exists()


def test_nobody_gives_more_than_they_hold(scene: Scene) -> None:
    keeper = worker(scene, scene.own, "Kim Ode")
    member(scene, keeper, "claim_administrator")
    keepers = template(scene, "claim_administrator")
    keepers.grants = ["edit_people"]
    keepers.save(update_fields=["grants"])
    kim = as_actor(scene, keeper)
    tom = worker(scene, scene.own, "Tom Adair")
    given = {"project_id": scene.project.pk, "person_id": tom.pk}
    with pytest.raises(NotThere):
        change_template(actor=kim, **given, template_id=template(scene, "read_only").pk)
    member(scene, tom, "read_only")
    with pytest.raises(NotAllowed, match="gives more rights than you hold"):
        change_template(actor=kim, **given, template_id=template(scene, "administrator").pk)
    change_template(actor=kim, **given, template_id=template(scene, "site_team").pk)
    assert ProjectMember.objects.get(person=tom).template.key == "site_team"


def test_nobody_lowers_or_removes_who_holds_more(scene: Scene) -> None:
    keeper = worker(scene, scene.own, "Kim Ode")
    keepers = template(scene, "read_only")
    keepers.grants = ["edit_people"]
    keepers.save(update_fields=["grants"])
    member(scene, keeper, "read_only")
    member(scene, worker(scene, scene.own, "Second Admin"), "administrator")
    kim, robin = as_actor(scene, keeper), scene.actor.person_id
    assert robin is not None
    on = {"actor": kim, "project_id": scene.project.pk, "person_id": robin}
    with pytest.raises(NotAllowed, match="Robin Hale holds more rights"):
        remove_member(**on)
    with pytest.raises(NotAllowed, match="Robin Hale holds more rights"):
        change_template(**on, template_id=keepers.pk)


def test_the_last_administrator_stays(scene: Scene) -> None:
    robin = scene.actor.person_id
    assert robin is not None
    on = {"actor": scene.actor, "project_id": scene.project.pk, "person_id": robin}
    with pytest.raises(Invalid, match="Robin Hale is the last administrator of the project"):
        remove_member(**on)
    with pytest.raises(Invalid, match="Make somebody else administrator first"):
        change_template(**on, template_id=template(scene, "read_only").pk)
    second = worker(scene, scene.own, "Second Admin")
    member(scene, second, "administrator")
    remove_member(**on)
    left = as_actor(scene, second)
    assert [one.person.name for one in roll.members(left, scene.project.pk)] == ["Second Admin"]


def test_who_left_the_business_does_not_count_as_administrator(scene: Scene) -> None:
    gone = worker(scene, scene.own, "Second Admin")
    member(scene, gone, "administrator")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    robin = scene.actor.person_id
    assert robin is not None
    with pytest.raises(Invalid, match="last administrator"):
        remove_member(actor=scene.actor, project_id=scene.project.pk, person_id=robin)


def test_removing_a_member_who_is_contact_is_shown_first(scene: Scene) -> None:
    contract = scene.contract(status="approved")
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    other = scene.contract()
    add_to_private_list(actor=scene.actor, contract_id=other.pk, person_id=tom.pk)
    on = {"actor": scene.actor, "project_id": scene.project.pk, "person_id": tom.pk}
    rows = {row.contract_id: row.pk for row in ContractPerson.objects.filter(person=tom)}
    with pytest.raises(Invalid, match=r"private list of: SU-001 .*; SU-002 .*Look at what") as why:
        remove_member(**on)
    assert "confirmed" in why.value.fields
    with pytest.raises(Invalid, match="private list of: SU-002"):
        remove_member(**on, confirmed=[rows[contract.pk]])
    assert ContractPerson.objects.filter(person=tom).count() == 2
    remove_member(**on, confirmed=list(rows.values()))
    assert not ContractPerson.objects.filter(person=tom).exists()
    assert not ProjectMember.objects.filter(person=tom).exists()


def test_a_company_leaves_with_its_people_unless_it_is_party_to_a_contract(scene: Scene) -> None:
    contract = scene.contract()
    on = {"actor": scene.actor, "project_id": scene.project.pk}
    with pytest.raises(WrongState, match="Keel Steel is party to SU-001 on this project"):
        remove_company(**on, company_id=contract.company_id)
    olga = worker(scene, scene.owner, "Olga Brandt")
    add_company(**on, company_id=scene.owner.pk)
    member(scene, olga, "read_only")
    remove_company(**on, company_id=scene.owner.pk)
    assert not ProjectMember.objects.filter(person=olga).exists()
    assert scene.owner not in roll.companies(scene.actor, scene.project.pk)


def test_without_the_accounts_directory_only_companies_of_the_project_are_offered(
    scene: Scene,
) -> None:
    scene.contract()
    person = worker(scene, scene.own, "Kim Ode")
    member(scene, person, "administrator")
    kim = as_actor(scene, person)
    offered = [one.name for one in roll.companies_offered(kim, scene.project.pk)]
    assert offered == ["Keel Steel", "Northbridge Construction"]
    with pytest.raises(Invalid, match="Choose a company from the directory"):
        add_company(actor=kim, project_id=scene.project.pk, company_id=scene.owner.pk)
    contract = scene.contract(actor=kim)
    assert contract.company == scene.subcontractor
    with pytest.raises(Invalid, match="Choose a company from the directory"):
        scene.contract(actor=kim, company_id=scene.owner.pk)


def test_who_reads_only_changes_nothing(scene: Scene) -> None:
    reader = worker(scene, scene.own, "Kim Ode")
    member(scene, reader, "read_only")
    kim = as_actor(scene, reader)
    on = {"actor": kim, "project_id": scene.project.pk}
    assert roll.members(kim, scene.project.pk).count() == 2
    with pytest.raises(NotAllowed):
        add_company(**on, company_id=scene.owner.pk)
    with pytest.raises(NotAllowed):
        remove_member(**on, person_id=reader.pk)
    stranger = as_actor(scene, worker(scene, scene.own, "Nobody Here"))
    with pytest.raises(NotThere):
        remove_member(actor=stranger, project_id=scene.project.pk, person_id=reader.pk)
