"""Reads of projects: who is on them, their periods, settings and words.

What is scoped to `visible_projects` is for people who see the project itself; what is scoped to
members is needed as well by claim contacts, who see one contract of it.
"""

from __future__ import annotations

from django.db.models import QuerySet

from ledgerstone.access import policy as access
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .formats import Formats
from .models import BillingPeriod, BudgetCode, InvoicingSettings, Project, ProjectMember
from .terminology import Terms, terms


def visible_to(actor: Actor) -> QuerySet[Project]:
    """The projects that the person sees, by number."""
    return Project.objects.filter(
        account_id=actor.account_id, pk__in=access.visible_projects(actor)
    ).order_by("number", "id")


def get_project(actor: Actor, project_id: int) -> Project:
    """One project; NotThere where the person does not see it."""
    project = visible_to(actor).filter(pk=project_id).first()
    if project is None:
        raise NotThere
    return project


def periods(actor: Actor, project_id: int) -> QuerySet[BillingPeriod]:
    """The billing periods of a project, latest first."""
    return BillingPeriod.objects.filter(
        account_id=actor.account_id,
        project_id=project_id,
        project_id__in=list(actor.projects),
    ).order_by("-start", "-end", "-id")


def get_period(actor: Actor, period_id: int) -> BillingPeriod:
    """One billing period with its project; NotThere where the person is not on the project."""
    period = (
        BillingPeriod.objects.filter(
            account_id=actor.account_id,
            pk=period_id,
            project_id__in=access.visible_projects(actor),
        )
        .select_related("project")
        .first()
    )
    if period is None:
        raise NotThere
    return period


def open_period(actor: Actor, project_id: int) -> BillingPeriod | None:
    """The period that is open; there is at most one."""
    return periods(actor, project_id).filter(status=BillingPeriod.OPEN).first()


def budget_codes(actor: Actor, project_id: int) -> QuerySet[BudgetCode]:
    """The budget codes of a project, by code."""
    return BudgetCode.objects.filter(
        account_id=actor.account_id,
        project_id=project_id,
        project_id__in=list(actor.projects),
    ).order_by("code")


def members(actor: Actor, project_id: int) -> QuerySet[ProjectMember]:
    """Who is on a project, with person and company."""
    return (
        ProjectMember.objects.filter(
            account_id=actor.account_id,
            project_id=project_id,
            project_id__in=access.visible_projects(actor),
        )
        .select_related("person", "person__company", "template")
        .order_by("person__name", "id")
    )


def invoicing_settings(actor: Actor, project_id: int) -> InvoicingSettings:
    """How claims work on a project; NotThere where the person does not see it."""
    found = InvoicingSettings.objects.filter(
        account_id=actor.account_id,
        project_id=project_id,
        project_id__in=list(actor.projects),
    ).first()
    if found is None:
        raise NotThere
    return found


def words(project: Project) -> tuple[Terms, Formats]:
    """A project's words, and how it writes figures and dates."""
    return terms(project.terminology), Formats(
        locale=project.terminology, currency=project.currency, time_zone=project.time_zone
    )
