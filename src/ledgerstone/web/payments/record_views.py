"""Recording a payment under a contract, and using its credit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments import operations
from ledgerstone.payments import queries as payments
from ledgerstone.payments.models import Payment
from ledgerstone.payments.queries import ClaimToPay
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, WrongState
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, Done, first_of_ours, shown, submit, view
from ledgerstone.web.uploads import all_uploaded

from .form import PaymentForm, SharesForm, oldest_first, typed_in, whole_open


@view
def payment_record(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Record a payment; ``?claim=`` names what it is for, with all that is open of it."""
    found = _to_record(request, contract_id)
    to_pay = [one for one in payments.claims_to_pay(found) if one.open != 0]
    terms, formats = words(request)
    given: dict[str, Any] = {"terms": terms, "formats": formats, "to_pay": to_pay}
    if request.method != "POST":
        form = PaymentForm(initial=_first(request, found, to_pay), **given)
        return _record_page(request, found, form)
    if request.POST.get("fill"):
        return _record_page(request, found, _filled(request, given))
    form = PaymentForm(request.POST, **given)

    def act() -> Done:
        payment = operations.record_payment(
            actor=request.actor,
            contract_id=found.pk,
            files=all_uploaded(request),
            **form.given(),
        )
        return Done(_after(request, found), _said(request, payment))

    return submit(request, form, act) or _record_page(request, found, form)


@view
def payment_credit(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Pay claims of a contract from its credit."""
    found = _to_record(request, contract_id)
    credit = payments.credit_of(found)
    to_pay = [one for one in payments.claims_to_pay(found) if one.open > 0]
    terms, formats = words(request)
    given: dict[str, Any] = {"terms": terms, "formats": formats, "to_pay": to_pay}
    form = SharesForm(initial=oldest_first(to_pay, credit, formats), **given)
    if request.method == "POST":
        form = SharesForm(request.POST, **given)

        def act() -> Done:
            shares = form.shares()
            operations.apply_credit(actor=request.actor, contract_id=found.pk, shares=shares)
            used = formats.money(sum(shares.values(), ZERO))
            return Done(_after(request, found), f"{used} of the credit is applied.")

        answer = submit(request, form, act)
        if answer is not None:
            return answer
    context = {"credit": credit, "back": _after(request, found)}
    return shown(
        request,
        "payments/credit.html",
        contract_frame(request, found, "payments") | context | {"form": form},
        form=form,
    )


def _to_record(request: ActorRequest, contract_id: int) -> Contract:
    """The contract of a page that writes payments, for who may do that."""
    found = enter_contract(request, contract_id)
    if not policy.may(request.actor, found, Action.VIEW_CLAIM):
        raise NotThere
    if not policy.may(request.actor, found, Action.RECORD_PAYMENT):
        raise NotAllowed("Ask an administrator of the project to record payments.")
    if not found.payments_enabled:
        raise WrongState("Payments are switched off in the advanced settings of this contract.")
    return found


def _first(request: ActorRequest, found: Contract, to_pay: Sequence[ClaimToPay]) -> dict[str, str]:
    """What the form begins with: today, the next number, and what it was opened for."""
    _terms, formats = words(request)
    asked = set(request.GET.getlist("claim"))
    named = [one for one in to_pay if str(one.claim.pk) in asked]
    return {
        "paid_on": clock.today(found.project.time_zone).isoformat(),
        "number": payments.next_number(found),
        **whole_open(named or (to_pay if len(to_pay) == 1 else []), formats),
    }


def _filled(request: ActorRequest, given: dict[str, Any]) -> PaymentForm:
    """What was typed, with the amount shared out over the claims, the oldest first."""
    formats = given["formats"]
    empty = PaymentForm(**given)
    typed = typed_in(empty, request.POST)
    try:
        amount = parse_figure(typed["amount"], formats.locale)
    except FigureError:
        amount = None
    if amount is not None and amount.kind != "percent":
        typed = {name: "" if name.startswith("share_") else one for name, one in typed.items()}
        typed |= oldest_first(given["to_pay"], amount.value, formats)
    return PaymentForm(initial=typed, **given)


def _record_page(request: ActorRequest, found: Contract, form: PaymentForm) -> HttpResponse:
    context = {
        "back": _after(request, found),
        "credit": payments.credit_of(found),
        "has_claims": bool(form.to_pay),
    }
    frame = contract_frame(request, found, "payments")
    return shown(request, "payments/record.html", frame | context | {"form": form}, form=form)


def _after(request: ActorRequest, found: Contract) -> str:
    """Back to where it was asked for: the claim, the list, else the contract's payments."""
    asked = first_of_ours(request, request.POST.get("back"), request.GET.get("back"))
    return asked or reverse("web:contract_payments", args=[found.pk])


def _said(request: ActorRequest, payment: Payment) -> str:
    _terms, formats = words(request)
    said = f"{formats.money(payment.amount)} is recorded."
    if payment.credit:
        said += f" {formats.money(payment.credit)} of it is credit."
    return said
