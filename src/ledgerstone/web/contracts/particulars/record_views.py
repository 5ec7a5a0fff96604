"""Acts on a contract as a whole: executed or not, a duplicate of it, deleting it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.claims.hearing.keeping_contracts import why_claimed
from ledgerstone.contracts import operations, policy, queries
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.numbering import proposed_number
from ledgerstone.contracts.operations.deleting import why_it_stays
from ledgerstone.directory.models import Company
from ledgerstone.projects import roll
from ledgerstone.tenancy.refusals import NotAllowed, Stale
from ledgerstone.web.contracts.general import party_word
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.forms import DayField, RegionalForm, WholeNumberField, words_field
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


class VersionForm(RegionalForm):
    """The version of the contract that was looked at."""

    version = WholeNumberField()

    def take_version(self, version: int) -> None:
        """Be the form of somebody who has been told what changed, and may send it again."""
        self.data = dict(self.data.items()) | {"version": str(version)}


class ExecutedForm(VersionForm):
    """Whether both have signed, and when."""

    is_executed = forms.BooleanField(label="Both parties have signed it", required=False)
    executed_date = DayField(
        label="Executed on", required=False, help_text="Empty where the day is not known."
    )


class DuplicateForm(RegionalForm):
    """What the duplicate has of its own."""

    number = words_field("Number", 40)
    title = words_field("Title")
    company = forms.ChoiceField()

    def __init__(self, *args: Any, kind: str, companies: list[Company], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call("company", party_word(kind, self.terms))
        self.choose("company", [(str(company.pk), company.name) for company in companies])


@view
def contract_executed(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Mark a contract as executed, or as not executed."""
    found = _entered(request, contract_id)
    if not policy.may_configure(request.actor, found):
        raise NotAllowed("Ask an administrator of the project to change the contract.")
    terms, formats = words(request)
    form = ExecutedForm(
        request.POST or None,
        initial={
            "is_executed": True,
            "executed_date": found.executed_date,
            "version": found.version,
        },
        terms=terms,
        formats=formats,
    )

    def mark() -> Done:
        try:
            changed = operations.change_executed(
                actor=request.actor,
                contract_id=found.pk,
                expected_version=form.cleaned_data["version"],
                is_executed=form.cleaned_data["is_executed"],
                executed_date=form.cleaned_data["executed_date"],
            )
        except Stale:
            form.take_version(found.version)
            raise
        said = "is executed" if changed.is_executed else "is not executed"
        return Done(reverse("web:contract", args=[found.pk]), f"{found.number} {said}.")

    if request.method == "POST" and (answer := submit(request, form, mark)) is not None:
        return answer
    return shown(request, "contracts/executed.html", {"contract": found}, form=form)


@view
def contract_duplicate(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Set up a draft like a contract."""
    found = _entered(request, contract_id)
    if not policy.may_create(request.actor, found.project_id, found.kind):
        raise NotAllowed("Ask an administrator of the project to set up the contract.")
    terms, formats = words(request)
    proposed = proposed_number(found.project, found.kind)
    offered = list(roll.companies_offered(request.actor, found.project_id))
    form = DuplicateForm(
        request.POST or None,
        kind=found.kind,
        companies=offered,
        initial={"number": proposed, "title": found.title, "company": str(found.company_id)},
        terms=terms,
        formats=formats,
    )

    def duplicate() -> Done:
        made = operations.duplicate_contract(
            actor=request.actor,
            contract_id=found.pk,
            number=form.cleaned_data["number"],
            title=form.cleaned_data["title"],
            company_id=int(form.cleaned_data["company"]),
        )
        said = f"{made.number} {made.title} is set up as a draft, like {found.number}."
        return Done(reverse("web:contract", args=[made.pk]), said)

    if request.method == "POST" and (answer := submit(request, form, duplicate)) is not None:
        return answer
    context = {"contract": found, "kind_word": terms[found.kind], "next_number": proposed}
    return shown(request, "contracts/duplicate.html", context, form=form)


@view
def contract_delete(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Say what goes with a contract and delete it, or say why it stays."""
    found = _entered(request, contract_id)
    if not policy.may(request.actor, found, Action.DELETE):
        raise NotAllowed("Ask an administrator of the project to delete the contract.")
    terms, formats = words(request)
    is_head = found.kind == HEAD_CONTRACT
    form = VersionForm(
        request.POST or None, initial={"version": found.version}, terms=terms, formats=formats
    )

    def delete() -> Done:
        try:
            operations.delete_contract(
                actor=request.actor,
                contract_id=found.pk,
                expected_version=form.cleaned_data["version"],
            )
        except Stale:
            form.take_version(found.version)
            raise
        listed = "web:head_contract_list" if is_head else "web:commitment_list"
        where = reverse(listed, args=[found.project_id])
        return Done(where, f"{found.number} {found.title} is deleted.")

    if request.method == "POST" and (answer := submit(request, form, delete)) is not None:
        return answer
    context = {
        "contract": found,
        "kind_word": terms[found.kind],
        "why": why_it_stays(request.actor, found) or why_claimed(found),
        "line_count": queries.figures(found).line_count,
        "variation_count": queries.variations(found).count(),
    }
    return shown(request, "contracts/delete.html", context, form=form)


def _entered(request: ActorRequest, contract_id: int) -> Contract:
    found = enter_contract(request, contract_id)
    is_head = found.kind == HEAD_CONTRACT
    request.tool = "web:head_contract_list" if is_head else "web:commitment_list"
    return found
