"""People of companies, with a login, and as actors with the rights they hold at the moment."""

from __future__ import annotations

from typing import Any

from ledgerstone.access import queries as templates
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.contracts.actors import actor_for
from ledgerstone.directory.models import Company, Person
from ledgerstone.projects.models import Project, ProjectMember
from ledgerstone.projects.operations import add_member
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Membership, User
from tests.support.scene import Scene


def worker(scene: Scene, company: Company, name: str, **given: Any) -> Person:
    """Somebody who works for a company and signs in by an address of their own."""
    address = f"{name.casefold().replace(' ', '.')}@{scene.account.slug}.example"
    email = given.pop("email", address)
    user = User.objects.create(email=address, name=name)
    Membership.objects.create(account=scene.account, user=user)
    return Person.objects.create(
        account=scene.account, company=company, user=user, name=name, email=email, **given
    )


def as_actor(scene: Scene, person: Person) -> Actor:
    """The person at work, with what they may do by now."""
    user = User.objects.get(pk=person.user_id)
    actor = actor_for(user, scene.account)
    assert actor is not None
    return actor


def template(scene: Scene, key: str) -> PermissionTemplate:
    """A template that every account begins with."""
    return templates.built_in(scene.actor, key)


def member(scene: Scene, person: Person, key: str, project: Project | None = None) -> ProjectMember:
    """Put a person on the scene's project, or another one, with a template."""
    on = project or scene.project
    return add_member(
        actor=scene.actor,
        project_id=on.pk,
        person_id=person.pk,
        template_id=template(scene, key).pk,
    )
