"""Writes to the files that are kept with payments."""

from __future__ import annotations

from typing import Any

from ledgerstone.contracts.models import Contract
from ledgerstone.files.attaching import attached
from ledgerstone.payments import events, queries
from ledgerstone.payments.models import Payment, PaymentAttachment
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish

from .locking import locked_payment


def attach_to_payment(
    *, actor: Actor, payment_id: int, name: str, content: bytes
) -> PaymentAttachment:
    """Attach a file to a payment, such as the bank's slip."""
    with acting(actor):
        contract, payment = locked_payment(actor, payment_id)
        paper = keep_paper(actor, payment, name, content)
        publish(
            events.PaymentPaperAttached(
                **_of(actor, contract, payment), summary=f"attached {paper.name} to a payment"
            )
        )
    return paper


def remove_payment_paper(*, actor: Actor, attachment_id: int) -> Payment:
    """Take a file off its payment."""
    with acting(actor):
        payment_id = queries.get_attachment(actor, attachment_id).payment_id
        contract, payment = locked_payment(actor, payment_id)
        paper = queries.get_attachment(actor, attachment_id)  # nobody took it off meanwhile
        publish(
            events.PaymentPaperRemoved(
                **_of(actor, contract, payment), summary=f"removed {paper.name} from a payment"
            )
        )
        paper.delete()
    return payment


def keep_paper(actor: Actor, payment: Payment, name: str, content: bytes) -> PaymentAttachment:
    """Keep a file with a payment, inside the act that attaches it."""
    file, called = attached(account_id=payment.account_id, name=name, content=content)
    return PaymentAttachment.objects.create(
        account_id=payment.account_id,
        payment=payment,
        file=file,
        name=called,
        added_by_id=actor.user_id,
        added_at=clock.now(),
    )


def _of(actor: Actor, contract: Contract, payment: Payment) -> dict[str, Any]:
    return {
        "actor": actor,
        "project_id": contract.project_id,
        "contract_id": contract.pk,
        "payment_id": payment.pk,
        "amount": str(payment.amount),
    }
