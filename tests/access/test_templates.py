"""Permission templates: made, copied, changed and deleted, by whom, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledgerstone.access import holders as references
from ledgerstone.access import policy, queries
from ledgerstone.access.actions import Action
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.access.operations import (
    change_template,
    clone_template,
    create_template,
    delete_template,
)
from ledgerstone.contracts.actors import refreshed
from ledgerstone.directory.models import Person
from ledgerstone.projects.holders import holders
from ledgerstone.projects.models import ProjectMember
from ledgerstone.tenancy.actor import Actor, Rights
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale, WrongState
from tests.support.scene import Scene, scene

__all__ = ["scene"]

LOOKING = {"directory": 1, "commitments": 1}


def made(scene: Scene, name: str = "Surveyors", **given: object) -> PermissionTemplate:
    return create_template(
        **{"actor": scene.actor, "scope": "project", "name": name, "levels": LOOKING, **given}
    )


def change(actor: Actor, template: PermissionTemplate, **given: object) -> PermissionTemplate:
    return change_template(
        **{
            "actor": actor,
            "template_id": template.pk,
            "expected_version": template.version,
            "name": template.name,
            "levels": template.rights.levels,
            "grants": template.grants,
            **given,
        }
    )


def delete(actor: Actor, template: PermissionTemplate) -> None:
    delete_template(actor=actor, template_id=template.pk, expected_version=template.version)


def colleague(scene: Scene, template: PermissionTemplate | None = None) -> tuple[Person, Actor]:
    """Somebody of our own who is on the project, with this template."""
    user = User.objects.create(email="kim@example.com", name="Kim Ode")
    Membership.objects.create(account=scene.account, user=user)
    person = Person.objects.create(
        account=scene.account, company=scene.own, user=user, name="Kim Ode"
    )
    if template is not None:
        ProjectMember.objects.create(
            account=scene.account, project=scene.project, person=person, template=template
        )
    actor = Actor(scene.account.pk, user.pk, "Kim Ode")
    return person, refreshed(actor)


def settings_only(actor: Actor) -> Actor:
    """With Admin on the account's settings, and no further right of the account."""
    return replace(actor, account_rights=Rights({"admin": 3}))


def test_a_template_gives_levels_and_tasks(scene: Scene) -> None:
    template = made(scene, grants=["create_subcontracts"])
    assert template.rights == Rights(
        {"directory": 1, "commitments": 1, "head_contracts": 0, "invoicing_settings": 0},
        frozenset({"create_subcontracts"}),
    )


def test_what_a_scope_does_not_know_is_refused(scene: Scene) -> None:
    with pytest.raises(Invalid):
        made(scene, levels={"admin": 3})
    with pytest.raises(Invalid):
        made(scene, scope="account", levels={"admin": 1}, grants=["create_subcontracts"])
    with pytest.raises(Invalid):
        made(scene, levels={"commitments": 4})
    with pytest.raises(Invalid):
        made(scene, scope="everything")
    with pytest.raises(Invalid, match="name"):
        made(scene, name=" ")


def test_a_name_is_taken_once_in_a_scope(scene: Scene) -> None:
    made(scene, "Surveyors")
    with pytest.raises(Invalid) as refused:
        made(scene, "surveyors")
    assert "name" in refused.value.fields
    assert made(scene, "Surveyors", scope="account", levels={"company_directory": 1}).pk


def test_a_copy_gives_the_same_and_can_be_changed(scene: Scene) -> None:
    locked = queries.built_in(scene.actor, "administrator")
    first = clone_template(actor=scene.actor, template_id=locked.pk)
    second = clone_template(actor=scene.actor, template_id=locked.pk)
    assert (first.name, second.name) == ("Copy of Administrator", "Copy of Administrator 2")
    assert first.rights == locked.rights
    assert change(scene.actor, first, name="Deputies").name == "Deputies"


def test_a_change_takes_effect_at_once(scene: Scene) -> None:
    template = made(scene)
    _person, actor = colleague(scene, template)
    assert not policy.may_on_project(actor, Action.MANAGE_PERIODS, scene.project.pk)
    change(scene.actor, template, levels={"commitments": 3})
    now = refreshed(actor)
    assert policy.may_on_project(now, Action.MANAGE_PERIODS, scene.project.pk)
    assert not policy.may_on_project(now, Action.VIEW_DIRECTORY, scene.project.pk)


def test_the_locked_ones_stay(scene: Scene) -> None:
    for key in ("account_administrator", "administrator", "claim_contact"):
        locked = queries.built_in(scene.actor, key)
        with pytest.raises(WrongState, match="Copy it"):
            change(scene.actor, locked, name="Another")
        with pytest.raises(WrongState):
            delete(scene.actor, locked)


def test_a_template_that_changed_meanwhile_is_not_overwritten(scene: Scene) -> None:
    template = made(scene)
    change(scene.actor, template, name="Quantity surveyors")
    with pytest.raises(Stale):
        change(scene.actor, template, name="Estimators")
    with pytest.raises(Stale):
        delete(scene.actor, template)


def test_what_is_held_is_not_deleted(scene: Scene) -> None:
    template = made(scene)
    person, _actor = colleague(scene, template)
    Person.objects.filter(pk=person.pk).update(default_template=template)
    with pytest.raises(WrongState, match="1 project member and 1 person to whom it is offered"):
        delete(scene.actor, template)
    ProjectMember.objects.filter(template=template).delete()
    Person.objects.update(default_template=None)
    delete(scene.actor, template)
    assert not PermissionTemplate.objects.filter(pk=template.pk).exists()


def test_who_is_affected(scene: Scene) -> None:
    template = made(scene)
    person, _actor = colleague(scene, template)
    found = holders(scene.actor, template)
    assert [(project.pk, people) for project, people in found.projects] == [
        (scene.project.pk, [person])
    ]
    assert (found.count, found.offered, found.unnamed) == (1, 0, 0)
    chief = queries.built_in(scene.actor, "account_administrator")
    assert [one.name for one in holders(scene.actor, chief).people] == ["Robin Hale"]
    counted = references.counts(scene.account.pk)
    assert (counted[template.pk], counted[chief.pk]) == (1, 1)


def test_only_who_may_edit_them_does(scene: Scene) -> None:
    template = made(scene)
    _person, nobody = colleague(scene)
    with pytest.raises(NotThere):
        change(nobody, template, name="Mine")
    reader = replace(nobody, account_rights=Rights({"company_directory": 1}))
    for act in (
        lambda: made(scene, "Mine", actor=reader),
        lambda: clone_template(actor=reader, template_id=template.pk),
        lambda: change(reader, template, name="Mine"),
        lambda: delete(reader, template),
    ):
        with pytest.raises(NotAllowed, match="administrator of the account"):
            act()


def test_nobody_edits_themselves_into_more(scene: Scene) -> None:
    """Account settings alone let one shape templates, not raise what one holds."""
    own = made(scene)
    _person, actor = colleague(scene, own)
    editor = settings_only(actor)
    with pytest.raises(NotAllowed, match="account administrator"):
        change(editor, own, levels={**own.rights.levels, "commitments": 3})
    with pytest.raises(NotAllowed):
        change(editor, own, grants=["create_subcontracts"])
    lowered = change(editor, own, levels={"directory": 1})
    assert lowered.commitments == 0
    # Of the account nothing beyond what they hold themselves, whoever would get it.
    with pytest.raises(NotAllowed):
        made(scene, "Chiefs", actor=editor, scope="account", levels={"company_directory": 3})
    chief = queries.built_in(scene.actor, "account_administrator")
    with pytest.raises(NotAllowed):
        clone_template(actor=editor, template_id=chief.pk)
    # A template of projects that somebody else holds is theirs to shape.
    other = made(scene, "Site managers")
    assert change(editor, other, levels={"commitments": 3}).commitments == 3
    # An account administrator gives anything.
    assert change(scene.actor, lowered, levels={"commitments": 3}).commitments == 3


def test_a_template_is_not_taken_from_the_last_who_administer_the_account(scene: Scene) -> None:
    """Neither by an account administrator nor by who keeps the account's settings."""
    bosses = made(scene, "Bosses", scope="account", levels={"company_directory": 3, "admin": 3})
    Person.objects.filter(pk=scene.actor.person_id).update(account_template=bosses)
    for actor in (scene.actor, settings_only(scene.actor)):
        with pytest.raises(Invalid, match="Nobody would administer the account"):
            change(actor, bosses, levels={"company_directory": 1, "admin": 3})
    assert change(scene.actor, bosses, levels={"company_directory": 3}).version == 2
