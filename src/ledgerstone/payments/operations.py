"""Writes to payments: recording one, and taking the record back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.contracts.operations.locking import locked_contract
from ledgerstone.core.rounding import ZERO, cents
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, WrongState
from ledgerstone.tenancy.typed_text import optional

from . import events, queries
from .models import METHODS, Payment, PaymentShare
from .queries import ClaimToPay

_LARGEST = Decimal("9999999999999.99")
# What a contract was paid before tax, as its other figures are.
_PAID = """
UPDATE contracts_contractfigures
   SET paid = coalesce((SELECT sum(amount - tax) FROM payments_payment
                         WHERE account_id = %(account)s AND contract_id = %(contract)s
                           AND reversed_at IS NULL), 0)
 WHERE account_id = %(account)s AND contract_id = %(contract)s
"""


def record_payment(
    *,
    actor: Actor,
    contract_id: int,
    paid_on: dt.date,
    amount: Decimal,
    shares: Mapping[int, Decimal] | None = None,
    tax: Decimal | None = None,
    method: str = "bank_transfer",
    reference: str = "",
    note: str = "",
) -> Payment:
    """Record what was paid under a commitment, or received under a head contract.

    ``shares`` say what of the amount is for which claim, by id, with tax; what is left is on
    account. ``tax`` is the part of the amount that is tax: without it, that of the claims in
    proportion to what is paid of them, rounded half up once.
    """
    with acting(actor):
        contract = locked_contract(actor, contract_id, right=Action.RECORD_PAYMENT)
        payable = {one.claim.pk: one for one in queries.claims_to_pay(contract)}
        given = dict(shares or {})
        _refuse(contract, paid_on, amount, method)
        _refuse_shares(contract, amount, given, payable)
        payment = Payment(
            account_id=contract.account_id,
            contract=contract,
            paid_on=paid_on,
            amount=amount,
            tax=_tax(amount, given, payable, tax),
            allocated=sum(given.values(), ZERO),
            method=method,
            reference=optional(reference, field="reference", what="the reference", longest=100),
            note=optional(note, field="note", what="the note", longest=1000),
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
        )
        _keep(payment, given)
        _tell(actor, payment, tuple(given))
    return payment


def _keep(payment: Payment, shares: Mapping[int, Decimal]) -> None:
    payment.save(force_insert=True)
    insert_rows(
        PaymentShare,
        [
            {
                "account_id": payment.account_id,
                "payment_id": payment.pk,
                "claim_id": claim_id,
                "amount": share,
            }
            for claim_id, share in shares.items()
        ],
    )
    _tell_contract(payment.contract)


def _tell(actor: Actor, payment: Payment, claim_ids: tuple[int, ...]) -> None:
    contract = payment.contract
    _words, formats = projects.words(contract.project)
    did = "received" if contract.kind == HEAD_CONTRACT else "paid"
    publish(
        events.PaymentRecorded(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            payment_id=payment.pk,
            amount=str(payment.amount),
            claim_ids=claim_ids,
            summary=f"recorded that {formats.money(payment.amount)} was {did}",
        )
    )


def remove_payment(*, actor: Actor, payment_id: int) -> Contract:
    """Take the record of a payment back; the change history keeps what it said."""
    with acting(actor):
        contract_id = queries.get_payment(actor, payment_id).contract_id
        contract = locked_contract(actor, contract_id, right=Action.RECORD_PAYMENT)
        # Read behind the lock: somebody may have taken it back while we waited.
        payment = queries.get_payment(actor, payment_id)
        _words, formats = projects.words(contract.project)
        claim_ids = tuple(payment.shares.values_list("claim_id", flat=True))
        event = events.PaymentRemoved(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            payment_id=payment.pk,
            amount=str(payment.amount),
            claim_ids=claim_ids,
            summary=f"took back the record of a payment of {formats.money(payment.amount)}",
        )
        payment.delete()
        _tell_contract(contract)
        publish(event)
    return contract


def _refuse(contract: Contract, paid_on: dt.date, amount: Decimal, method: str) -> None:
    problems: dict[str, str] = {}
    if not contract.payments_enabled:
        raise WrongState("Payments are switched off in the advanced settings of this contract.")
    if paid_on > clock.today(contract.project.time_zone):
        problems["paid_on"] = "It cannot have been paid on a day to come."
    if not amount.is_finite() or amount == 0:
        problems["amount"] = "Give an amount other than 0."
    elif amount != round(amount, 2):
        problems["amount"] = "An amount has at most 2 decimals."
    elif abs(amount) > _LARGEST:
        problems["amount"] = "This amount is too large."
    if method not in METHODS:
        problems["method"] = "Choose one from the list."
    if problems:
        raise Invalid(" ".join(problems.values()), fields=problems)


def _refuse_shares(
    contract: Contract,
    amount: Decimal,
    shares: Mapping[int, Decimal],
    payable: Mapping[int, ClaimToPay],
) -> None:
    words, _formats = projects.words(contract.project)
    sentence = ""
    if not payable.keys() >= shares.keys():
        sentence = f"Choose a certified {words.claim_short} of this contract."
    elif any(share == 0 or (share < 0) != (amount < 0) for share in shares.values()):
        sentence = "What is for a claim has the sign of the payment, and is not 0."
    elif abs(sum(shares.values(), ZERO)) > abs(amount):
        sentence = f"The {words.claim_short.plural} come to more than was paid."
    if sentence:
        raise Invalid(sentence, fields={"claim": sentence})


def _tax(
    amount: Decimal,
    shares: Mapping[int, Decimal],
    payable: Mapping[int, ClaimToPay],
    tax: Decimal | None,
) -> Decimal:
    """The tax in a payment, in cents, of the payment's sign and not more than it."""
    if tax is None:
        tax = sum(
            (
                share * payable[pk].tax / payable[pk].payable
                for pk, share in shares.items()
                if payable[pk].payable != 0
            ),
            ZERO,
        )
        tax = cents(tax)
    if tax != round(tax, 2) or abs(tax) > abs(amount) or (tax != 0 and (tax < 0) != (amount < 0)):
        sentence = "The tax is a part of the amount, with at most 2 decimals."
        raise Invalid(sentence, fields={"tax": sentence})
    return tax


def _tell_contract(contract: Contract) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"account": contract.account_id, "contract": contract.pk})
