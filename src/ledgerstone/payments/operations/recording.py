"""Recording what was paid under a commitment, or received under a head contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import HEAD_CONTRACT
from ledgerstone.contracts.operations.locking import locked_contract
from ledgerstone.core.rounding import ZERO
from ledgerstone.payments import events, queries
from ledgerstone.payments.models import Payment
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, Refusal

from .checking import refuse_payment, refuse_shares, tax_in, written
from .contract_figures import tell_contracts
from .papers import keep_paper
from .sharing import keep_shares


def record_payment(
    *,
    actor: Actor,
    contract_id: int,
    paid_on: dt.date,
    amount: Decimal,
    shares: Mapping[int, Decimal] | None = None,
    tax: Decimal | None = None,
    method: str = "bank_transfer",
    number: str = "",
    reference: str = "",
    note: str = "",
    files: Sequence[tuple[str, bytes]] = (),
) -> Payment:
    """Record what was paid under a commitment, or received under a head contract.

    ``shares`` say what of the amount is for which claim, by id, with tax; what is left is credit.
    ``tax`` is the part of the amount that is tax: without it, that of the claims in proportion to
    what is paid of them. ``files`` are kept with it, each a name and what it holds.
    """
    with acting(actor):
        contract = locked_contract(actor, contract_id, right=Action.RECORD_PAYMENT)
        payable = queries.payable_by_id(contract)
        given = dict(shares or {})
        refuse_payment(contract, paid_on, amount, method)
        refuse_shares(contract, amount, given, payable)
        payment = Payment(
            account_id=contract.account_id,
            contract=contract,
            paid_on=paid_on,
            amount=amount,
            tax=tax_in(amount, given, payable, tax),
            allocated=sum(given.values(), ZERO),
            method=method,
            recorded_by_id=actor.user_id,
            recorded_at=clock.now(),
            **written(number=number, reference=reference, note=note),
        )
        _keep(payment, given)
        for name, content in files:
            keep_paper(actor, payment, name, content)
        _tell(actor, payment, tuple(given))
    return payment


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentGiven:
    """One of several payments of a run: its contract, and what of it is for which claim.

    ``key`` names it to the one who asks, in what is refused of it.
    """

    key: str
    contract_id: int
    shares: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return sum(self.shares.values(), ZERO)


class RunRefused(Invalid):
    """Some payments of a run cannot be recorded, so none is; ``refusals`` by their keys."""

    def __init__(self, refusals: Mapping[str, str]) -> None:
        self.refusals = dict(refusals)
        super().__init__("Nothing was recorded: some of these payments cannot be.")


def record_run(
    *,
    actor: Actor,
    given: Sequence[PaymentGiven],
    paid_on: dt.date,
    method: str = "bank_transfer",
    reference: str = "",
    note: str = "",
) -> list[Payment]:
    """Record the payments of one day together, such as those of a month end: all, or none.

    RunRefused says which of them cannot be recorded and why.
    """
    if not given:
        raise Invalid("Choose what is paid.")
    made: dict[int, Payment] = {}
    refused: dict[str, str] = {}
    with acting(actor):
        # Always in the same order, so that two runs wait for each other instead of for themselves.
        for one in sorted(given, key=lambda one: one.contract_id):
            try:
                made[one.contract_id] = record_payment(
                    actor=actor,
                    contract_id=one.contract_id,
                    paid_on=paid_on,
                    amount=one.amount,
                    shares=one.shares,
                    method=method,
                    reference=reference,
                    note=note,
                )
            except Refusal as refusal:
                at = refusal.fields.keys() - {"amount"}
                if at and "claim" not in at:
                    raise
                refused[one.key] = refusal.message
        if refused:
            raise RunRefused(refused)
    return [made[one.contract_id] for one in given]


def _keep(payment: Payment, shares: Mapping[int, Decimal]) -> None:
    payment.save(force_insert=True)
    keep_shares(payment.account_id, {payment.pk: shares})
    tell_contracts(payment.account_id, [payment.contract_id])


def _tell(actor: Actor, payment: Payment, claim_ids: tuple[int, ...]) -> None:
    contract = payment.contract
    _words, formats = projects.words(contract.project)
    is_received = contract.kind == HEAD_CONTRACT
    did = "received" if is_received else "paid"
    event = events.PaymentRecorded(
        actor=actor,
        project_id=contract.project_id,
        contract_id=contract.pk,
        payment_id=payment.pk,
        amount=str(payment.amount),
        claim_ids=claim_ids,
        is_received=is_received,
        summary=f"recorded that {formats.money(payment.amount)} was {did}",
    )
    publish(event)
    publish(events.PaymentsRecorded(actor=actor, project_id=contract.project_id, payments=(event,)))
