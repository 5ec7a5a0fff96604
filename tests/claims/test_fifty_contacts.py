"""Fifty contacts act at the same instant as the administrator closes the period.

What was started before may always be handed in. What is started is in, whole, or refused with the
reason; nothing is lost, twice there, or half there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from ledgerstone.claims import operations
from ledgerstone.claims.models import Claim, ClaimLine, Submission
from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.history.models import Event
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy import context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, Refusal
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.scene import Scene, build_scene, raw_rows

SUBMITTING, STARTING = 30, 20
ROWS = raw_rows([("1", "Frames", "80,000.00"), ("2", "Sheeting", "20,000.00")])
CLAIMED = Decimal("40000.00")
CLOSED = (
    "No billing period is open, so no claim can be started. Ask an administrator of the project "
    "when the next one opens."
)


@dataclass
class Together:
    """Several who act at the same instant, each on a connection of their own."""

    account_id: int
    acts: dict[str, Callable[[], object]]
    done: list[str] = field(default_factory=list)
    refused: dict[str, Refusal] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.instant = threading.Barrier(len(self.acts))
        self.threads = [threading.Thread(target=self._act, args=one) for one in self.acts.items()]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        for thread in self.threads:
            thread.join(timeout=120)
        assert not any(thread.is_alive() for thread in self.threads)
        assert self.faults == []

    def _act(self, name: str, act: Callable[[], object]) -> None:
        try:
            with context.accounts([self.account_id]):
                self.instant.wait(timeout=60)
                act()
            self.done.append(name)
        except Refusal as refusal:
            self.refused[name] = refusal
        except BaseException as fault:
            self.faults.append(fault)
        finally:
            connections.close_all()


@dataclass
class Round:
    """A period in which one contact of each commitment claims."""

    scene: Scene
    period: BillingPeriod

    def commitment(self, number: int) -> tuple[Contract, Actor]:
        """A commitment and its contact."""
        contract = self.scene.contract(
            status="approved", rows=ROWS, retention=flat("0.05"), number=f"S-{number:02}"
        )
        email = f"contact{number}@keel.example"
        return contract, contact_of(self.scene, contract, email=email, name=f"No {number}").actor

    def draft(self, contract: Contract, actor: Actor) -> Claim:
        """A claim that its contact has ready, half of the first line done."""
        desk = Desk(actor, contract)
        claim = desk.start()
        assert not desk.type(claim, {"1": {"percent_to_date": "50"}}).errors
        return desk.now(claim)

    def close(self) -> object:
        return close_billing_period(actor=self.scene.actor, period_id=self.period.pk)


@pytest.fixture
def month_end(committed_db: str) -> Iterator[Round]:
    scene = build_scene()
    with context.accounts([scene.account.pk]):
        yield Round(scene, scene.period(2099, 10))


def submit(actor: Actor, claim: Claim) -> Callable[[], object]:
    return lambda: operations.submit_claim(
        actor=actor, claim_id=claim.pk, expected_version=claim.version
    )


def start(actor: Actor, contract: Contract) -> Callable[[], object]:
    return lambda: operations.start_claim(actor=actor, contract_id=contract.pk)


def is_handed_in_once(claim: Claim) -> None:
    now = Claim.objects.get(pk=claim.pk)
    assert (now.status, now.version) == ("under_review", claim.version + 1)
    assert (now.claimed_to_date, now.submitted_at is not None) == (CLAIMED, True)
    (submission,) = Submission.objects.filter(claim=claim)
    assert [line["completed_and_stored"] for line in submission.lines] == ["40000.00", "0.00"]
    told = Event.objects.filter(claim_id=claim.pk, kind="claim.submitted")
    assert told.count() == 1
    lines = ScheduleLine.objects.filter(contract_id=claim.contract_id)
    assert sum(line.claimed_to_date for line in lines) == CLAIMED


def is_started_once(contract: Contract) -> None:
    (claim,) = Claim.objects.filter(contract=contract)
    assert (claim.number, claim.status, claim.version) == (1, "draft", 1)
    assert ClaimLine.objects.filter(claim=claim).count() == len(ROWS)
    assert Event.objects.filter(claim_id=claim.pk, kind="claim.started").count() == 1


def is_refused_whole(contract: Contract, refusal: Refusal) -> None:
    assert isinstance(refusal, Invalid)
    closed = "This billing period is closed: choose the one that is open."
    assert refusal.message in (closed, CLOSED)
    assert list(refusal.fields) == ["period"]
    assert not Claim.objects.filter(contract=contract).exists()
    assert not Event.objects.filter(contract_id=contract.pk, kind="claim.started").exists()


def test_everybody_at_the_instant_at_which_the_period_closes(month_end: Round) -> None:
    drafts = []
    for number in range(SUBMITTING):
        contract, actor = month_end.commitment(number)
        drafts.append((actor, month_end.draft(contract, actor)))
    starters = [month_end.commitment(SUBMITTING + number) for number in range(STARTING)]
    acts = {f"submit {claim.pk}": submit(actor, claim) for actor, claim in drafts}
    acts |= {f"start {contract.pk}": start(actor, contract) for contract, actor in starters}
    together = Together(month_end.scene.account.pk, acts | {"close": month_end.close})
    together.start()
    together.end()

    assert "close" in together.done
    assert len(together.done) + len(together.refused) == SUBMITTING + STARTING + 1
    assert BillingPeriod.objects.get(pk=month_end.period.pk).status == "closed"
    for _, claim in drafts:
        assert f"submit {claim.pk}" in together.done
        is_handed_in_once(claim)
    for contract, _ in starters:
        refusal = together.refused.get(f"start {contract.pk}")
        if refusal is None:
            is_started_once(contract)
        else:
            is_refused_whole(contract, refusal)
    assert Claim.objects.count() == len(together.done) - 1


def test_all_fifty_at_once(month_end: Round) -> None:
    """Nobody closes anything: nobody is refused."""
    drafts = []
    for number in range(SUBMITTING + STARTING):
        contract, actor = month_end.commitment(number)
        drafts.append((actor, month_end.draft(contract, actor)))
    acts = {f"submit {claim.pk}": submit(actor, claim) for actor, claim in drafts}
    together = Together(month_end.scene.account.pk, acts)
    together.start()
    together.end()
    assert together.refused == {}
    for _, claim in drafts:
        is_handed_in_once(claim)


def test_who_starts_behind_the_closing_is_refused_and_who_submits_is_not(month_end: Round) -> None:
    """The administrator is a step ahead: the period is being closed while they come."""
    starter, submitter = month_end.commitment(1), month_end.commitment(2)
    claim = month_end.draft(*submitter)
    acts = {"start": start(starter[1], starter[0]), "submit": submit(submitter[1], claim)}
    together = Together(month_end.scene.account.pk, acts)
    with transaction.atomic():
        month_end.close()
        together.start()
        _wait_until(together, 2)
    together.end()
    assert together.done == ["submit"]
    is_handed_in_once(claim)
    is_refused_whole(starter[0], together.refused["start"])


def _wait_until(together: Together, waiting: int) -> None:
    """Until so many wait for what this transaction holds."""
    found = 0
    while found < waiting and all(thread.is_alive() for thread in together.threads):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            found = (cursor.fetchone() or (0,))[0]
