"""Who is on a project: its companies, and its people with their permission templates."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.access import queries as templates
from ledgerstone.access.actions import Action
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.access.templates import ADMINISTRATOR
from ledgerstone.directory.models import Person
from ledgerstone.projects import events
from ledgerstone.projects.models import ProjectCompany, ProjectMember
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed

from .allowed import refuse_unless


def add_member(
    *, actor: Actor, project_id: int, person_id: int, template_id: int | None = None
) -> ProjectMember:
    """Put a person on a project with a permission template, their company with them.

    Without a template it is the person's default one, else Administrator. Nobody gives more rights
    than they hold. Somebody who is there already gets the other template.
    """
    refuse_unless(
        actor, project_id, Action.EDIT_PEOPLE, "Ask an administrator of the project to add people."
    )
    with acting(actor):
        person = Person.objects.filter(account_id=actor.account_id, pk=person_id).first()
        if person is None:
            sentence = "Choose somebody from the directory."
            raise Invalid(sentence, fields={"person": sentence})
        template = _template(actor, project_id, template_id or person.default_template_id)
        put_on_project(actor, project_id, person.company_id)
        member, _created = ProjectMember.objects.update_or_create(
            account_id=actor.account_id,
            project_id=project_id,
            person=person,
            defaults={"template": template},
        )
        publish(
            events.MemberAdded(
                actor=actor,
                project_id=project_id,
                person_id=person.pk,
                template=template.name,
                summary=f"put {person.name} on the project as {template.name}",
            )
        )
    return member


def put_on_project(actor: Actor, project_id: int, company_id: int) -> None:
    """Put a company into the project's directory, unless it is there."""
    ProjectCompany.objects.get_or_create(
        account_id=actor.account_id, project_id=project_id, company_id=company_id
    )


def _template(actor: Actor, project_id: int, template_id: int | None) -> PermissionTemplate:
    if template_id is None:
        template = templates.built_in(actor, ADMINISTRATOR)
    else:
        found = templates.project_templates(actor).filter(pk=template_id).first()
        if found is None:
            sentence = "Choose a permission template from the list."
            raise Invalid(sentence, fields={"template": sentence})
        template = found
    if not access.may_assign(actor, template.rights, project_id):
        raise NotAllowed(
            f"The template {template.name} gives more rights than you hold on this project. "
            "Choose another, or ask an administrator."
        )
    return template
