"""What was paid under a contract: the list with its credit, and what is still to be paid."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ledgerstone.access.actions import Action
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.payments import queries as payments
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.contracts.frame import contract_frame
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.payments.rows import claim_row, payment_row, total_of
from ledgerstone.web.requests import ActorRequest, view


@view
@require_safe
def contract_payments(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The payments under a contract, and its payable claims with how far each is paid."""
    found = enter_contract(request, contract_id)
    if not policy.may(request.actor, found, Action.VIEW_CLAIM):
        raise NotThere
    terms, _formats = words(request)
    money = payments.money_of(found.account_id, [found.pk])[found.pk]
    today = clock.today(found.project.time_zone)
    is_head = found.kind == HEAD_CONTRACT
    listed = list(payments.payments_of(request.actor, found))
    context: dict[str, Any] = {
        "payments": [payment_row(one, terms) for one in listed],
        "total": total_of(listed),
        "claims": [claim_row(one, today, terms) for one in payments.claims_to_pay(found)],
        "money": money,
        "may_record": found.payments_enabled
        and policy.may(request.actor, found, Action.RECORD_PAYMENT),
        "is_received": is_head,
        "may_use_credit": money.credit > 0 and any(one.open > 0 for one in money.open),
        "empty_text": f"What the {terms.owner} pays is recorded here against the "
        f"{terms.claim_short.plural} that it pays."
        if is_head
        else f"What you pay is recorded here against the {terms.claim_short.plural} that it pays; "
        f"the {terms.claim_contact} sees it.",
    }
    return render(
        request, "contracts/payments.html", contract_frame(request, found, "payments") | context
    )
