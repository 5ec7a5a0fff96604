"""Taking people and companies off a project."""

from __future__ import annotations

from collections.abc import Collection

from ledgerstone.projects import events, roll
from ledgerstone.projects.models import ProjectCompany, ProjectMember
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotThere

from .allowed import refuse_unless_keeper_of_companies, refuse_unless_keeper_of_people
from .members import hold_project, refuse_last_administrator, refuse_to_touch


def remove_member(
    *, actor: Actor, project_id: int, person_id: int, confirmed: Collection[int] = ()
) -> None:
    """Take a person off a project, and with it from what they are on its contracts.

    ``confirmed`` are the ids of what ``contracts.contacts.touched`` showed; anything else that
    would end is refused, with what it is.
    """
    refuse_unless_keeper_of_people(actor, project_id)
    with acting(actor):
        hold_project(actor, project_id)
        member = roll.get_member(actor, project_id, person_id)
        _remove(actor, member, frozenset(confirmed))


def remove_company(
    *, actor: Actor, project_id: int, company_id: int, confirmed: Collection[int] = ()
) -> None:
    """Take a company off a project with all of its people; refused while it has contracts there.

    ``confirmed`` is as for ``remove_member``, for all of them.
    """
    refuse_unless_keeper_of_companies(actor, project_id)
    with acting(actor):
        hold_project(actor, project_id)
        found = (
            ProjectCompany.objects.filter(
                account_id=actor.account_id, project_id=project_id, company_id=company_id
            )
            .select_related("company")
            .first()
        )
        if found is None:
            raise NotThere
        publish(
            events.CompanyLeaving(
                actor=actor,
                project_id=project_id,
                company_id=company_id,
                name=found.company.name,
                summary=f"took {found.company.name} off the project",
            )
        )
        members = list(roll.members_of(actor, project_id, company_id))
        if members:
            refuse_unless_keeper_of_people(actor, project_id)
        for member in members:
            _remove(actor, member, frozenset(confirmed))
        found.delete()


def _remove(actor: Actor, member: ProjectMember, confirmed: frozenset[int]) -> None:
    person = member.person
    refuse_to_touch(actor, member, person)
    refuse_last_administrator(actor, member.project_id, person)
    publish(
        events.MemberLeaving(
            actor=actor,
            project_id=member.project_id,
            person_id=person.pk,
            confirmed=confirmed,
            summary=f"took {person.name} off the project",
        )
    )
    member.delete()
