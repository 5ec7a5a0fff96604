"""Changing the company that is party to a contract, after showing whom that drops."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.contracts import contacts, operations, policy
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.projects import roll
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.forms import RegionalForm, WholeNumberField
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


class CompanyForm(RegionalForm):
    """Another company for a contract. ``confirmed`` are the contacts that the page said go."""

    company = forms.ChoiceField(label="Company")
    version = WholeNumberField()

    def __init__(self, *args: Any, companies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("company", companies)


@view
def contract_company(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Choose another company; where claim contacts would be dropped, say who and ask."""
    found = enter_contract(request, contract_id)
    is_head = found.kind == HEAD_CONTRACT
    request.tool = "web:head_contract_list" if is_head else "web:commitment_list"
    if not policy.may_update(request.actor, found):
        raise NotAllowed("Ask an administrator of the project to change the contract.")
    terms, formats = words(request)
    offered = roll.companies_offered(request.actor, found.project_id)
    form = CompanyForm(
        request.POST or None,
        companies=[(str(found.company_id), found.company.name)]
        + [(str(one.pk), one.name) for one in offered if one.pk != found.company_id],
        initial={"company": str(found.company_id), "version": found.version},
        terms=terms,
        formats=formats,
    )
    dropped: list[Any] = []
    if request.method == "POST":
        answer = submit(request, form, lambda: _change(request, found, form))
        if answer is not None:
            return answer
        dropped = _dropped(found, form)
    return shown(
        request, "contracts/company.html", {"contract": found, "dropped": dropped}, form=form
    )


def _change(request: ActorRequest, found: Contract, form: CompanyForm) -> Done:
    confirmed = [int(one) for one in request.POST.getlist("confirmed") if is_whole(one)]
    changed = operations.change_contract(
        actor=request.actor,
        contract_id=found.pk,
        expected_version=form.cleaned_data["version"],
        company_id=int(form.cleaned_data["company"]),
        confirmed=confirmed,
    )
    where = reverse("web:contract", args=[changed.pk])
    return Done(where, f"{changed.number} is with {changed.company.name} now.")


def _dropped(found: Contract, form: CompanyForm) -> list[Any]:
    """Who would be dropped, where that is what the form was refused for."""
    chosen = form.data.get("company", "")
    is_other = is_whole(chosen) and int(chosen) != found.company_id
    if "company" in form.errors or getattr(form, "is_stale", False) or not is_other:
        return []
    return contacts.would_be_dropped(found, int(chosen))
