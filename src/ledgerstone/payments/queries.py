"""Reads of payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet, Sum

from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy, visibility
from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .models import Payment, PaymentShare


@dataclass(frozen=True, slots=True)
class ClaimToPay:
    """A certified claim: what is payable on it with tax, and what of that was paid."""

    claim: Claim
    payable: Decimal
    tax: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """What is still to be paid; negative where more was paid."""
        return self.payable - self.paid


def payments_of(actor: Actor, contract: Contract) -> QuerySet[Payment]:
    """The payments under a contract with what they are for, the latest first. Two queries.

    NotThere for who does not see what the contract comes to.
    """
    if not policy.may_see_schedule(actor, contract):
        raise NotThere
    shares = PaymentShare.objects.select_related("claim").order_by("claim__number")
    return (
        Payment.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
        .select_related("recorded_by")
        .prefetch_related(Prefetch("shares", queryset=shares))
        .order_by("-paid_on", "-id")
    )


def get_payment(actor: Actor, payment_id: int) -> Payment:
    """One payment of a contract whose figures the person sees; else NotThere."""
    found = (
        Payment.objects.filter(
            visibility.with_schedule(actor, "contract__"),
            account_id=actor.account_id,
            pk=payment_id,
        )
        .select_related("contract", "contract__project")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def claims_to_pay(contract: Contract) -> list[ClaimToPay]:
    """The payable claims of a contract by number: certified, and not waiting for the owner."""
    found = (
        Claim.objects.filter(
            account_id=contract.account_id,
            contract_id=contract.pk,
            certificate__isnull=False,
            status__in=["approved", "approved_as_noted"],
        )
        .select_related("certificate")
        .annotate(paid=Sum("payment_shares__amount", filter=Q(payment_shares__is_reversed=False)))
        .order_by("number")
    )
    return [
        ClaimToPay(
            claim=one,
            payable=one.certificate.payable,
            tax=one.certificate.tax,
            paid=Decimal("0.00") if one.paid is None else one.paid,
        )
        for one in found
        if one.certificate is not None
    ]


def paid_on_claims(claims: Sequence[Claim]) -> dict[int, Decimal]:
    """What was paid on each of these claims, which the person sees; not those without a payment.

    One query, none where there are no claims.
    """
    if not claims:
        return {}
    shares = PaymentShare.objects.filter(
        account_id=claims[0].account_id,
        claim_id__in=[claim.pk for claim in claims],
        is_reversed=False,
    )
    return dict(shares.order_by().values_list("claim_id").annotate(paid=Sum("amount")))
