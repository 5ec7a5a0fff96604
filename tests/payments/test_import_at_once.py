"""Two people take the same line at the same moment: it is recorded once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connections

from ledgerstone.payments.importing.matching import Part
from ledgerstone.payments.importing.reading import read_file
from ledgerstone.payments.importing.staging import (
    choose_parts,
    get_staged,
    plan_of,
    stage_payments,
)
from ledgerstone.payments.importing.taking import take_payments
from ledgerstone.payments.models import Payment
from ledgerstone.tenancy import context
from ledgerstone.tenancy.refusals import Refusal, Stale
from tests.support.scene import Scene, build_scene

FILE = b"Date,Details,Amount\n30/09/2020,Transfer 99,-50.00\n"


@pytest.fixture
def committed(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    with context.accounts([built.account.pk]):
        yield built


def ready(scene: Scene, contract_id: int) -> tuple[int, str]:
    """A file of which the line is chosen to be credit of a contract, and its plan."""
    staged = stage_payments(
        actor=scene.actor,
        project_id=scene.project.pk,
        filename="bank.csv",
        rows=read_file(FILE, "bank.csv"),
    )
    parts = [Part(contract_id, None, Decimal("50.00"))]
    choose_parts(actor=scene.actor, staged_id=staged.pk, number=2, parts=parts)
    return staged.pk, plan_of(scene.actor, get_staged(scene.actor, staged.pk)).digest


def test_one_line_for_two_contracts_at_once_is_recorded_once(committed: Scene) -> None:
    scene = committed
    files = [ready(scene, scene.contract(status="approved").pk) for _ in range(2)]
    start = threading.Barrier(2)
    refused: list[Refusal] = []
    faults: list[BaseException] = []

    def take(staged_id: int, shown: str) -> None:
        try:
            with context.accounts([scene.account.pk]):
                start.wait(timeout=20)
                take_payments(actor=scene.actor, staged_id=staged_id, expected=shown)
        except Refusal as refusal:
            refused.append(refusal)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=one) for one in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert [type(one) for one in refused] == [Stale]
    payment = Payment.objects.get()
    assert (payment.amount, payment.paid_on) == (Decimal("50.00"), dt.date(2020, 9, 30))
