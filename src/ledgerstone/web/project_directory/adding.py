"""Putting people and companies on a project: find a company, choose its people, one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.projects import operations, policy, roll
from ledgerstone.projects.models import Project, ProjectMember
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_answer, view

from .views import assignable, enter_directory, number

# More than this is found by typing more of the name.
_FOUND = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody of a company who may be put on the project, or is there already."""

    person: Person
    holds: str  # the name of the template that they hold on the project
    why_unreachable: str
    is_chosen: bool


@view
def project_directory_add(request: ActorRequest, project_id: int) -> HttpResponse:
    """Find a company or a person, then put them on the project."""
    project = enter_directory(request, project_id)
    actor = request.actor
    may_people = policy.may_add_members(actor, project.pk)
    may_companies = policy.may_keep_companies(actor, project.pk)
    if not (may_people or may_companies):
        raise NotAllowed("Ask an administrator of the project to change who is on it.")
    context: dict[str, Any] = {"may_keep_people": may_people, "may_keep_companies": may_companies}
    given = request.POST.get("company", "") or request.GET.get("company", "")
    if not given:
        words = request.GET.get("q", "").strip()[:100]
        context |= {"q": words, **_found(request, project, words)}
        listed = "project_directory/_found.html" if request.htmx else "project_directory/find.html"
        return render(request, listed, context)
    return _of_company(request, project, given, context)


def _found(request: ActorRequest, project: Project, words: str) -> dict[str, Any]:
    """Companies and people whose name or address holds what was typed."""
    on_project = set(roll.companies(request.actor, project.pk).values_list("pk", flat=True))
    companies = roll.companies_offered(request.actor, project.pk)
    people = roll.people_to_add(request.actor, project.pk)
    for word in words.split():
        companies = companies.filter(Q(name__icontains=word) | Q(trading_name__icontains=word))
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    active = Count("people", filter=Q(people__is_active=True))
    found = list(companies.annotate(people_count=active)[: _FOUND + 1])
    return {
        "companies": [(one, one.pk in on_project) for one in found[:_FOUND]],
        "people": list(people[:_FOUND]) if words else [],
        "has_more": len(found) > _FOUND,
    }


def _of_company(
    request: ActorRequest, project: Project, given: str, context: dict[str, Any]
) -> HttpResponse:
    """The people of one company, to be ticked."""
    company = _company(request, project, given)
    error = ""
    if request.method == "POST":
        try:
            return act_once(request, lambda: _add(request, project, company))
        except (Invalid, WrongState) as refusal:
            again = first_answer(request)
            if again is not None:
                return again
            error = refusal.message
    on_project = roll.companies(request.actor, project.pk).filter(pk=company.pk).exists()
    chosen = request.POST.getlist("people") or request.GET.getlist("person")
    context |= {
        "company": company,
        "choices": _choices(request, project, company, chosen),
        "templates": assignable(request, project.pk),
        "is_on_project": on_project,
        "error": error,
        "chosen_template": request.POST.get("template", ""),
    }
    status = 422 if error else 200
    return render(request, "project_directory/add.html", context, status=status)


def _company(request: ActorRequest, project: Project, given: str) -> Company:
    offered = roll.companies_offered(request.actor, project.pk)
    if not given.isdecimal() or len(given) > 18:
        raise NotThere
    company = offered.filter(pk=int(given)).first()
    if company is None:
        raise NotThere
    return company


def _choices(
    request: ActorRequest, project: Project, company: Company, chosen: Sequence[str]
) -> list[Choice]:
    held = dict(
        ProjectMember.objects.filter(
            account_id=request.actor.account_id,
            project_id=project.pk,
            person__company_id=company.pk,
        ).values_list("person_id", "template__name")
    )
    people = roll.people_to_add(request.actor, project.pk).filter(company_id=company.pk)
    return [
        Choice(
            person=person,
            holds=held.get(person.pk, ""),
            why_unreachable=why_unreachable(person, company.pk),
            is_chosen=str(person.pk) in chosen,
        )
        for person in people
    ]


def _add(request: ActorRequest, project: Project, company: Company) -> Done:
    where = reverse("web:project_directory", args=[project.pk])
    if request.POST.get("act") == "company":
        operations.add_company(actor=request.actor, project_id=project.pk, company_id=company.pk)
        return Done(where, f"{company.name} is on the project.")
    people = [int(one) for one in request.POST.getlist("people") if is_whole(one)]
    if not people:
        raise Invalid("Tick at least one person.", fields={"people": "Tick at least one person."})
    added = operations.add_people(
        actor=request.actor,
        project_id=project.pk,
        company_id=company.pk,
        person_ids=people,
        template_id=number(request, "template", "Choose a permission template."),
    )
    names = added[0].person.name if len(added) == 1 else f"{len(added)} people of {company.name}"
    verb = "is" if len(added) == 1 else "are"
    return Done(where, f"{names} {verb} on the project as {added[0].template.name}.")
