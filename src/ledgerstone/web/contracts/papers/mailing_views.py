"""Mailing a commitment to its claim contacts: on a page of its own, or with saving it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.contracts import contacts, policy
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.correspondence.commitments import email_commitment, why_not_emailed
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.forms import RegionalForm, lines_field
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view


class EmailForm(RegionalForm):
    """What goes along with the contract."""

    text = lines_field("Message", rows=5, required=False)


@view
def contract_email(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Mail a commitment to its claim contacts, after showing to whom and with what."""
    found = enter_contract(request, contract_id)
    if found.kind == HEAD_CONTRACT:
        raise NotThere
    why_not = why_not_emailed(request.actor, found)
    if not policy.may(request.actor, found, Action.EMAIL_CONTRACT):
        raise NotAllowed(why_not)
    terms, formats = words(request)
    form = EmailForm(request.POST or None, terms=terms, formats=formats)

    def send() -> Done:
        email_commitment(actor=request.actor, contract_id=found.pk, text=form.cleaned_data["text"])
        return Done(reverse("web:contract", args=[found.pk]), _sent(request, found))

    if request.method == "POST" and (answer := submit(request, form, send)) is not None:
        return answer
    context = contract_frame(request, found, "general") | {
        "why_not": why_not,
        "contacts": contacts.of_contract(request.actor, found),
    }
    return shown(request, "contracts/email.html", context, form=form)


def may_email_new(request: ActorRequest, project_id: int, kind: str) -> bool:
    """Whether the person may mail a commitment that they set up."""
    below = kind != HEAD_CONTRACT
    tool = policy.tool_of(kind)
    return below and access.may_with(request.actor, tool, Action.EMAIL_CONTRACT, project_id)


def may_email(request: ActorRequest, found: Contract) -> bool:
    """Whether the person may mail a commitment to its claim contacts, if there are any."""
    may = policy.may(request.actor, found, Action.EMAIL_CONTRACT)
    return may and found.kind != HEAD_CONTRACT


def also_emailed(request: ActorRequest, saved: Contract, done: Done) -> Done:
    """What is answered once a contract is saved: mailed as well, where the button said so.

    Where that cannot be, it is saved all the same, and the answer says why nobody was written to.
    """
    if request.POST.get("act") != "email" or not may_email(request, saved):
        return done
    why_not = why_not_emailed(request.actor, saved)
    if why_not:
        return replace(done, warnings=[*done.warnings, f"It was not e-mailed. {why_not}"])
    email_commitment(actor=request.actor, contract_id=saved.pk)
    return replace(done, message=f"{done.message} {_sent(request, saved)}")


def _sent(request: ActorRequest, found: Contract) -> str:
    named = contacts.of_contract(request.actor, found)
    names = [one.person.name for one in named if not one.why_unreachable]
    return f"It is on its way to {', '.join(names)}."
