"""Who may change the address of somebody who works on projects, and take them out of use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledgerstone.access import queries as templates
from ledgerstone.access.templates import ADMINISTRATOR, CLAIM_CONTACT
from ledgerstone.directory.imports import FileRow
from ledgerstone.directory.models import PEOPLE, Person
from ledgerstone.directory.operations import (
    accept_import,
    change_person,
    create_person,
    stage_import,
)
from ledgerstone.directory.staged import plan_of
from ledgerstone.projects.models import ProjectMember
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed
from tests.directory.test_companies import reader_of
from tests.support.scene import Scene


def member(scene: Scene, key: str) -> Person:
    person = create_person(
        actor=scene.actor, company_id=scene.own.pk, name="Kim Lee", email="kim@own.example"
    )
    ProjectMember.objects.create(
        account=scene.account,
        project=scene.project,
        person=person,
        template=templates.built_in(scene.actor, key),
    )
    return person


def editor(scene: Scene) -> Actor:
    """Somebody who keeps people and is on no project."""
    return replace(reader_of(scene, "edit_people"), projects={})


def test_nobody_gets_at_an_invitation_of_somebody_who_may_do_more(scene: Scene) -> None:
    kim = member(scene, ADMINISTRATOR)
    change_person(actor=scene.actor, person_id=kim.pk, email="kim.lee@own.example")
    with pytest.raises(NotAllowed, match="Kim Lee may do more on a project than you"):
        change_person(actor=editor(scene), person_id=kim.pk, email="me@example.com")
    assert Person.objects.get(pk=kim.pk).email == "kim.lee@own.example"
    assert change_person(actor=editor(scene), person_id=kim.pk, phone="1").phone == "1"


def test_a_contact_who_holds_no_level_may_get_another_address(scene: Scene) -> None:
    kim = member(scene, CLAIM_CONTACT)
    changed = change_person(actor=editor(scene), person_id=kim.pk, email="kim.lee@own.example")
    assert changed.email == "kim.lee@own.example"


def test_nobody_takes_out_of_use_who_may_do_more_on_a_project(scene: Scene) -> None:
    kim, clerk = member(scene, ADMINISTRATOR), editor(scene)
    with pytest.raises(NotAllowed, match="Kim Lee may do more on a project than you"):
        change_person(actor=clerk, person_id=kim.pk, is_active=False)
    rows = [FileRow(2, {"name": "Kim Lee", "email": "kim@own.example", "is_active": "no"})]
    staged = stage_import(actor=clerk, kind=PEOPLE, filename="people.csv", rows=rows)
    with pytest.raises(NotAllowed, match="Kim Lee may do more on a project than you"):
        accept_import(actor=clerk, import_id=staged.pk, expected=plan_of(clerk, staged).digest)
    assert Person.objects.get(pk=kim.pk).is_active
    assert not change_person(actor=scene.actor, person_id=kim.pk, is_active=False).is_active
