"""Who is on a project, one member of it, one company of it, and taking them off."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.access import queries as templates
from ledgerstone.contracts import contacts
from ledgerstone.projects import operations, policy, roll
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.entrance import enter_project
from ledgerstone.web.requests import ActorRequest, Done, act_once, view

from .rows import directory_rows, member_rows


def enter_directory(request: ActorRequest, project_id: int) -> Project:
    """The project whose directory a page lies in, for who may see it."""
    project = enter_project(request, project_id)
    if not policy.may_see_directory(request.actor, project.pk):
        raise NotThere
    request.tool = "web:project_directory"
    return project


@view
@require_safe
def project_directory(request: ActorRequest, project_id: int) -> HttpResponse:
    """The companies of a project with their people and their permission templates."""
    project = enter_directory(request, project_id)
    groups = directory_rows(request.actor, project.pk)
    context = {
        "groups": groups,
        "people": sum(len(group.members) for group in groups),
        **_may(request, project),
    }
    return render(request, "project_directory/list.html", context)


@view
def project_member(request: ActorRequest, project_id: int, person_id: int) -> HttpResponse:
    """One person on a project: what they may do, what they are there, taking them off."""
    project = enter_directory(request, project_id)
    found = roll.get_member(request.actor, project.pk, person_id)
    if request.method == "POST":
        return act_once(request, lambda: _change_template(request, project, person_id))
    row = member_rows(request.actor, project.pk, [found])[0]
    context = {
        "row": row,
        "person": found.person,
        "templates": assignable(request, project.pk),
        **_may(request, project),
    }
    return render(request, "project_directory/member.html", context)


def assignable(request: ActorRequest, project_id: int) -> list[Any]:
    """The templates that the person may give: nobody gives more than they hold."""
    known = templates.project_templates(request.actor)
    return [one for one in known if policy.may_give(request.actor, one, project_id)]


def _change_template(request: ActorRequest, project: Project, person_id: int) -> Done:
    changed = operations.change_template(
        actor=request.actor,
        project_id=project.pk,
        person_id=person_id,
        template_id=number(request, "template", "Choose a permission template."),
    )
    where = reverse("web:project_member", args=[project.pk, person_id])
    if person_id == request.actor.person_id:
        where = reverse("web:home")
    return Done(where, f"{changed.person.name} is {changed.template.name} on the project.")


@view
@require_POST
def project_member_remove(request: ActorRequest, project_id: int, person_id: int) -> HttpResponse:
    """Take a person off a project, with what the page said it touches."""
    project = enter_directory(request, project_id)
    name = roll.get_member(request.actor, project.pk, person_id).person.name

    def act() -> Done:
        operations.remove_member(
            actor=request.actor,
            project_id=project.pk,
            person_id=person_id,
            confirmed=confirmed(request),
        )
        is_self = person_id == request.actor.person_id
        where = reverse("web:home") if is_self else _directory(project)
        return Done(where, f"{name} is off the project.")

    return act_once(request, act)


@view
@require_safe
def project_company(request: ActorRequest, project_id: int, company_id: int) -> HttpResponse:
    """One company on a project: its people there, its contracts, taking it off."""
    project = enter_directory(request, project_id)
    company = roll.get_company(request.actor, project.pk, company_id)
    members = roll.members_of(request.actor, project.pk, company.pk)
    rows = member_rows(request.actor, project.pk, members)
    context = {
        "company": company,
        "rows": rows,
        "touched": [one for row in rows for one in row.touched],
        "contracts": contacts.contracts_of_company(request.actor, project.pk, company.pk),
        **_may(request, project),
    }
    return render(request, "project_directory/company.html", context)


@view
@require_POST
def project_company_remove(request: ActorRequest, project_id: int, company_id: int) -> HttpResponse:
    """Take a company off a project with its people, with what the page said it touches."""
    project = enter_directory(request, project_id)
    company = roll.get_company(request.actor, project.pk, company_id)

    def act() -> Done:
        operations.remove_company(
            actor=request.actor,
            project_id=project.pk,
            company_id=company.pk,
            confirmed=confirmed(request),
        )
        return Done(_directory(project), f"{company.name} is off the project.")

    return act_once(request, act)


def confirmed(request: ActorRequest) -> list[int]:
    """What the page said would end."""
    return [
        int(one) for one in request.POST.getlist("confirmed") if one.isdecimal() and len(one) < 19
    ]


def number(request: ActorRequest, name: str, sentence: str) -> int:
    """A record chosen in a form."""
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise Invalid(sentence, fields={name: sentence})
    return int(given)


def _directory(project: Project) -> str:
    return reverse("web:project_directory", args=[project.pk])


def _may(request: ActorRequest, project: Project) -> dict[str, bool]:
    actor = request.actor
    return {
        "may_keep_people": policy.may_add_members(actor, project.pk),
        "may_keep_companies": policy.may_keep_companies(actor, project.pk),
    }
