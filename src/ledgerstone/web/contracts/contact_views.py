"""Naming the claim contacts of a commitment, on its own page and in place."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from ledgerstone.contracts import contacts, operations, policy
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.operations import Naming
from ledgerstone.directory import policy as directory
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_answer, first_of_ours, view


@view
def contract_contacts(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Who claims on a commitment: name somebody, or take somebody off it.

    Asked by script it is what a popover holds, so that it can be done wherever one is missing.
    """
    found = _entered(request, contract_id)
    back = _way_back(request, found)
    error = ""
    if request.method == "POST":
        try:
            return act_once(request, lambda: _name(request, found, back))
        except (Invalid, WrongState) as refusal:
            again = first_answer(request)
            if again is not None:
                return again
            error = refusal.message
    context = naming(request, found) | {"back": back, "error": error}
    template = "contracts/_naming_popover.html" if request.htmx else "contracts/contacts.html"
    return render(request, template, context, status=422 if error else 200)


@view
@require_POST
def contract_contact_remove(
    request: ActorRequest, contract_id: int, person_id: int
) -> HttpResponse:
    """Let somebody be claim contact no longer."""
    found = _entered(request, contract_id)

    def act() -> Done:
        done = operations.remove_contact(
            actor=request.actor, contract_id=found.pk, person_id=person_id
        )
        return Done(_way_back(request, found), removed_sentence(done, words(request)[0]))

    return act_once(request, act)


def naming(request: ActorRequest, found: Contract) -> dict[str, Any]:
    """The claim contacts of a commitment and who may be named, for each place that shows them."""
    return {
        "contract": found,
        "contacts": contacts.of_contract(request.actor, found),
        "may_name": True,
        "offers": _groups(found),
        "people_address": _people_address(request, found),
    }


def named_sentence(done: Naming, terms: Terms) -> str:
    """What naming somebody did, in a sentence."""
    also = []
    if done.private_list:
        also.append("is on its private list")
    if done.project:
        also.append("was put on the project")
    more = f", and {' and '.join(also)}" if also else ""
    return f"{done.person.name} is {terms.claim_contact} of {done.contract.number}{more}."


def removed_sentence(done: Naming, terms: Terms) -> str:
    """What naming somebody no longer did, in a sentence."""
    contact = terms.claim_contact
    first = f"{done.person.name} is {contact} of {done.contract.number} no longer"
    if done.private_list:
        return f"{first}, and off its private list."
    return f"{first}, and stays on its private list, where somebody put them by hand."


def _entered(request: ActorRequest, contract_id: int) -> Contract:
    found = enter_contract(request, contract_id)
    request.tool = "web:commitment_list"
    if found.kind == HEAD_CONTRACT:
        raise NotThere
    if not policy.may_name_contacts(request.actor, found):
        contact = words(request)[0].claim_contact
        raise NotAllowed(f"Ask an administrator of the project to name the {contact}.")
    return found


def _name(request: ActorRequest, found: Contract, back: str) -> Done:
    person = request.POST.get("person", "")
    if not person.isdecimal() or len(person) > 18:
        raise Invalid("Choose a person from the list.")
    done = operations.name_contact(actor=request.actor, contract_id=found.pk, person_id=int(person))
    return Done(back, named_sentence(done, words(request)[0]))


def _groups(found: Contract) -> list[dict[str, Any]]:
    """The list to choose from: who is designated by the company's record, then the others."""
    company = found.company.name
    return [
        {
            "label": f"Named by {company}" if designated else f"Other people of {company}",
            "people": list(people),
        }
        for designated, people in groupby(
            contacts.offered(found), key=lambda one: one.is_designated
        )
    ]


def _people_address(request: ActorRequest, found: Contract) -> str:
    """The people of the company in the account's directory, for who may keep them."""
    if not directory.may_edit_people(request.actor):
        return ""
    try:
        return reverse("web:company_people", args=[found.company_id])
    except NoReverseMatch:
        return ""


def _way_back(request: ActorRequest, found: Contract) -> str:
    """Where somebody came from to name a contact."""
    came_from = first_of_ours(request, request.POST.get("back"), request.GET.get("back"))
    return came_from or reverse("web:contract", args=[found.pk])
