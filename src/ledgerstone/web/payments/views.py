"""The page of a payment, and what can still be done to it: write on it, say anew what it is for,
keep files with it, reverse it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.payments import operations
from ledgerstone.payments import queries as payments
from ledgerstone.payments.models import Payment
from ledgerstone.tenancy.refusals import NotAllowed
from ledgerstone.web.claims.periods.period_page import period_name
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter, words
from ledgerstone.web.forms import RegionalForm, lines_field
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view
from ledgerstone.web.uploads import file_to_keep, uploaded

from .form import SharesForm, WrittenForm, methods, share_name

_WRITTEN = ("number", "method", "reference", "note")


class ReversalForm(RegionalForm):
    """Why a payment is reversed."""

    reason = lines_field("Reason", 2, 500)


@view
@require_safe
def payment(request: ActorRequest, payment_id: int) -> HttpResponse:
    """A payment: what it is for, what is written on it, its files."""
    found = _seen(request, payment_id)
    _terms, formats = words(request)
    context = {
        "shares": [
            {"share": one, "period": period_name(one.claim.period, formats)}
            for one in payments.shares_of(found)
        ],
        "papers": payments.attachments_of(found),
    }
    return shown(request, "payments/payment.html", _around(request, found) | context)


@view
def payment_change(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Change what is written on a payment."""
    found = _to_change(request, payment_id)
    terms, formats = words(request)
    kept = {name: getattr(found, name) for name in _WRITTEN}
    form = WrittenForm(request.POST or None, initial=kept, terms=terms, formats=formats)

    def act() -> Done:
        given = {name: form.cleaned_data[name] for name in _WRITTEN}
        operations.change_payment(actor=request.actor, payment_id=found.pk, **given)
        return Done(_page(found), "What is written on the payment is changed.")

    return _form(request, found, form, act, "payments/change.html")


@view
def payment_allocate(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Say anew which claims a payment is for, and how much of it."""
    found = _to_change(request, payment_id)
    terms, formats = words(request)
    own = {one.claim_id: one.amount for one in payments.shares_of(found)}
    to_pay = [
        one.without(own[one.claim.pk]) if one.claim.pk in own else one
        for one in payments.claims_to_pay(found.contract)
    ]
    to_pay = [one for one in to_pay if one.open != 0 or one.claim.pk in own]
    first = {
        share_name(one): formats.money(own[one.claim.pk]) for one in to_pay if one.claim.pk in own
    }
    form = SharesForm(
        request.POST or None, initial=first, terms=terms, formats=formats, to_pay=to_pay
    )

    def act() -> Done:
        operations.allocate_payment(actor=request.actor, payment_id=found.pk, shares=form.shares())
        return Done(_page(found), "What the payment is for is changed.")

    return _form(request, found, form, act, "payments/allocate.html")


@view
def payment_reverse(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Reverse a payment, with the reason."""
    found = _to_change(request, payment_id)
    terms, formats = words(request)
    form = ReversalForm(request.POST or None, terms=terms, formats=formats)

    def act() -> Done:
        operations.reverse_payment(
            actor=request.actor, payment_id=found.pk, reason=form.cleaned_data["reason"]
        )
        where = reverse("web:contract_payments", args=[found.contract_id])
        return Done(where, f"The payment of {formats.money(found.amount)} is reversed.")

    return _form(request, found, form, act, "payments/reverse.html")


@view
@require_POST
def payment_attach(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Attach the uploaded file."""
    found = _seen(request, payment_id)

    def act() -> Done:
        name, content = uploaded(request)
        paper = operations.attach_to_payment(
            actor=request.actor, payment_id=found.pk, name=name, content=content
        )
        return Done(_page(found), f"{paper.name} is attached.")

    return act_once(request, act)


@view
@require_safe
def payment_paper(request: ActorRequest, payment_paper_id: int) -> HttpResponse:
    """A file of a payment, to be kept."""
    paper = payments.get_attachment(request.actor, payment_paper_id)
    return file_to_keep(paper.file, paper.name)


@view
@require_POST
def payment_paper_remove(request: ActorRequest, payment_paper_id: int) -> HttpResponse:
    """Take a file off its payment."""

    def act() -> Done:
        found = operations.remove_payment_paper(actor=request.actor, attachment_id=payment_paper_id)
        return Done(_page(found), "The file is removed.")

    return act_once(request, act)


def _form(
    request: ActorRequest, found: Payment, form: RegionalForm, act: Any, template: str
) -> HttpResponse:
    """One of the forms of a payment: shown, or sent."""
    answer = submit(request, form, act) if request.method == "POST" else None
    if answer is not None:
        return answer
    return shown(request, template, _around(request, found) | {"form": form}, form=form)


def _seen(request: ActorRequest, payment_id: int) -> Payment:
    found = payments.get_payment(request.actor, payment_id)
    enter(request, found.contract.project)
    return found


def _to_change(request: ActorRequest, payment_id: int) -> Payment:
    """A payment for who may change it; a reversed one is refused when it is sent."""
    found = _seen(request, payment_id)
    if not policy.may(request.actor, found.contract, Action.RECORD_PAYMENT):
        raise NotAllowed("Ask an administrator of the project to change payments.")
    return found


def _around(request: ActorRequest, found: Payment) -> dict[str, Any]:
    terms, _formats = words(request)
    contract = found.contract
    may_record = policy.may(request.actor, contract, Action.RECORD_PAYMENT)
    return contract_frame(request, contract, "payments") | {
        "payment": found,
        "method": methods(terms)[found.method],
        "is_received": contract.kind == HEAD_CONTRACT,
        "may_change": may_record and found.reversed_at is None,
    }


def _page(found: Payment) -> str:
    return reverse("web:payment", args=[found.pk])
