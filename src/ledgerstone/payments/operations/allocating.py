"""Saying anew what a payment is for: another claim, or credit that a later claim takes up."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.locking import locked_contract
from ledgerstone.core.rounding import CENT, ZERO
from ledgerstone.payments import events, queries
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid

from .checking import Payable, Shares, derived_tax, refuse_shares
from .contract_figures import tell_contracts
from .locking import locked_payment
from .sharing import keep_shares


def allocate_payment(*, actor: Actor, payment_id: int, shares: Mapping[int, Decimal]) -> Payment:
    """Let a payment be for these claims, so much of it for each, and the rest be credit.

    The tax in it follows the claims where it did before; where it was typed, it stays.
    """
    with acting(actor):
        contract, payment = locked_payment(actor, payment_id)
        _keep(actor, contract, payment, dict(shares))
        tell_contracts(contract.account_id, [contract.pk])
    return payment


def apply_credit(*, actor: Actor, contract_id: int, shares: Mapping[int, Decimal]) -> list[Payment]:
    """Pay claims of a contract, so much of each, from its credit: that of the oldest payment first.

    The payments it was taken from. Nothing changes hands, so no payment is recorded.
    """
    with acting(actor):
        contract = locked_contract(actor, contract_id, right=Action.RECORD_PAYMENT)
        _refuse_more_than_credit(contract, shares)
        touched = []
        left = dict(shares)
        for payment in queries.with_credit(contract):
            taken = _taken(payment.credit, left)
            if taken:
                own = _own_shares(payment)
                for claim_id, part in taken.items():
                    own[claim_id] = own.get(claim_id, ZERO) + part
                    left[claim_id] -= part
                _keep(actor, contract, payment, own)
                touched.append(payment)
        tell_contracts(contract.account_id, [contract.pk])
    return touched


def _refuse_more_than_credit(contract: Contract, shares: Shares) -> None:
    words, formats = projects.words(contract.project)
    credit = queries.credit_of(contract)
    sentence = ""
    if not shares:
        sentence = f"Choose the {words.claim_short} that the credit is for."
    elif any(not share.is_finite() or share <= 0 for share in shares.values()):
        sentence = "Give how much of the credit is used, above 0."
    elif sum(shares.values()) > credit:
        sentence = f"There is only {formats.money(credit)} of credit."
    if sentence:
        raise Invalid(sentence, fields={"claim": sentence})


def _refuse_spent_credit(contract: Contract, payment: Payment, shares: Shares) -> None:
    """Refuse to let more of a payment be for claims than there is of credit: what was not for any
    claim may have been paid back since."""
    more = sum(shares.values(), ZERO) - payment.allocated
    credit = max(queries.credit_of(contract), ZERO)
    if more > credit:
        _words, formats = projects.words(contract.project)
        sentence = f"There is only {formats.money(credit)} of credit: the rest was paid back."
        raise Invalid(sentence, fields={"claim": sentence})


def _taken(credit: Decimal, left: Shares) -> dict[int, Decimal]:
    """What the credit of one payment pays of what is left, claim by claim."""
    taken = {}
    for claim_id, open_ in left.items():
        part = min(credit, open_)
        if part > 0:
            taken[claim_id] = part
            credit -= part
    return taken


def _own_shares(payment: Payment) -> dict[int, Decimal]:
    rows = PaymentShare.objects.filter(account_id=payment.account_id, payment_id=payment.pk)
    return dict(rows.order_by("claim_id").values_list("claim_id", "amount"))


def _keep(actor: Actor, contract: Contract, payment: Payment, shares: Shares) -> None:
    """Write the shares of a payment in place of what it was for."""
    before = _own_shares(payment)
    payable = queries.payable_by_id(contract)
    others = {pk: one.without(before[pk]) if pk in before else one for pk, one in payable.items()}
    refuse_shares(contract, payment.amount, shares, others)
    _refuse_spent_credit(contract, payment, shares)
    if shares == before:
        return
    payment.tax = _tax(payment, before, shares, others)
    payment.allocated = sum(shares.values(), ZERO)
    payment.save(update_fields=["tax", "allocated"])
    _write(payment, before, shares)
    _words, formats = projects.words(contract.project)
    publish(
        events.PaymentAllocated(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            payment_id=payment.pk,
            amount=str(payment.amount),
            claim_ids=tuple(shares),
            summary=f"changed what a payment of {formats.money(payment.amount)} is for",
        )
    )


def _tax(payment: Payment, before: Shares, shares: Shares, payable: Payable) -> Decimal:
    """The tax in it: as typed where it was, else that of what it is for now.

    Within a cent a claim it was not typed: other payments of the claim came since.
    """
    known = {pk: share for pk, share in before.items() if pk in payable}
    derived = derived_tax(payment.amount, known, payable)
    if abs(payment.tax - derived) > CENT * len(known):
        return payment.tax
    return derived_tax(payment.amount, shares, payable)


def _write(payment: Payment, before: Shares, shares: Shares) -> None:
    rows = PaymentShare.objects.filter(account_id=payment.account_id, payment_id=payment.pk)
    gone = before.keys() - shares.keys()
    if gone:
        rows.filter(claim_id__in=gone).delete()
    for claim_id, share in shares.items():
        if claim_id in before and before[claim_id] != share:
            rows.filter(claim_id=claim_id).update(amount=share)
    added = {claim_id: share for claim_id, share in shares.items() if claim_id not in before}
    keep_shares(payment.account_id, {payment.pk: added})
