"""Changing what is written on a payment. Its amount, its day and its contract never change: a
payment that has them wrong is reversed and recorded again."""

from __future__ import annotations

from ledgerstone.payments import events
from ledgerstone.payments.models import METHODS, Payment
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid

from .checking import written
from .locking import locked_payment

_FIELDS = ("number", "method", "reference", "note")


def change_payment(
    *, actor: Actor, payment_id: int, number: str, method: str, reference: str, note: str
) -> Payment:
    """Change the number, the method, the reference and the note of a payment that stands."""
    if method not in METHODS:
        sentence = "Choose one from the list."
        raise Invalid(sentence, fields={"method": sentence})
    given = {
        "method": method,
        **written(number=number, reference=reference, note=note),
    }
    with acting(actor):
        contract, payment = locked_payment(actor, payment_id)
        changed = [name for name in _FIELDS if getattr(payment, name) != given[name]]
        if not changed:
            return payment
        for name in changed:
            setattr(payment, name, given[name])
        payment.save(update_fields=changed)
        _words, formats = projects.words(contract.project)
        publish(
            events.PaymentChanged(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                payment_id=payment.pk,
                amount=str(payment.amount),
                summary=f"changed the {' and the '.join(changed)} of a payment of "
                f"{formats.money(payment.amount)}",
            )
        )
    return payment
