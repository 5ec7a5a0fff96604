"""What was paid under a contract: the list, recording one, and taking a record back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy, queries
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.payments import operations
from ledgerstone.payments import queries as payments
from ledgerstone.projects.formats import FigureError, parse_figure
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, view

_FIELDS = ("paid_on", "amount", "tax", "claim", "method", "reference", "note")


@view
def contract_payments(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The payments under a contract, and the form that records one."""
    found = enter_contract(request, contract_id)
    if not policy.may_see_schedule(request.actor, found):
        raise NotThere
    if request.method != "POST":
        return _page(request, found, {"paid_on": clock.today(found.project.time_zone).isoformat()})
    typed = {name: request.POST.get(name, "").strip() for name in _FIELDS}

    def act() -> Done:
        payment = operations.record_payment(
            actor=request.actor, contract_id=found.pk, **_read(typed, found)
        )
        _terms, formats = words(request)
        where = reverse("web:contract_payments", args=[found.pk])
        return Done(where, f"{formats.money(payment.amount)} is recorded.")

    try:
        return act_once(request, act)
    except Invalid as refusal:
        return _page(request, found, typed, refusal.fields or {"amount": refusal.message})


@view
@require_POST
def payment_remove(request: ActorRequest, payment_id: int) -> HttpResponse:
    """Take the record of a payment back."""

    def act() -> Done:
        found = operations.reverse_payment(actor=request.actor, payment_id=payment_id, reason=request.POST.get("reason", ""))
        where = reverse("web:contract_payments", args=[found.pk])
        return Done(where, "The record of the payment is taken back.")

    return act_once(request, act)


def _page(
    request: ActorRequest,
    found: Contract,
    typed: dict[str, str],
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    terms, _formats = words(request)
    is_head = found.kind == HEAD_CONTRACT
    context: dict[str, Any] = {
        "payments": payments.payments_of(request.actor, found),
        "kept": queries.figures(found),
        "to_pay": payments.claims_to_pay(found),
        "may_record": found.payments_enabled
        and policy.may(request.actor, found, Action.RECORD_PAYMENT),
        "typed": typed,
        "problems": problems or {},
        "methods": _methods(terms),
        "tax_label": f"{terms.tax} in it",
        "amount_label": f"Amount, with {terms.tax}",
        "verb": "Received" if is_head else "Paid",
        "empty_text": f"What the {terms.owner} pays is recorded here against the "
        f"{terms.claim_short.plural} that it pays."
        if is_head
        else f"What you pay is recorded here against the {terms.claim_short.plural} that it pays; "
        f"the {terms.claim_contact} sees it.",
    }
    return render(
        request,
        "contracts/payments.html",
        contract_frame(request, found, "payments") | context,
        status=422 if problems else 200,
    )


def _methods(terms: Terms) -> dict[str, str]:
    return {
        "bank_transfer": "Bank transfer",
        "cheque": terms.cheque.capitalised,
        "card": "Card",
        "cash": "Cash",
        "other": "Other",
    }


def _read(typed: dict[str, str], found: Contract) -> dict[str, Any]:
    """What was typed as the operation takes it; every problem at its field at once."""
    problems: dict[str, str] = {}
    figures: dict[str, Decimal | None] = {}
    for name in ("amount", "tax"):
        try:
            parsed = parse_figure(typed[name], found.project.terminology)
        except FigureError as error:
            problems[name] = str(error)
            continue
        if parsed is not None and parsed.kind == "percent":
            problems[name] = "Type an amount, not a percentage."
        figures[name] = None if parsed is None else parsed.value
    if "amount" not in problems and figures["amount"] is None:
        problems["amount"] = "Give the amount."
    try:
        day = dt.date.fromisoformat(typed["paid_on"])
    except ValueError:
        problems["paid_on"] = "Give the day as a date."
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)
    claim, amount = typed["claim"], figures["amount"]
    return {
        "paid_on": day,
        "amount": amount,
        "tax": figures["tax"],
        "shares": {int(claim): amount} if claim.isdecimal() and len(claim) < 19 else {},
        "method": typed["method"],
        "reference": typed["reference"],
        "note": typed["note"],
    }
