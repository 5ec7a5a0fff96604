"""Who is affected when a permission template changes: people of the account, and of projects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Lower

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory.models import Person
from ledgerstone.tenancy.actor import Actor

from .models import Project, ProjectMember

# A page names so many and says how many more there are.
_NAMED = 200


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a template: in the account, or project by project.

    ``offered`` counts those to whom it is offered when they come onto a project.
    """

    people: Sequence[Person]
    projects: Sequence[tuple[Project, Sequence[Person]]]
    count: int
    offered: int

    @property
    def unnamed(self) -> int:
        """How many more there are than are named."""
        named = len(self.people) + sum(len(people) for _project, people in self.projects)
        return self.count - named


def holders(actor: Actor, template: PermissionTemplate) -> Holders:
    """Everybody who holds a template of the actor's account. At most five queries."""
    account = {"account_id": actor.account_id}
    people = Person.objects.filter(**account, account_template_id=template.pk)
    members = ProjectMember.objects.filter(**account, template_id=template.pk)
    named = list(people.select_related("company").order_by(Lower("name"), "id")[:_NAMED])
    on_projects: dict[int, tuple[Project, list[Person]]] = {}
    for member in members.select_related("project", "person", "person__company").order_by(
        "project__number", "project_id", Lower("person__name"), "id"
    )[:_NAMED]:
        found = on_projects.setdefault(member.project_id, (member.project, []))
        found[1].append(member.person)
    offered = Person.objects.filter(**account, default_template_id=template.pk, is_active=True)
    return Holders(
        people=named,
        projects=list(on_projects.values()),
        count=people.count() + members.count(),
        offered=offered.count(),
    )
