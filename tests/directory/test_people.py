"""People: their rights, their way into the account, and who may change whom."""

from __future__ import annotations

from typing import Any

import pytest

from ledgerstone.access import queries as templates
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.access.templates import ACCOUNT_ADMINISTRATOR, CLAIM_CONTACT
from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.directory.operations import (
    change_company,
    change_person,
    create_person,
    person_of,
)
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale
from tests.directory.test_companies import reader_of
from tests.support.scene import Scene, build_scene


def add(scene: Scene, name: str = "Kim Lee", **given: Any) -> Person:
    return create_person(
        **{
            "actor": scene.actor,
            "company_id": scene.subcontractor.pk,
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}@keel.example",
            **given,
        }
    )


def administrator(scene: Scene, name: str = "Ana Diaz") -> Person:
    """A second person who administers the account and signs in to do so."""
    user = User.objects.create(email=f"{name.split()[0].lower()}@own.example", name=name)
    template = templates.built_in(scene.actor, ACCOUNT_ADMINISTRATOR)
    return add(
        scene, name, company_id=scene.own.pk, user_id=user.pk, account_template_id=template.pk
    )


def change(scene: Scene, person: Person, **changes: Any) -> Person:
    return change_person(actor=scene.actor, person_id=person.pk, **changes)


def may_enter(person: Person) -> bool:
    return Membership.objects.filter(account_id=person.account_id, user_id=person.user_id).exists()


def test_a_person_is_kept_with_all_of_their_particulars(scene: Scene) -> None:
    contact = templates.built_in(scene.actor, CLAIM_CONTACT)
    kim = add(
        scene, phone="0400 1", job_title="Contracts manager", messages="Not at all",
        is_insurance_manager=True, default_template_id=contact.pk,
    )  # fmt: skip
    kept = Person.objects.get(pk=kim.pk)
    assert (kept.phone, kept.job_title, kept.messages) == (
        "0400 1",
        "Contracts manager",
        NOT_AT_ALL,
    )
    assert kept.is_insurance_manager
    assert kept.default_template == contact
    assert change(scene, kim, messages="Via Email").messages == "email"


def test_who_looks_at_an_older_record_is_told_what_changed(scene: Scene) -> None:
    kim = add(scene)
    change(scene, kim, expected_version=1, phone="1")
    with pytest.raises(Stale) as stale:
        change(scene, kim, expected_version=1, phone="2")
    assert stale.value.changes == ("Robin Hale changed the record of Kim Lee",)


def test_who_is_out_of_use_has_no_way_in_until_they_are_back(scene: Scene) -> None:
    ana = administrator(scene)
    assert may_enter(ana)
    change(scene, ana, is_active=False)
    assert not may_enter(ana)
    assert actor_for(ana.user, scene.account) is None
    change(scene, ana, is_active=True)
    assert may_enter(ana)
    assert actor_for(ana.user, scene.account) is not None


def test_who_never_had_a_login_gets_none_by_coming_back(scene: Scene) -> None:
    kim = add(scene)
    change(scene, kim, is_active=False)
    change(scene, kim, is_active=True)
    assert Membership.objects.filter(account=scene.account).count() == 1


def test_another_address_leaves_the_login_as_it_is(scene: Scene) -> None:
    ana = administrator(scene)
    change(scene, ana, email="ana@elsewhere.example")
    assert User.objects.get(pk=ana.user_id).email == "ana@own.example"
    assert may_enter(ana)


def test_who_leaves_a_company_is_no_longer_named_for_it(scene: Scene) -> None:
    kim = add(scene)
    change_company(
        actor=scene.actor, company_id=scene.subcontractor.pk,
        primary_contact_id=kim.pk, claim_contact_ids=[kim.pk],
    )  # fmt: skip
    moved = change(scene, kim, company_id=scene.owner.pk)
    assert not moved.is_primary_contact
    assert not moved.is_default_claim_contact
    with pytest.raises(NotThere):
        change(scene, kim, company_id=0)


def test_nobody_joins_a_company_out_of_use(scene: Scene) -> None:
    kim = add(scene)
    change_company(actor=scene.actor, company_id=scene.owner.pk, is_active=False)
    with pytest.raises(Invalid, match="Harbour Trust is no longer in use"):
        change(scene, kim, company_id=scene.owner.pk)
    with pytest.raises(Invalid, match="Harbour Trust is no longer in use"):
        add(scene, "Lee", company_id=scene.owner.pk)


@pytest.mark.parametrize("change_to", [{"account_template_id": None}, {"is_active": False}])
def test_the_last_administrator_stays(scene: Scene, change_to: dict[str, Any]) -> None:
    ana = administrator(scene)
    acting_ana = actor_for(User.objects.get(pk=ana.user_id), scene.account)
    assert acting_ana is not None
    robin = person_of(actor=scene.actor)
    change_person(actor=acting_ana, person_id=robin.pk, **change_to)
    with pytest.raises(Invalid) as refused:
        change_person(actor=acting_ana, person_id=ana.pk, **change_to)
    assert set(refused.value.fields) >= set(change_to)
    assert Person.objects.get(pk=ana.pk).is_active
    # Without a login, nobody administers anything.
    template = templates.built_in(scene.actor, ACCOUNT_ADMINISTRATOR)
    change_person(actor=acting_ana, person_id=add(scene).pk, account_template_id=template.pk)
    with pytest.raises(Invalid):
        change_person(actor=acting_ana, person_id=ana.pk, **change_to)


def test_nobody_takes_themselves_out_of_use(scene: Scene) -> None:
    administrator(scene)
    with pytest.raises(Invalid, match="You cannot take yourself out of use"):
        change(scene, person_of(actor=scene.actor), is_active=False)


def test_nobody_gives_more_than_they_hold(scene: Scene) -> None:
    editor = reader_of(scene, "edit_people")
    given = {"actor": editor, "company_id": scene.subcontractor.pk, "name": "Kim"}
    reading = PermissionTemplate.objects.get(key="directory_reader")
    all_of_it = templates.built_in(scene.actor, ACCOUNT_ADMINISTRATOR)
    site = PermissionTemplate.objects.get(key="site_team")
    kim = create_person(**given, account_template_id=reading.pk)
    for key, template in (("account_template_id", all_of_it), ("default_template_id", site)):
        with pytest.raises(NotAllowed, match="Nobody gives rights that they do not hold"):
            change_person(actor=editor, person_id=kim.pk, **{key: template.pk})
    with pytest.raises(Invalid, match="Choose one of the permission templates"):
        change_person(actor=editor, person_id=kim.pk, account_template_id=site.pk)


@pytest.mark.parametrize(
    "change_to",
    [{"email": "me@example.com"}, {"is_active": False}, {"account_template_id": None}],
)
def test_who_may_do_more_is_not_theirs_to_change(scene: Scene, change_to: dict[str, Any]) -> None:
    editor = reader_of(scene, "edit_people")
    ana = administrator(scene)
    with pytest.raises(NotAllowed, match="Ana Diaz may do more in this account than you"):
        change_person(actor=editor, person_id=ana.pk, **change_to)
    assert change_person(actor=editor, person_id=ana.pk, phone="1").phone == "1"


def test_people_of_another_account_are_not_there(scene: Scene) -> None:
    other = build_scene("Southgate Civil")
    with pytest.raises(NotThere):
        change_person(actor=scene.actor, person_id=other.actor.person_id or 0, name="Taken")
    with pytest.raises(NotThere):
        add(scene, company_id=other.owner.pk)
