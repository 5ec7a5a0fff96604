"""Insurance of companies: lists, one policy, recording and changing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.directory import insurance, policy
from ledgerstone.directory import insurance_queries as queries
from ledgerstone.directory.models import Company, InsurancePolicy
from ledgerstone.directory.operations import insurance as operations
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.context import page
from ledgerstone.web.directory.frame import company_frame, crumbs, enter_directory
from ledgerstone.web.entrance import enter_project
from ledgerstone.web.insurance import rows
from ledgerstone.web.insurance.form import NewPolicyForm, PolicyForm, initial, places
from ledgerstone.web.insurance.told import told
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

_DEFAULTS = {"notifies_of_expiry": True}


@view
@require_safe
def company_insurance(request: ActorRequest, company_id: int) -> HttpResponse:
    """The policies of a company: for everything it does, and for single projects."""
    company = queries.get_company(request.actor, company_id)
    insured = queries.of_company(request.actor, company.pk)
    made = [rows.row(one, request.actor, request.account) for one in insured.all]
    context = {
        "company": company,
        "everywhere": made[: len(insured.everywhere)],
        "on_projects": made[len(insured.everywhere) :],
        "summary": insurance.summary_where(
            (one, rows.day_of(one, request.account)) for one in insured.all
        ),
        "may_add": bool(_places(request, company)),
    }
    if policy.may_see(request.actor):
        context |= company_frame(request, company, "insurance", insurance=len(made))
        return shown(request, "insurance/company_tab.html", context)
    return shown(request, "insurance/company.html", context)


@view
@require_safe
def project_insurance(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every company of a project with the insurance that counts there, by status."""
    project = enter_project(request, project_id)
    request.tool = "web:project_directory"
    found = [
        rows.CompanyRows(
            company, [rows.row(one, request.actor, request.account) for one in policies]
        )
        for company, policies in queries.of_project(request.actor, project.pk)
    ]
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in insurance.STATUSES else ""
    context = {
        "companies": rows.of_status(found, chosen),
        "any": bool(found),
        "status_word": insurance.STATUSES.get(chosen, ""),
        "groups": rows.counts(found, chosen),
        "may_keep": policy.may_keep_insurance(request.actor, project.pk),
        "crumbs": [
            {"label": "Directory", "href": reverse("web:project_directory", args=[project.pk])},
            {"label": "Insurance", "href": ""},
        ],
    }
    return shown(request, "insurance/project.html", context)


@view
@require_safe
def insurance_policy(request: ActorRequest, policy_id: int) -> HttpResponse:
    """One policy: what is known, its papers, and who is told of its end."""
    found = queries.get_policy(request.actor, policy_id)
    made = rows.row(found, request.actor, request.account)
    context = {
        "row": made,
        "policy": found,
        "company": found.company,
        "told": told(request.actor, found, request.account, rows.day_of(found, request.account)),
        "crumbs": _crumbs(request, found.company, (found.kind, "")),
    }
    return shown(request, "insurance/policy.html", context)


@view
def insurance_new(request: ActorRequest, company_id: int) -> HttpResponse:
    """Record a policy of a company."""
    company = queries.get_company(request.actor, company_id)
    offered = _places(request, company)
    if not offered:
        raise NotAllowed("Ask an insurance manager, or an administrator of the directory.")
    form = NewPolicyForm(
        request.POST or None,
        initial={**_DEFAULTS, "project": request.GET.get("project", "")},
        places=offered,
        **_region(request),
    )
    if request.method == "POST":

        def add() -> Done:
            added = operations.add_policy(
                actor=request.actor,
                company_id=company.pk,
                project_id=form.project_id,
                **form.particulars,
            )
            return Done(
                reverse("web:insurance_policy", args=[added.pk]), f"{added.kind} is recorded."
            )

        answer = submit(request, form, add)
        if answer is not None:
            return answer
    context = {"company": company, "crumbs": _crumbs(request, company, ("Add", ""))}
    return shown(request, "insurance/form.html", context, form=form)


@view
def insurance_edit(request: ActorRequest, policy_id: int) -> HttpResponse:
    """Change the record of a policy."""
    found = queries.get_policy(request.actor, policy_id)
    if not policy.may_keep_insurance(request.actor, found.project_id):
        raise NotAllowed("Ask an insurance manager, or an administrator of the directory.")
    form = PolicyForm(request.POST or None, initial=initial(found), **_region(request))
    if request.method == "POST":
        answer = submit(request, form, lambda: _change(request, found, form))
        if answer is not None:
            return answer
    here = reverse("web:insurance_policy", args=[found.pk])
    context = {
        "company": found.company,
        "policy": found,
        "crumbs": _crumbs(request, found.company, (found.kind, here), ("Change", "")),
    }
    return shown(request, "insurance/form.html", context, form=form)


def _change(request: ActorRequest, found: InsurancePolicy, form: PolicyForm) -> Done:
    changed = operations.change_policy(
        actor=request.actor,
        policy_id=found.pk,
        expected_version=form.cleaned_data["version"],
        **form.particulars,
    )
    return Done(reverse("web:insurance_policy", args=[changed.pk]), f"{changed.kind} is saved.")


@view
@require_POST
def insurance_remove(request: ActorRequest, policy_id: int) -> HttpResponse:
    """Remove the record of a policy."""

    def act() -> Done:
        given = request.POST.get("version", "")
        company_id = operations.remove_policy(
            actor=request.actor,
            policy_id=policy_id,
            expected_version=int(given) if is_whole(given) else None,
        )
        return Done(reverse("web:company_insurance", args=[company_id]), "The policy is removed.")

    return act_once(request, act)


def _crumbs(
    request: ActorRequest, company: Company, *ways: tuple[str, str]
) -> list[dict[str, str]]:
    """From the company's record to the page, or from its insurance for who sees no more of it."""
    insurance_of = reverse("web:company_insurance", args=[company.pk])
    if policy.may_see(request.actor):
        enter_directory(request)
        record = (company.name, reverse("web:company", args=[company.pk]))
        return crumbs(record, ("Insurance", insurance_of), *ways)
    return [
        {"label": label, "href": href}
        for label, href in ((f"Insurance of {company.name}", insurance_of), *ways)
    ]


def _places(request: ActorRequest, company: Company) -> list[tuple[str, str]]:
    """What this person may record a policy of the company for."""
    return places(
        policy.may_keep_insurance(request.actor),
        [one for one in _projects_of(request, company) if _may_keep_on(request, one)],
    )


def _projects_of(request: ActorRequest, company: Company) -> list[Project]:
    return list(projects.visible_to(request.actor).filter(companies__company_id=company.pk))


def _may_keep_on(request: ActorRequest, project: Project) -> bool:
    return policy.may_keep_insurance(request.actor, project.pk)


def _region(request: ActorRequest) -> dict[str, Any]:
    """The words and formats that the page speaks anyway."""
    spoken = page(request)
    return {"terms": spoken["terms"], "formats": spoken["formats"]}
