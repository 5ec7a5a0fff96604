"""The messages about a contract: what was written to whom, and writing one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence import contract_messages as messages
from ledgerstone.correspondence.log import mail_log
from ledgerstone.directory.reach import why_unreachable
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.mails.messages import listed
from ledgerstone.web.posted import records_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, view


@view
def contract_messages(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The messages that the reader may see, and the form that writes one."""
    found = enter_contract(request, contract_id)
    if request.method != "POST":
        begun = {"subject": f"{found.number} {found.title}", "with_document": True}
        return _page(request, found, begun, {})
    typed: dict[str, Any] = {
        "subject": request.POST.get("subject", ""),
        "text": request.POST.get("text", ""),
        "to": records_asked(request.POST.getlist("to")),
        "copies": records_asked(request.POST.getlist("copies")),
        "is_private": bool(request.POST.get("is_private")),
        "with_document": bool(request.POST.get("with_document")),
    }

    def act() -> Done:
        messages.email_contract(actor=request.actor, contract_id=found.pk, **typed)
        return Done(reverse("web:contract_messages", args=[found.pk]), "The message is on its way.")

    try:
        return act_once(request, act)
    except Invalid as refusal:
        return _page(request, found, typed, dict(refusal.fields))


def _page(
    request: ActorRequest, found: Contract, typed: dict[str, Any], problems: dict[str, str]
) -> HttpResponse:
    may_write = policy.may(request.actor, found, Action.EMAIL_CONTRACT)
    terms, formats = words(request)
    mails = mail_log.of_contract(request.actor, found)
    context: dict[str, Any] = {
        **listed(request, mails, mail_log.told_of(request.actor, found), formats),
        "may_write": may_write,
        "people": [
            {
                "person": person,
                "why_not": why_unreachable(person),
                "is_to": person.pk in typed.get("to", ()),
                "is_copy": person.pk in typed.get("copies", ()),
            }
            for person in (messages.may_be_written_to(found) if may_write else ())
        ],
        "typed": typed,
        "problems": problems,
        "empty_text": f"What is mailed about this {terms[found.kind]} stands here, with whom it "
        "went to and whether it got there.",
    }
    return render(
        request,
        "contracts/messages.html",
        contract_frame(request, found, "messages") | context,
        status=422 if problems else 200,
    )
