"""What was acknowledged is there after a crash, whole; what was not is whole or never happened.

Web processes and the database server are killed with SIGKILL while they work.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from queue import Empty, SimpleQueue
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.operations import start_claim
from ledgerstone.ops.database_url import DATABASE
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.installation import Installation
from ledgerstone.tenancy import context
from tests.support.live import LiveInstallation
from tests.support.scene import Scene, build_scene
from tests.support.visitor import BREAKS, Answer, Visitor

CLAIMS = 200
LINES = 3
PASSWORD = "a long enough password"
KILLED_AFTER = (50, 101, 152)
POSTERS = 3

# All that submitting a claim leaves behind, of every claim of an account, as of one moment.
_TRACES = """
SELECT claim.id, claim.status, claim.version, claim.submitted_at IS NOT NULL,
       (SELECT count(*) FROM claims_submission s WHERE s.claim_id = claim.id),
       (SELECT coalesce(sum(jsonb_array_length(s.lines)), 0)
          FROM claims_submission s WHERE s.claim_id = claim.id),
       (SELECT count(*) FROM claims_claimline l WHERE l.claim_id = claim.id),
       (SELECT count(*) FROM history_event e
         WHERE e.claim_id = claim.id AND e.kind = 'claim.submitted'),
       (SELECT coalesce(sum(claimed_to_date), 0) FROM contracts_scheduleline l
         WHERE l.contract_id = claim.contract_id),
       (SELECT count(*) FROM tenancy_idempotencykey k
         WHERE k.path = format('/claims/%%s/do/submit', claim.id) AND k.answer IS NOT NULL),
       (SELECT count(*) FROM tenancy_idempotencykey k
         WHERE k.path = format('/claims/%%s/do/submit', claim.id) AND k.answer IS NULL)
  FROM claims_claim claim WHERE claim.account_id = %s
"""
ZERO, CLAIMED = Decimal(0), Decimal(300)
UNTOUCHED = ("draft", 1, False, 0, 0, LINES, 0, ZERO, 0, 0)
WHOLE = ("under_review", 2, True, 1, LINES, LINES, 1, CLAIMED, 1, 0)


@dataclass
class Submitting:
    """Somebody submits drafts through several connections; which answers came back."""

    visitor: Visitor
    keys: dict[int, UUID]
    waiting: SimpleQueue[int] = field(default_factory=SimpleQueue)
    answered: dict[int, Answer] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)

    def submit(self, visitor: Visitor, claim: int) -> Answer:
        return visitor.post(f"/claims/{claim}/do/submit", {"version": "1"}, self.keys[claim])

    def work_until_it_breaks(self, enough: threading.Event, wanted: int) -> None:
        """Submit one after another until the server is gone."""
        visitor = self.visitor.companion()
        while True:
            try:
                claim = self.waiting.get_nowait()
            except Empty:
                break
            try:
                self.answered[claim] = self.submit(visitor, claim)
            except BREAKS:
                self.broken.add(claim)
                break
            if len(self.answered) >= wanted:
                enough.set()
        enough.set()


@pytest.fixture
def scene(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    built.user.set_password(PASSWORD)
    built.user.save(update_fields=["password"])
    with context.accounts([built.account.pk]):
        yield built


def test_claims_submitted_while_the_web_is_killed(
    scene: Scene, live_installation: LiveInstallation
) -> None:
    claims = _drafts(scene)
    visitor = Visitor(live_installation.address)
    visitor.sign_in(scene.user.email, PASSWORD)
    submitting = Submitting(visitor, {claim: uuid4() for claim in claims})
    for claim in claims:
        submitting.waiting.put(claim)

    lost: set[int] = set()
    for wanted in KILLED_AFTER:
        with _posters(submitting, wanted):
            live_installation.kill()
        live_installation.start()
        _nothing_is_half(scene, submitting)
        for claim in sorted(submitting.broken):
            submitting.answered[claim] = submitting.submit(visitor, claim)
        lost |= submitting.broken
        submitting.broken.clear()
    assert lost, "No request was under way when the server was killed."

    while not submitting.waiting.empty():
        claim = submitting.waiting.get()
        submitting.answered[claim] = submitting.submit(visitor, claim)
    for claim in sorted(lost):
        again = submitting.submit(visitor, claim)
        assert again.location == submitting.answered[claim].location
    assert {(answer.status, answer.location) for answer in submitting.answered.values()} == {
        (302, f"/claims/{claim}/") for claim in claims
    }
    assert _traces(scene) == dict.fromkeys(claims, WHOLE)


def _drafts(scene: Scene) -> list[int]:
    """Drafts on as many contracts, every line claimed at 100."""
    scene.period()
    contracts = [scene.contract(status="approved") for _ in range(CLAIMS)]
    claims = [start_claim(actor=scene.actor, contract_id=contract.pk).pk for contract in contracts]
    hundred = Decimal(100)
    ClaimLine.objects.filter(account_id=scene.account.pk, claim_id__in=claims).update(
        claimed_mode="work_to_date", claimed_figure=hundred, claimed_work=hundred
    )
    assert Claim.objects.filter(account_id=scene.account.pk).count() == CLAIMS
    return claims


@contextmanager
def _posters(submitting: Submitting, wanted: int) -> Iterator[None]:
    """Let posters work; the block begins when so many answers came, while they are at it."""
    enough = threading.Event()
    threads = [
        threading.Thread(target=submitting.work_until_it_breaks, args=(enough, wanted))
        for _ in range(POSTERS)
    ]
    for thread in threads:
        thread.start()
    assert enough.wait(timeout=120)
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def _nothing_is_half(scene: Scene, submitting: Submitting) -> None:
    """Every acknowledged claim is whole, the others are whole or as they were."""
    traces = _traces(scene)
    acknowledged = {claim: traces[claim] for claim in submitting.answered}
    assert acknowledged == dict.fromkeys(submitting.answered, WHOLE)
    cut_off = {traces[claim] for claim in submitting.broken}
    assert cut_off <= {WHOLE, UNTOUCHED}
    untouched = traces.keys() - submitting.answered.keys() - submitting.broken
    assert {traces[claim] for claim in untouched} <= {UNTOUCHED}


def _traces(scene: Scene) -> dict[int, tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_TRACES, [scene.account.pk])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def test_rows_committed_while_the_database_server_is_killed(
    installation_place: Installation,
) -> None:
    """With the settings of an installation; a start afterwards recovers by itself."""
    server = EmbeddedServer(installation_place)
    server.start()
    try:
        with server.connect(DATABASE) as session:
            session.execute("CREATE TABLE kept (number integer PRIMARY KEY)")
        acknowledged = list(_inserts_until_killed(server))
        server.start()
        with server.connect(DATABASE) as session:
            kept = [row[0] for row in session.execute("SELECT number FROM kept ORDER BY number")]
    finally:
        server.stop()
    # One more may have been committed without its answer having come back.
    assert len(acknowledged) >= 200
    assert kept in (acknowledged, [*acknowledged, len(acknowledged)])


def _inserts_until_killed(server: EmbeddedServer) -> Iterable[int]:
    """Commit row after row; after some of them another thread kills the server at once."""
    assert server.process is not None
    go = threading.Event()
    pid = server.process.pid

    def kill() -> None:
        go.wait()
        os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with server.connect(DATABASE) as session:
            for number in count():
                session.execute("INSERT INTO kept VALUES (%s)", [number])
                yield number
                if number == 200:
                    go.set()
                if number > 200 and not killer.is_alive():
                    # Its orphaned session lives on until it notices; here it is gone as well.
                    os.kill(session.info.backend_pid, signal.SIGKILL)
    except psycopg.OperationalError:
        server.process.wait()
    finally:
        go.set()
        killer.join()
