"""Reads of projects: who acts on them, their periods, settings and words."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet

from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, Membership, User
from ledgerstone.tenancy.refusals import NotThere

from .formats import Formats
from .models import BillingPeriod, BudgetCode, InvoicingSettings, Project, ProjectMember
from .terminology import Terms, terms


def actor_for(user: User, account: Account, membership: Membership | None = None) -> Actor | None:
    """The person at work in an account; None where they do not belong to it.

    The account must be in the connection's context. Two queries, one where the membership of this
    user in this account is at hand.
    """
    if membership is None:
        membership = Membership.objects.filter(user_id=user.pk, account_id=account.pk).first()
    if membership is None or not user.is_active:
        return None
    return Actor(
        account_id=account.pk,
        user_id=user.pk,
        name=user.name or user.email,
        is_account_administrator=membership.is_administrator,
        templates=_templates(account.pk, user.pk),
    )


def refreshed(actor: Actor) -> Actor:
    """The same person with the projects they are on by now, after joining one. One query."""
    return replace(actor, templates=_templates(actor.account_id, actor.user_id))


def _templates(account_id: int, user_id: int) -> dict[int, str]:
    held = ProjectMember.objects.filter(
        account_id=account_id, person__user_id=user_id, person__is_active=True
    )
    return dict(held.values_list("project_id", "template"))


def visible_to(actor: Actor) -> QuerySet[Project]:
    """The projects that the person is on, by number."""
    return Project.objects.filter(
        account_id=actor.account_id, pk__in=list(actor.templates)
    ).order_by("number", "id")


def get_project(actor: Actor, project_id: int) -> Project:
    """One project; NotThere where the person is not on it."""
    project = visible_to(actor).filter(pk=project_id).first()
    if project is None:
        raise NotThere
    return project


def periods(actor: Actor, project_id: int) -> QuerySet[BillingPeriod]:
    """The billing periods of a project, latest first."""
    return BillingPeriod.objects.filter(
        account_id=actor.account_id,
        project_id=project_id,
        project_id__in=list(actor.templates),
    ).order_by("-start", "-end", "-id")


def get_period(actor: Actor, period_id: int) -> BillingPeriod:
    """One billing period with its project; NotThere where the person is not on the project."""
    period = (
        BillingPeriod.objects.filter(
            account_id=actor.account_id, pk=period_id, project_id__in=list(actor.templates)
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
        project_id__in=list(actor.templates),
    ).order_by("code")


def members(actor: Actor, project_id: int) -> QuerySet[ProjectMember]:
    """Who is on a project, with person and company."""
    return (
        ProjectMember.objects.filter(
            account_id=actor.account_id,
            project_id=project_id,
            project_id__in=list(actor.templates),
        )
        .select_related("person", "person__company")
        .order_by("person__name", "id")
    )


def invoicing_settings(actor: Actor, project_id: int) -> InvoicingSettings:
    """How claims work on a project; NotThere where the person is not on it."""
    found = InvoicingSettings.objects.filter(
        account_id=actor.account_id,
        project_id=project_id,
        project_id__in=list(actor.templates),
    ).first()
    if found is None:
        raise NotThere
    return found


def words(project: Project) -> tuple[Terms, Formats]:
    """A project's words, and how it writes figures and dates."""
    return terms(project.terminology), Formats(
        locale=project.terminology, currency=project.currency, time_zone=project.time_zone
    )
