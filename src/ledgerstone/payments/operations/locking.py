"""A payment as an operation holds it: behind the lock of its contract, and still standing."""

from __future__ import annotations

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.locking import locked_contract
from ledgerstone.payments import queries
from ledgerstone.payments.models import Payment
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import WrongState


def locked_payment(actor: Actor, payment_id: int) -> tuple[Contract, Payment]:
    """A payment that stands, and its contract, locked by somebody who may record payments.

    WrongState where it was reversed.
    """
    contract_id = queries.get_payment(actor, payment_id).contract_id
    contract = locked_contract(actor, contract_id, right=Action.RECORD_PAYMENT)
    # Read behind the lock: somebody may have reversed it while we waited.
    payment = queries.get_payment(actor, payment_id)
    if payment.reversed_at is not None:
        raise WrongState("This payment was reversed. It stays as it was, and counts for nothing.")
    return contract, payment
