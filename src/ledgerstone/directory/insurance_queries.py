"""Reads of insurance: what a person may see of it, and what it comes to.

The insurance of a company as such is seen by whoever sees the company: in the account's directory,
or in the directory of a project that the company is on. The insurance for one project is seen in
that project's directory. Insurance managers see all of it: they are told of all of it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from . import insurance, policy
from .models import Company, InsurancePolicy
from .models.insurance import InsuranceAttachment


@dataclass(frozen=True, slots=True)
class Insured:
    """The policies of a company that a person sees: as such, and for single projects."""

    everywhere: list[InsurancePolicy]
    on_projects: list[InsurancePolicy]

    @property
    def all(self) -> list[InsurancePolicy]:
        return [*self.everywhere, *self.on_projects]


def visible_companies(actor: Actor) -> QuerySet[Company]:
    """The companies whose insurance the person sees, some of it at least."""
    companies = Company.objects.filter(account_id=actor.account_id)
    if policy.may_see_insurance(actor):
        return companies
    return companies.filter(pk__in=_companies_on(actor, _projects(actor)))


def get_company(actor: Actor, company_id: int) -> Company:
    """One company whose insurance the person sees; else NotThere."""
    company = visible_companies(actor).filter(pk=company_id).first()
    if company is None:
        raise NotThere
    return company


def visible(actor: Actor) -> QuerySet[InsurancePolicy]:
    """The policies that the person sees."""
    policies = InsurancePolicy.objects.filter(account_id=actor.account_id)
    if policy.may_see_all_insurance(actor):
        return policies
    projects = _projects(actor)
    everywhere = Q(project__isnull=True)
    if not policy.may_see_insurance(actor):
        everywhere &= Q(company__in=_companies_on(actor, projects))
    return policies.filter(everywhere | Q(project__in=projects))


def get_policy(actor: Actor, policy_id: int) -> InsurancePolicy:
    """One policy with its company, project and papers; NotThere where it is not seen."""
    found = _with_papers(visible(actor)).filter(pk=policy_id).first()
    if found is None:
        raise NotThere
    return found


def get_attachment(actor: Actor, attachment_id: int) -> InsuranceAttachment:
    """One paper of a policy that the person sees; else NotThere."""
    found = (
        InsuranceAttachment.objects.filter(
            account_id=actor.account_id, pk=attachment_id, policy__in=visible(actor)
        )
        .select_related("file", "policy", "policy__company")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def of_company(actor: Actor, company_id: int) -> Insured:
    """The policies of a company, by type and latest end. Two queries."""
    found = list(
        _with_papers(visible(actor))
        .filter(company_id=company_id)
        .order_by("project__number", Lower("kind"), "-expiration_date", "-id")
    )
    return Insured(
        [one for one in found if one.project_id is None],
        [one for one in found if one.project_id is not None],
    )


def of_project(actor: Actor, project_id: int) -> list[tuple[Company, list[InsurancePolicy]]]:
    """Every company of a project with the policies that count there. Three queries.

    Those are its policies as such, and its policies for this project. NotThere where the person
    does not see the project's directory.
    """
    if not policy.may_see_project_insurance(actor, project_id):
        raise NotThere
    companies = Company.objects.filter(
        account_id=actor.account_id, projects__project_id=project_id
    ).order_by(Lower("name"), "id")
    by_company: defaultdict[int, list[InsurancePolicy]] = defaultdict(list)
    for one in (
        _with_papers(InsurancePolicy.objects.filter(account_id=actor.account_id))
        .filter(Q(project__isnull=True) | Q(project=project_id))
        .filter(company__projects__project_id=project_id)
        .order_by(Lower("kind"), "-expiration_date", "-id")
    ):
        by_company[one.company_id].append(one)
    return [(company, by_company[company.pk]) for company in companies]


def summaries(
    actor: Actor, company_ids: Collection[int], day: dt.date, *, project_id: int | None = None
) -> Mapping[int, insurance.Summary]:
    """The insurance of companies on a day, as one status each, for a list of them. One query.

    Of a project's companies (``project_id``) its own policies count beside those as such; in the
    account's list only those as such do.
    """
    scope = Q(project__isnull=True)
    if project_id is not None:
        scope |= Q(project=project_id)
    by_company: defaultdict[int, list[InsurancePolicy]] = defaultdict(list)
    for one in visible(actor).filter(scope, company_id__in=company_ids):
        by_company[one.company_id].append(one)
    return {pk: insurance.summary(by_company[pk], day) for pk in company_ids}


def ending(
    account_id: int, days: Iterable[dt.date], among: Collection[int] | None = None
) -> list[InsurancePolicy]:
    """The policies whose end is told on one of these days, by company. For the daily notice.

    For the worker: everything of the account, or of some policies of it, with company and project.
    One query.
    """
    wanted = sorted(days)
    if not wanted:
        return []
    policies = InsurancePolicy.objects.all()
    if among is not None:
        policies = policies.filter(pk__in=among)
    return list(
        policies.filter(
            account_id=account_id,
            notifies_of_expiry=True,
            is_exempt=False,
            company__is_active=True,
            expiration_date__range=(
                wanted[0] - insurance.TOLD_AFTER,
                wanted[-1] + insurance.TOLD_BEFORE,
            ),
        )
        .select_related("company", "project")
        .order_by("project__number", Lower("company__name"), "expiration_date", "id")
    )


def _projects(actor: Actor) -> list[int]:
    return [pk for pk in actor.projects if policy.may_see_project_insurance(actor, pk)]


def _companies_on(actor: Actor, project_ids: Collection[int]) -> QuerySet[Company]:
    return Company.objects.filter(account_id=actor.account_id, projects__project_id__in=project_ids)


def _with_papers(policies: QuerySet[InsurancePolicy]) -> QuerySet[InsurancePolicy]:
    papers = InsuranceAttachment.objects.select_related("file").order_by("added_at", "id")
    return policies.select_related("company", "project").prefetch_related(
        Prefetch("attachments", queryset=papers)
    )
