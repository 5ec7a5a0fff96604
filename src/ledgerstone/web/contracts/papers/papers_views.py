"""What is kept beside a contract: attached files, the signed copy, and comments."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.contracts import papers, policy
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.papers import (
    attach_signed_copy,
    attach_to_contract,
    comment_on_contract,
    remove_contract_paper,
)
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_of_ours, view
from ledgerstone.web.uploads import file_to_keep, uploaded


@view
@require_safe
def contract_papers(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The files of a contract and of its variations."""
    found = _seen(request, contract_id)
    context: dict[str, Any] = {
        "papers": papers.of_contract(request.actor, found),
        "may_attach": policy.may_update(request.actor, found),
    }
    return render(
        request, "contracts/papers.html", contract_frame(request, found, "papers") | context
    )


@view
@require_POST
def contract_attach(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Attach the uploaded file; with the box ticked, as the signed copy."""
    found = _seen(request, contract_id)
    where = reverse("web:contract_papers", args=[found.pk])

    def act() -> Done:
        name, content = uploaded(request)
        if request.POST.get("signed"):
            paper = attach_signed_copy(
                actor=request.actor,
                contract_id=found.pk,
                name=name,
                content=content,
                executed_date=_day(request.POST.get("executed_date", "")),
            )
            return Done(where, f"{paper.name} is the signed copy; the contract is executed.")
        paper = attach_to_contract(
            actor=request.actor, contract_id=found.pk, name=name, content=content
        )
        return Done(where, f"{paper.name} is attached.")

    return act_once(request, act)


@view
@require_POST
def variation_attach(request: ActorRequest, contract_id: int, variation_id: int) -> HttpResponse:
    """Attach the uploaded file to a variation."""
    found = _seen(request, contract_id)

    def act() -> Done:
        name, content = uploaded(request)
        paper = attach_to_contract(
            actor=request.actor,
            contract_id=found.pk,
            name=name,
            content=content,
            variation_id=variation_id,
        )
        own = reverse("web:contract_papers", args=[found.pk])
        where = first_of_ours(request, request.POST.get("back")) or own
        return Done(where, f"{paper.name} is attached.")

    return act_once(request, act)


@view
@require_safe
def contract_paper(request: ActorRequest, paper_id: int) -> HttpResponse:
    """An attached file, to be kept."""
    paper = papers.get_attachment(request.actor, paper_id)
    return file_to_keep(paper.file, paper.name)


@view
@require_POST
def contract_paper_remove(request: ActorRequest, paper_id: int) -> HttpResponse:
    """Take a file off its contract."""

    def act() -> Done:
        found = remove_contract_paper(actor=request.actor, attachment_id=paper_id)
        return Done(reverse("web:contract_papers", args=[found.pk]), "The file is removed.")

    return act_once(request, act)


@view
def contract_comments(request: ActorRequest, contract_id: int) -> HttpResponse:
    """What the administrators of a contract say to each other."""
    found = enter_contract(request, contract_id)
    if not policy.may_configure(request.actor, found):
        raise NotThere
    said = papers.comments(request.actor, found)
    if request.method == "POST":
        where = reverse("web:contract_comments", args=[found.pk])

        def act() -> Done:
            comment_on_contract(
                actor=request.actor, contract_id=found.pk, text=request.POST.get("text", "")
            )
            return Done(where)

        try:
            return act_once(request, act)
        except Invalid as refusal:
            context = {"problems": refusal.fields, "typed": request.POST.get("text", "")}
            return _comments(request, found, said, context, status=422)
    return _comments(request, found, said, {})


def _comments(
    request: ActorRequest, found: Contract, said: Any, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = contract_frame(request, found, "comments") | {"comments": said[:200]} | more
    return render(request, "contracts/comments.html", context, status=status)


def _seen(request: ActorRequest, contract_id: int) -> Contract:
    """A contract whose figures the reader sees, as its papers tell them."""
    found = enter_contract(request, contract_id)
    if not policy.may_see_schedule(request.actor, found):
        raise NotThere
    return found


def _day(text: str) -> dt.date | None:
    if not text.strip():
        return None
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        sentence = "This is not a day."
        raise Invalid(sentence, fields={"executed_date": sentence}) from None
