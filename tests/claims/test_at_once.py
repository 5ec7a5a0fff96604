"""Two people do the same thing at the same moment: it happens once, and the other is told why."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connections

from ledgerstone.claims import operations
from ledgerstone.claims.models import Certificate, Claim, Submission
from ledgerstone.tenancy import context
from ledgerstone.tenancy.refusals import Refusal, Stale, WrongState
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene


@pytest.fixture
def desk(committed_db: str) -> Iterator[Desk]:
    scene: Scene = build_scene()
    with context.accounts([scene.account.pk]):
        scene.period()
        yield Desk.at(scene)


def _at_once(desk: Desk, act: Callable[[], object], times: int = 2) -> list[Refusal]:
    """Let several threads act at the same moment; the refusals of those that came too late."""
    start = threading.Barrier(times)
    refused: list[Refusal] = []
    faults: list[BaseException] = []

    def work() -> None:
        try:
            with context.accounts([desk.contract.account_id]):
                start.wait(timeout=20)
                act()
        except Refusal as refusal:
            refused.append(refusal)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    return refused


def test_two_starts_make_one_draft(desk: Desk) -> None:
    refused = _at_once(desk, desk.start, times=3)
    assert Claim.objects.count() == 1
    assert [type(one) for one in refused] == [WrongState, WrongState]
    assert refused[0].message == "Claim 1 is a draft: finish it before you start the next."


def test_two_submissions_are_one(desk: Desk) -> None:
    claim = desk.start()

    def submit() -> None:
        operations.submit_claim(actor=desk.actor, claim_id=claim.pk, expected_version=claim.version)

    (refusal,) = _at_once(desk, submit)
    assert isinstance(refusal, Stale)
    assert Submission.objects.count() == 1
    assert desk.now(claim).status == "under_review"


def test_two_approvals_make_one_certificate(desk: Desk) -> None:
    claim = desk.claimed({"1": {"work_to_date": "100.00"}})

    def approve() -> None:
        operations.approve_claim(
            actor=desk.actor, claim_id=claim.pk, expected_version=claim.version
        )

    (refusal,) = _at_once(desk, approve)
    assert isinstance(refusal, Stale)
    assert refusal.changes == ("Robin Hale approved claim 1",)
    assert Certificate.objects.count() == 1


def test_approved_and_returned_at_once(desk: Desk) -> None:
    claim = desk.claimed({"1": {"work_to_date": "100.00"}})
    turns = iter(["approve", "return"])
    lock = threading.Lock()

    def act() -> None:
        with lock:
            turn = next(turns)
        if turn == "approve":
            operations.approve_claim(
                actor=desk.actor, claim_id=claim.pk, expected_version=claim.version
            )
        else:
            operations.return_claim(
                actor=desk.actor, claim_id=claim.pk, expected_version=claim.version, reason="No."
            )

    assert len(_at_once(desk, act)) == 1
    now = desk.now(claim)
    assert (now.status == "approved") == (now.certificate_id is not None)
    assert Certificate.objects.count() == (1 if now.status == "approved" else 0)
