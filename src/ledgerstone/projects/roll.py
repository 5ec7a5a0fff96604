"""Reads of a project's directory: its companies, its people, and who could be added to them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from ledgerstone.access.levels import TOOLS, Level, Scope
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory import policy as directory
from ledgerstone.directory.models import Company, Person
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import policy
from .models import ProjectMember

_ALL_ADMIN = {tool.value: int(Level.ADMIN) for tool in TOOLS[Scope.PROJECT]}


def companies(actor: Actor, project_id: int) -> QuerySet[Company]:
    """The companies on a project by name, the account's own first; for who sees its directory."""
    found = _on_project(actor, project_id).order_by("-is_own", Lower("name"), "id")
    return found if policy.may_see_directory(actor, project_id) else found.none()


def get_company(actor: Actor, project_id: int, company_id: int) -> Company:
    """One company on a project; NotThere for who does not see the project's directory."""
    company = companies(actor, project_id).filter(pk=company_id).first()
    if company is None:
        raise NotThere
    return company


def members(actor: Actor, project_id: int) -> QuerySet[ProjectMember]:
    """The people on a project with company and template, by name."""
    found = _members(actor, project_id).order_by(Lower("person__name"), "id")
    return found if policy.may_see_directory(actor, project_id) else found.none()


def members_of(actor: Actor, project_id: int, company_id: int) -> QuerySet[ProjectMember]:
    """Those of them who work for a company."""
    return members(actor, project_id).filter(person__company_id=company_id)


def get_member(actor: Actor, project_id: int, person_id: int) -> ProjectMember:
    """One person on a project; NotThere for who does not see the project's directory."""
    member = members(actor, project_id).filter(person_id=person_id).first()
    if member is None:
        raise NotThere
    return member


def runs_everything(template: PermissionTemplate) -> bool:
    """Whether a template makes an administrator of the project."""
    return all(getattr(template, tool) >= level for tool, level in _ALL_ADMIN.items())


def administrators(actor: Actor, project_id: int) -> frozenset[int]:
    """The people who run the project: active, with Admin on every tool."""
    everything = Q(**{f"template__{tool}__gte": level for tool, level in _ALL_ADMIN.items()})
    found = _members(actor, project_id).filter(everything, person__is_active=True)
    return frozenset(found.values_list("person_id", flat=True))


def companies_offered(actor: Actor, project_id: int) -> QuerySet[Company]:
    """Companies in use that may be party to a contract of the project, or be put on it, by name.

    Those on the project; the account's whole directory for who sees it.
    """
    found = Company.objects.filter(account_id=actor.account_id, is_active=True)
    if not directory.may_see(actor):
        found = found.filter(pk__in=_on_project(actor, project_id))
    return found.order_by(Lower("name"), "id")


def people_to_add(actor: Actor, project_id: int) -> QuerySet[Person]:
    """Active people of the companies that are offered, by name; also who is there already."""
    found = Person.objects.filter(account_id=actor.account_id, is_active=True)
    if not directory.may_see(actor):
        found = found.filter(company_id__in=_on_project(actor, project_id).values("pk"))
    return found.select_related("company").order_by(Lower("name"), "id")


def _on_project(actor: Actor, project_id: int) -> QuerySet[Company]:
    return Company.objects.filter(
        account_id=actor.account_id,
        projects__account_id=actor.account_id,
        projects__project_id=project_id,
    )


def _members(actor: Actor, project_id: int) -> QuerySet[ProjectMember]:
    return ProjectMember.objects.filter(
        account_id=actor.account_id, project_id=project_id
    ).select_related("person", "person__company", "template")
