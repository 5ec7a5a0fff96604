"""Who is on a project: its companies, and its people with their permission templates."""

from __future__ import annotations

from collections.abc import Sequence

from ledgerstone.access import queries as templates
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.access.templates import ADMINISTRATOR, CLAIM_CONTACT
from ledgerstone.directory.models import Person
from ledgerstone.projects import events, policy, roll
from ledgerstone.projects.models import Project, ProjectCompany, ProjectMember
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed

from .allowed import refuse_unless_keeper_of_companies, refuse_unless_keeper_of_people


def add_member(
    *, actor: Actor, project_id: int, person_id: int, template_id: int | None = None
) -> ProjectMember:
    """Put a person on a project with a permission template, their company with them.

    Without a template it is the person's default one, else Administrator. Nobody gives more rights
    than they hold. Somebody who is there already gets the other template.
    """
    refuse_unless_keeper_of_people(actor, project_id)
    with acting(actor):
        person = roll.people_to_add(actor, project_id).filter(pk=person_id).first()
        if person is None:
            sentence = "Choose somebody from the directory."
            raise Invalid(sentence, fields={"person": sentence})
        template = _template(actor, project_id, template_id or person.default_template_id)
        hold_project(actor, project_id)
        return _put(actor, project_id, person, template)


def add_people(
    *,
    actor: Actor,
    project_id: int,
    company_id: int,
    person_ids: Sequence[int],
    template_id: int,
) -> list[ProjectMember]:
    """Put some of a company's people on a project in one go, all with one template."""
    refuse_unless_keeper_of_people(actor, project_id)
    with acting(actor):
        wanted = list(dict.fromkeys(person_ids))
        known = roll.people_to_add(actor, project_id).filter(company_id=company_id)
        found = {person.pk: person for person in known.filter(pk__in=wanted)}
        if not wanted or len(found) < len(wanted):
            sentence = "Choose people of this company."
            raise Invalid(sentence, fields={"people": sentence})
        template = _template(actor, project_id, template_id)
        hold_project(actor, project_id)
        return [_put(actor, project_id, found[pk], template) for pk in wanted]


def change_template(
    *, actor: Actor, project_id: int, person_id: int, template_id: int
) -> ProjectMember:
    """Give a member another permission template."""
    refuse_unless_keeper_of_people(actor, project_id)
    with acting(actor):
        template = _template(actor, project_id, template_id)
        hold_project(actor, project_id)
        member = roll.get_member(actor, project_id, person_id)
        return _put(actor, project_id, member.person, template)


def add_company(*, actor: Actor, project_id: int, company_id: int) -> ProjectCompany:
    """Put a company into the directory of a project, without any of its people."""
    refuse_unless_keeper_of_companies(actor, project_id)
    with acting(actor):
        company = roll.companies_offered(actor, project_id).filter(pk=company_id).first()
        if company is None:
            sentence = "Choose a company from the directory."
            raise Invalid(sentence, fields={"company": sentence})
        return put_on_project(actor, project_id, company.pk, name=company.name)


def put_on_project(
    actor: Actor, project_id: int, company_id: int, *, name: str = ""
) -> ProjectCompany:
    """Put a company into the project's directory, unless it is there."""
    found, is_new = ProjectCompany.objects.get_or_create(
        account_id=actor.account_id, project_id=project_id, company_id=company_id
    )
    if is_new:
        publish(
            events.CompanyJoined(
                actor=actor,
                project_id=project_id,
                company_id=company_id,
                summary=f"put {name or found.company.name} on the project",
            )
        )
    return found


def join_as_contact(actor: Actor, project_id: int, person: Person) -> bool:
    """Put a person on a project who is named as claim contact there; whether they are new to it.

    The template that they get gives no right at all, so it takes none to give it. Inside the
    transaction of the naming.
    """
    hold_project(actor, project_id)
    there = ProjectMember.objects.filter(
        account_id=actor.account_id, project_id=project_id, person_id=person.pk
    )
    if there.exists():
        return False
    _put(actor, project_id, person, templates.built_in(actor, CLAIM_CONTACT))
    return True


def hold_project(actor: Actor, project_id: int) -> None:
    """Let who is on the project change one after the other, until the transaction ends."""
    held = Project.objects.select_for_update(no_key=True).filter(account_id=actor.account_id)
    held.get(pk=project_id)


def _put(
    actor: Actor, project_id: int, person: Person, template: PermissionTemplate
) -> ProjectMember:
    before = ProjectMember.objects.filter(
        account_id=actor.account_id, project_id=project_id, person_id=person.pk
    )
    member = before.select_related("template").first()
    if member is not None:
        if member.template_id == template.pk:
            return member
        refuse_to_touch(actor, member, person)
        if not roll.runs_everything(template):
            refuse_last_administrator(actor, project_id, person)
        member.template = template
        member.save(update_fields=["template"])
    else:
        put_on_project(actor, project_id, person.company_id)
        member = ProjectMember.objects.create(
            account_id=actor.account_id, project_id=project_id, person=person, template=template
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


def refuse_to_touch(actor: Actor, member: ProjectMember, person: Person) -> None:
    """Refuse to change or remove somebody who holds more rights than the actor."""
    if not policy.may_give(actor, member.template, member.project_id):
        raise NotAllowed(
            f"{person.name} holds more rights on this project than you do. "
            "Ask an administrator of the project."
        )


def refuse_last_administrator(actor: Actor, project_id: int, person: Person) -> None:
    """Refuse to leave a project without anybody who runs it."""
    running = roll.administrators(actor, project_id)
    if person.pk in running and len(running) == 1:
        raise Invalid(
            f"{person.name} is the last administrator of the project. "
            "Make somebody else administrator first."
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
    if not policy.may_give(actor, template, project_id):
        raise NotAllowed(
            f"The template {template.name} gives more rights than you hold on this project. "
            "Choose another, or ask an administrator."
        )
    return template
