"""Changing the particulars of a contract, all on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.contracts import contacts, dates, fixed, operations, policy, queries
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.operations.particulars import assignable
from ledgerstone.directory.models import Company, Person
from ledgerstone.projects import roll
from ledgerstone.tenancy.refusals import NotAllowed, Stale
from ledgerstone.web.contracts.papers.mailing_views import also_emailed, may_email
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

from .particulars_form import ParticularsForm


@view
def contract_edit(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Every particular of a contract; another company after showing whom it drops."""
    found = enter_contract(request, contract_id)
    is_head = found.kind == HEAD_CONTRACT
    request.tool = "web:head_contract_list" if is_head else "web:commitment_list"
    if not policy.may_update(request.actor, found):
        raise NotAllowed("Ask an administrator of the project to change the contract.")
    form = _form(request, found)
    dropped: list[Any] = []
    if request.method == "POST":
        answer = submit(request, form, lambda: _change(request, found, form))
        if answer is not None:
            return answer
        dropped = dropped_by(found, form)
    context = {
        "contract": found,
        "kind_word": words(request)[0][found.kind],
        "dropped": dropped,
        "groups": form.groups(),
        "may_email": may_email(request, found),
    }
    return shown(request, "contracts/edit.html", context, form=form)


def _form(request: ActorRequest, found: Contract) -> ParticularsForm:
    terms, formats = words(request)
    actor = request.actor
    heads = queries.visible_to(actor).filter(kind=HEAD_CONTRACT, project_id=found.project_id)
    return ParticularsForm(
        request.POST or None,
        contract=found,
        companies=_companies(request, found),
        people=_people(request, found),
        head_contracts=list(heads.order_by("number")),
        why_company_is_fixed=_why_company_stays(found),
        terms=terms,
        formats=formats,
    )


def _companies(request: ActorRequest, found: Contract) -> list[Company]:
    """Those that are offered, and those that are named already."""
    offered = list(roll.companies_offered(request.actor, found.project_id))
    known = {company.pk for company in offered}
    named = (found.company, found.certifier, found.contractor)
    return [one for one in named if one is not None and one.pk not in known] + offered


def _people(request: ActorRequest, found: Contract) -> list[Person]:
    people = [one.person for one in assignable(request.actor, found.project_id)]
    gone = found.assignee is not None and found.assignee not in people
    return [found.assignee, *people] if gone and found.assignee is not None else people


def _why_company_stays(found: Contract) -> str | None:
    if queries.is_billed(found):
        return "Amounts were claimed, so the company stays as it is."
    return fixed.why_company_is_fixed(found)


def _change(request: ActorRequest, found: Contract, form: ParticularsForm) -> Done:
    confirmed = [int(one) for one in request.POST.getlist("confirmed") if is_whole(one)]
    changes = form.changes()
    before = {name: getattr(found, name) for name in changes}
    try:
        changed = operations.change_contract(
            actor=request.actor,
            contract_id=found.pk,
            expected_version=form.cleaned_data["version"],
            confirmed=confirmed,
            **changes,
        )
    except Stale:
        form.take_version(found.version)
        raise
    terms, formats = words(request)
    told = dates.warnings(
        vars(changed),
        changed=[name for name, value in changes.items() if before[name] != value],
        words=terms,
        formats=formats,
    )
    where = reverse("web:contract", args=[changed.pk])
    done = Done(where, f"{changed.number} {changed.title} is saved.", warnings=told)
    return also_emailed(request, changed, done)


def dropped_by(found: Contract, form: Any) -> list[Any]:
    """Who would be dropped by the company that was chosen, where that is what was refused."""
    chosen = form.data.get("company", "")
    is_other = is_whole(chosen) and int(chosen) != found.company_id
    if "company" in form.errors or getattr(form, "is_stale", False) or not is_other:
        return []
    return contacts.would_be_dropped(found, int(chosen))
