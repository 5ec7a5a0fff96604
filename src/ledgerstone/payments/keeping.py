"""What stays because it was paid: certificates, and contracts."""

from __future__ import annotations

from ledgerstone.claims.events import ClaimReopened
from ledgerstone.contracts.records.record_events import ContractDeleted
from ledgerstone.tenancy.refusals import WrongState

from .models import Payment, PaymentShare


def keep_paid_certificate(event: ClaimReopened) -> None:
    """Refuse that a claim is reopened while a payment is recorded against it."""
    if event.claim_id is None:
        return
    paid = PaymentShare.objects.filter(
        account_id=event.actor.account_id, claim_id=event.claim_id, is_reversed=False
    )
    if paid.exists():
        raise WrongState(
            "A payment is recorded against it, so it stays as it is certified. Reverse the payment "
            "first."
        )


def keep_paid_contract(event: ContractDeleted) -> None:
    """Refuse that a contract is deleted under which something was paid."""
    paid = Payment.objects.filter(account_id=event.actor.account_id, contract_id=event.contract_id)
    if paid.exists():
        raise WrongState("Payments are recorded under this contract, so it is not deleted.")
