"""Reads of payments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import models
from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ledgerstone.access.actions import Action
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy, visibility
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

from .due import payment_due_on
from .models import Payment, PaymentAttachment, PaymentShare
from .paid_states import OVERPAID, PARTLY_PAID, PAYABLE_STATUSES, UNPAID, paid_state

STANDING = Q(reversed_at__isnull=True)
_PAID = Sum("payment_shares__amount", filter=Q(payment_shares__is_reversed=False))


@dataclass(frozen=True, slots=True)
class ClaimToPay:
    """A payable claim: what is payable on it with tax, and what of that was paid."""

    claim: Claim
    payable: Decimal
    tax: Decimal
    paid: Decimal

    @property
    def open(self) -> Decimal:
        """What is still to be paid; negative where more was paid."""
        return self.payable - self.paid

    @property
    def state(self) -> str:
        """How far it is paid: one of ``paid_states``."""
        return paid_state(self.payable, self.paid)

    @property
    def due_on(self) -> dt.date | None:
        """By when it is to be paid; None where the contract says nothing."""
        return payment_due_on(self.claim)

    def without(self, share: Decimal) -> ClaimToPay:
        """As if so much of what was paid were not."""
        return replace(self, paid=self.paid - share)


@dataclass(frozen=True, slots=True)
class ContractMoney:
    """What was paid under a contract with tax, what of it is credit, and what is still to come."""

    paid: Decimal = ZERO
    credit: Decimal = ZERO
    overpaid: Decimal = ZERO  # on claims of which less is payable now than was paid
    back: Decimal = ZERO  # what certificates that come to less than nothing give back
    open: Sequence[ClaimToPay] = ()  # by when they are due, those that say nothing last

    @property
    def owed(self) -> Decimal:
        """What is still to be paid, before credit and before what is to come back."""
        return sum((one.open for one in self.open if one.open > 0), ZERO)


# --- payments -------------------------------------------------------------------------------------


def seen_by(actor: Actor, prefix: str = "") -> Q:
    """The contracts whose claims the person sees, and so what is paid of them: the schedule of a
    head contract alone says nothing of that. ``prefix`` leads from another table to them."""
    return visibility.with_schedule(actor, prefix) & visibility.with_right(
        actor, Action.VIEW_CLAIM, prefix
    )


def payments_of(actor: Actor, contract: Contract) -> QuerySet[Payment]:
    """The payments under a contract with what they are for, the latest first. Two queries.

    Reversed ones among them. NotThere for who does not see its claims.
    """
    if not policy.may(actor, contract, Action.VIEW_CLAIM):
        raise NotThere
    found = Payment.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return _listed(found)


def payments_of_contracts(actor: Actor, contract_ids: Iterable[int]) -> QuerySet[Payment]:
    """The payments under those of these contracts whose figures the person sees, the latest first.
    Two queries."""
    found = Payment.objects.filter(
        seen_by(actor, "contract__"),
        account_id=actor.account_id,
        contract_id__in=list(contract_ids),
    )
    return _listed(found)


def payments_of_project(
    actor: Actor, project_id: int, *, upstream: bool | None = None
) -> QuerySet[Payment]:
    """The payments under the contracts of a project whose figures the person sees, the latest
    first; ``upstream`` limits them to what was received, or to what was paid."""
    found = Payment.objects.filter(
        seen_by(actor, "contract__"),
        account_id=actor.account_id,
        contract__project_id=project_id,
    )
    if upstream is not None:
        heads = Q(contract__kind=HEAD_CONTRACT)
        found = found.filter(heads if upstream else ~heads)
    return _listed(found.select_related("contract", "contract__company"))


def _listed(found: QuerySet[Payment]) -> QuerySet[Payment]:
    shares = PaymentShare.objects.select_related("claim").order_by("claim__number")
    return (
        found.select_related("recorded_by", "reversed_by")
        .prefetch_related(Prefetch("shares", queryset=shares))
        .annotate(papers=Count("attachments", distinct=True))
        .order_by("-paid_on", "-id")
    )


def get_payment(actor: Actor, payment_id: int) -> Payment:
    """One payment of a contract whose figures the person sees; else NotThere."""
    found = (
        Payment.objects.filter(
            seen_by(actor, "contract__"),
            account_id=actor.account_id,
            pk=payment_id,
        )
        .select_related("contract", "contract__project", "contract__company")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def shares_of(payment: Payment) -> QuerySet[PaymentShare]:
    """What a payment is for, or was before it was reversed, by the number of the claim."""
    return (
        PaymentShare.objects.filter(account_id=payment.account_id, payment_id=payment.pk)
        .select_related("claim", "claim__period")
        .order_by("claim__number")
    )


def attachments_of(payment: Payment) -> QuerySet[PaymentAttachment]:
    """The files of a payment, the latest first."""
    return (
        PaymentAttachment.objects.filter(account_id=payment.account_id, payment_id=payment.pk)
        .select_related("file", "added_by")
        .order_by("-id")
    )


def get_attachment(actor: Actor, attachment_id: int) -> PaymentAttachment:
    """One file of a payment of a contract whose figures the person sees; else NotThere."""
    found = (
        PaymentAttachment.objects.filter(
            seen_by(actor, "payment__contract__"),
            account_id=actor.account_id,
            pk=attachment_id,
        )
        .select_related("file", "payment")
        .first()
    )
    if found is None:
        raise NotThere
    return found


def next_number(contract: Contract) -> str:
    """The number that a contract's next payment is proposed: one more than its payments."""
    made = Payment.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return str(made.count() + 1)


# --- credit ---------------------------------------------------------------------------------------


def credit_of(contract: Contract) -> Decimal:
    """What was paid under a contract and is for no claim; negative where more was paid back."""
    return credits_of(contract.account_id, [contract.pk]).get(contract.pk, ZERO)


def credits_of(account_id: int, contract_ids: Iterable[int]) -> dict[int, Decimal]:
    """The credit of each of these contracts that has any payments. One query."""
    found = Payment.objects.filter(
        STANDING, account_id=account_id, contract_id__in=list(contract_ids)
    )
    rows = found.order_by().values_list("contract_id")
    return dict(rows.annotate(unused=Sum(F("amount") - F("allocated"))))


def with_credit(contract: Contract) -> list[Payment]:
    """The payments under a contract of which something is for no claim, the oldest first."""
    found = Payment.objects.filter(
        STANDING,
        account_id=contract.account_id,
        contract_id=contract.pk,
        amount__gt=0,
        allocated__lt=F("amount"),
    )
    return list(found.order_by("paid_on", "id"))


# --- what is payable ------------------------------------------------------------------------------


def claims_to_pay(contract: Contract) -> list[ClaimToPay]:
    """The payable claims of a contract by number: certified, and not waiting for the owner."""
    return payable_claims(contract.account_id, contract_ids=[contract.pk])


def payable_by_id(contract: Contract) -> dict[int, ClaimToPay]:
    """The same by the ids of the claims."""
    return {one.claim.pk: one for one in claims_to_pay(contract)}


def payable_claims(
    account_id: int,
    *,
    contract_ids: Iterable[int] | None = None,
    claim_ids: Iterable[int] | None = None,
    is_open: bool = False,
) -> list[ClaimToPay]:
    """The payable claims of these contracts, or of these claims those that are; only those that are
    not just paid where ``is_open``. One query.

    For callers who made sure that the person sees what the contracts come to.
    """
    found = Claim.objects.filter(
        account_id=account_id, certificate__isnull=False, status__in=PAYABLE_STATUSES
    )
    if contract_ids is not None:
        found = found.filter(contract_id__in=list(contract_ids))
    if claim_ids is not None:
        found = found.filter(pk__in=list(claim_ids))
    found = found.annotate(paid=Coalesce(_PAID, ZERO, output_field=models.DecimalField()))
    if is_open:
        found = found.exclude(certificate__payable=F("paid"))
    found = found.select_related(
        "certificate", "period", "contract", "contract__project", "contract__company"
    )
    return [
        ClaimToPay(
            claim=one,
            payable=one.certificate.payable,
            tax=one.certificate.tax,
            paid=one.paid,
        )
        for one in found.order_by("contract_id", "number")
        if one.certificate is not None
    ]


def open_claims(
    actor: Actor, project_id: int, claim_ids: Iterable[int] | None = None
) -> list[ClaimToPay]:
    """The claims of a project on which something is still open, or too much was paid, whose figures
    the person sees, by when they are due; only these where ids are given. Two queries."""
    seen = Contract.objects.filter(
        seen_by(actor), account_id=actor.account_id, project_id=project_id
    )
    contract_ids = list(seen.values_list("pk", flat=True))
    found = payable_claims(
        actor.account_id, contract_ids=contract_ids, claim_ids=claim_ids, is_open=True
    )
    return sorted(found, key=lambda one: (one.due_on or dt.date.max, one.claim.contract.number))


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


def shares_on_claim(claim: Claim) -> QuerySet[PaymentShare]:
    """The shares of payments that a claim was given, reversed ones among them, the latest first."""
    return (
        PaymentShare.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
        .select_related("payment")
        .order_by("-payment__paid_on", "-payment_id")
    )


def shown_to_contact(actor: Actor, contract_ids: Iterable[int]) -> dict[int, ContractMoney]:
    """What was paid under each of these contracts, and what is still to come when. Three queries.

    Only of contracts whose figures the person sees. The claim contact's home asks this of every
    account that they claim in, one after the other.
    """
    ids = list(contract_ids)
    seen = Contract.objects.filter(seen_by(actor), account_id=actor.account_id, pk__in=ids)
    return money_of(actor.account_id, list(seen.values_list("pk", flat=True)), known=ids)


def money_of(
    account_id: int, contract_ids: Sequence[int], *, known: Iterable[int] | None = None
) -> dict[int, ContractMoney]:
    """What was paid under these contracts and is still to come; ``known`` are those to answer for,
    nothing for those that are not among the first. Two queries."""
    payable: dict[int, list[ClaimToPay]] = defaultdict(list)
    for one in payable_claims(account_id, contract_ids=contract_ids):
        payable[one.claim.contract_id].append(one)
    sums = (
        Payment.objects.filter(STANDING, account_id=account_id, contract_id__in=contract_ids)
        .order_by()
        .values_list("contract_id")
        .annotate(paid=Sum("amount"), unused=Sum(F("amount") - F("allocated")))
    )
    paid = {pk: (amount, credit) for pk, amount, credit in sums}
    answers = contract_ids if known is None else known
    return {pk: _money(payable.get(pk, []), *paid.get(pk, (ZERO, ZERO))) for pk in answers}


def _money(payable: Sequence[ClaimToPay], paid: Decimal, credit: Decimal) -> ContractMoney:
    open_ = [one for one in payable if one.state in (UNPAID, PARTLY_PAID)]
    return ContractMoney(
        paid=paid,
        credit=credit,
        overpaid=sum((abs(one.open) for one in payable if one.state == OVERPAID), ZERO),
        back=-sum((one.open for one in open_ if one.open < 0), ZERO),
        open=sorted(open_, key=lambda one: (one.due_on or dt.date.max, one.claim.number)),
    )
