"""Drafting claims and giving longer while others work on the same contracts: no ring of waiters."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ledgerstone.claims import operations
from ledgerstone.claims.locking import lock_contract, lock_contracts
from ledgerstone.claims.models import Claim, Extension
from ledgerstone.claims.operations.drafting import draft_head_claims
from ledgerstone.claims.operations.extensions import extend_due_date
from ledgerstone.contracts.models import Contract
from tests.claims.desk import Desk
from tests.claims.test_fifty_contacts import Round, Together, _wait_until, month_end

__all__ = ["month_end"]


def test_who_starts_a_claim_and_who_closes_the_period_that_drafts_it(month_end: Round) -> None:
    """The closing drafts on the contract that somebody holds who is about to need the period."""
    scene = month_end.scene
    head = Desk.at(scene, "head_contract").contract
    Contract.objects.filter(pk=head.pk).update(drafts_claims="close")
    together = Together(scene.account.pk, {"close": month_end.close})
    with transaction.atomic():
        lock_contract(scene.account.pk, head.pk)
        together.start()
        _wait_until(together, 1)
        operations.start_claim(actor=scene.actor, contract_id=head.pk)
    together.end()
    assert together.done == ["close"]
    month_end.period.refresh_from_db()
    assert month_end.period.status == "closed"
    assert Claim.objects.filter(contract=head).count() == 1


def test_drafting_all_waits_for_contracts_in_the_order_of_every_act_on_many(
    month_end: Round,
) -> None:
    """Contracts are drafted by number, and locked by id."""
    scene = month_end.scene
    last = Desk.at(scene, "head_contract", number="HC-2").contract
    first = Desk.at(scene, "head_contract", number="HC-1").contract

    def draft() -> object:
        project = scene.project.pk
        return draft_head_claims(
            actor=scene.actor, project_id=project, period_id=month_end.period.pk
        )

    together = Together(scene.account.pk, {"draft": transaction.atomic(draft)})
    with transaction.atomic():
        lock_contract(scene.account.pk, last.pk)
        together.start()
        _wait_until(together, 1)
        lock_contracts(scene.account.pk, [last.pk, first.pk])
    together.end()
    assert together.done == ["draft"]
    assert Claim.objects.filter(contract__in=[last, first]).count() == 2


def test_who_starts_a_claim_while_its_commitment_is_given_longer(month_end: Round) -> None:
    scene = month_end.scene
    contract, contact = month_end.commitment(1)

    def extend() -> object:
        return extend_due_date(
            actor=scene.actor,
            period_id=month_end.period.pk,
            due_date=dt.date(2099, 12, 1),
            contract_id=contract.pk,
        )

    together = Together(scene.account.pk, {"extend": extend})
    with transaction.atomic():
        lock_contract(scene.account.pk, contract.pk)
        together.start()
        _wait_until(together, 1)
        operations.start_claim(actor=contact, contract_id=contract.pk)
    together.end()
    assert together.done == ["extend"]
    assert Extension.objects.get().due_date == dt.date(2099, 12, 1)
