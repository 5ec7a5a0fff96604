"""What the page of a claim says of its payments."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.context import Context

from ledgerstone.access.actions import Action
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments.models import PaymentShare
from ledgerstone.payments.paid_states import is_payable
from ledgerstone.payments.queries import ClaimToPay, shares_on_claim
from ledgerstone.tenancy import clock
from ledgerstone.web.payments.rows import ClaimRow, claim_row
from ledgerstone.web.signing_in import restricted

register = template.Library()


@dataclass(frozen=True, slots=True)
class PaidClaim:
    """A payable claim with its payments; ``opens`` says whether their pages are there."""

    row: ClaimRow
    shares: list[PaymentShare]
    may_record: bool
    opens: bool


@register.simple_tag(takes_context=True)
def payments_of_claim(context: Context, claim: Claim) -> PaidClaim | None:
    """How far a claim is paid, and by what; None while nothing is payable. One query."""
    if not is_payable(claim) or claim.certificate is None:
        return None
    request, contract = context["request"], claim.contract
    shares = list(shares_on_claim(claim))
    if not shares and not contract.payments_enabled:
        return None
    to_pay = ClaimToPay(
        claim=claim,
        payable=claim.certificate.payable,
        tax=claim.certificate.tax,
        paid=sum((one.amount for one in shares if not one.is_reversed), ZERO),
    )
    may = contract.payments_enabled and policy.may(request.actor, contract, Action.RECORD_PAYMENT)
    return PaidClaim(
        row=claim_row(to_pay, clock.today(contract.project.time_zone), context["terms"]),
        shares=shares,
        may_record=may and to_pay.open != 0,
        opens=restricted.opens(request, "web:payment"),
    )
