"""Reversing a payment: it stays as a record, struck through, and everything is as if it were not.

What was paid of its claims, its contract's figures and its credit go back; credit of it that was
applied to a later claim goes with it.
"""

from __future__ import annotations

from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.payments import events
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.typed_text import required

from .contract_figures import tell_contracts
from .locking import locked_payment


def reverse_payment(*, actor: Actor, payment_id: int, reason: str) -> Payment:
    """Reverse a payment that was recorded by mistake, came back, or was never made."""
    said = required(reason, field="reason", what="the reason", longest=500)
    with acting(actor):
        contract, payment = locked_payment(actor, payment_id)
        shares = PaymentShare.objects.filter(account_id=contract.account_id, payment_id=payment.pk)
        claim_ids = tuple(shares.order_by("claim_id").values_list("claim_id", flat=True))
        payment.reversed_at = clock.now()
        payment.reversed_by_id = actor.user_id
        payment.reversal_reason = said
        payment.save(update_fields=["reversed_at", "reversed_by", "reversal_reason"])
        shares.update(is_reversed=True)
        tell_contracts(contract.account_id, [contract.pk])
        _words, formats = projects.words(contract.project)
        publish(
            events.PaymentReversed(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                payment_id=payment.pk,
                amount=str(payment.amount),
                claim_ids=claim_ids,
                is_received=contract.kind == HEAD_CONTRACT,
                reason=said,
                summary=f"reversed a payment of {formats.money(payment.amount)}: {said}",
            )
        )
    return payment
