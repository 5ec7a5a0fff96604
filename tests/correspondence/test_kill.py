"""Workers are killed at random while mails go out through a server that fails at random.

At the end everybody has every mail once; where nobody can know it, the row says so, and nothing is
left lying. ``MAILS`` says how many mails go out, ``SEED`` repeats a run.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.delivery.delivery import DIED
from ledgerstone.correspondence.kind import Cause
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.directory.models import Person
from ledgerstone.ops.processes import bound_to, stop
from ledgerstone.tenancy import context
from ledgerstone.tenancy.bulk import insert_rows
from tests.support.flawed_server import UNANSWERED
from tests.support.live import free_port
from tests.support.mail import deliver
from tests.support.processes import comes_true
from tests.support.scene import Scene, build_scene

MAILS = int(os.environ.get("MAILS", "40"))
SEED = os.environ.get("SEED", "2026")
READERS = 5
SHARE_OF_FLAWS = 0.25
PATIENCE = 120.0
MOMENTS = ("handing", "some are sent", "sending")
OPEN = ("queued", "sending", "handing")

# As if an hour passed: what waits for its next try is due, and the dead are known to be dead.
_AN_HOUR_LATER = """
UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour';
UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - interval '10 hours'
  WHERE status = 'todo' AND scheduled_at IS NOT NULL;
UPDATE correspondence_mailrecipient SET due_at = due_at - interval '10 hours'
  WHERE state = 'queued';
"""


@dataclass
class Run:
    """Workers over one database, and the mail server that they send to."""

    environment: dict[str, str]
    kept: Path
    chance: random.Random
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    moments: Iterator[str] = field(default_factory=lambda: cycle(MOMENTS))
    kills: int = 0

    def start_workers(self, many: int) -> None:
        """An hour later, so many workers begin."""
        _let_an_hour_pass()
        for task in ("tenancy.take_up_stalled_jobs", "correspondence.take_up_what_is_left"):
            with contextlib.suppress(AlreadyEnqueued):
                app.tasks[task].defer(timestamp=0)
        self.workers = [self._started("ledgerstone.ops.worker") for _ in range(many)]

    def kill_workers(self) -> None:
        for worker in self.workers:
            worker.send_signal(signal.SIGKILL)
        for worker in self.workers:
            worker.wait()
        self.kills += len(self.workers)
        self.workers = []

    def wait_for_something(self) -> None:
        """Until so many mails were sent, or another one stands in a state: a moment at random."""
        moment = next(self.moments)
        if moment == "some are sent":
            wanted = self.taken + self.chance.randint(1, max(2, MAILS // 8))
            ends = comes_true(lambda: self.taken >= wanted or not self.left, PATIENCE)
        else:
            before = _in_state(moment)
            ends = comes_true(lambda: bool(_in_state(moment) - before) or not self.left, PATIENCE)
        assert ends, Counter(MailRecipient.objects.values_list("state", flat=True))

    @property
    def taken(self) -> int:
        return self.kept.read_text("utf-8").count("\n")

    @property
    def left(self) -> bool:
        """Whether anything is still to be settled or sent."""
        return _unsettled() or MailRecipient.objects.filter(state__in=OPEN).exists()

    def _started(self, *program: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", *program],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=bound_to(os.getpid()),  # noqa: PLW1509 - no thread of ours holds a lock
        )

    @contextlib.contextmanager
    def mail_server(self, port: int) -> Iterator[None]:
        server = self._started(
            "tests.support.flawed_server", str(port), str(self.kept), SEED, str(SHARE_OF_FLAWS)
        )
        try:
            yield
        finally:
            for process in (*self.workers, server):
                stop(process, signal.SIGKILL, 10)


@pytest.fixture
def scene(committed_db: str) -> Iterator[Scene]:
    built = build_scene()
    with context.accounts([built.account.pk]):
        yield built


@pytest.fixture
def run(committed_db: str, scene: Scene, tmp_path: Path, settings: Any) -> Iterator[Run]:
    """A run with its mail server, which tests send to as well; nothing of it lives on."""
    port, kept = free_port(), tmp_path / "kept"
    kept.touch()
    settings.EMAIL_BACKEND = "ledgerstone.correspondence.delivery.transport.Server"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    environment = os.environ | {
        "DATABASE_URL": committed_db,
        "LEDGERSTONE_STATE_DIR": str(tmp_path),
        "LEDGERSTONE_SMTP_URL": f"smtp://127.0.0.1:{port}?from=claims@ledgerstone.example",
    }
    found = Run(environment, kept, random.Random(SEED))  # noqa: S311 - moments, not secrets
    with found.mail_server(port):
        yield found


def test_everybody_has_every_mail_once_whoever_is_killed(scene: Scene, run: Run) -> None:
    _post(scene)
    began = time.monotonic()
    while run.left:
        run.start_workers(run.chance.choice((1, 2)))
        run.wait_for_something()
        run.kill_workers()
        if run.kills > 2 + MAILS // 50:
            break
    # Nobody is killed any more. What the server put off waits for its hour.
    run.start_workers(2)
    assert comes_true(lambda: not _due(), PATIENCE + MAILS)
    for worker in run.workers:
        stop(worker, signal.SIGTERM, 40)
    while run.left:
        _let_an_hour_pass()
        deliver()
    _say(run, time.monotonic() - began)
    _each_has_each_once(run)
    _nothing_is_left()


def _post(scene: Scene) -> None:
    """The mails, each to the same few people of the office."""
    rows = [
        {
            "account_id": scene.account.pk,
            "company_id": scene.own.pk,
            "name": f"Reader {one}",
            "email": f"reader{one}@office.example",
        }
        for one in range(READERS)
    ]
    people = insert_rows(Person, rows)
    contract = scene.contract(status="approved")
    causes = [
        Cause(
            key=f"contract_mail:{one}",
            project_id=scene.project.pk,
            contract_id=contract.pk,
            facts={"to": people},
            subject=f"Mail {one}",
            text="Please look at item 3.",
            sender_name="Alex Morgan",
        )
        for one in range(MAILS // READERS)
    ]
    posting.post(scene.account.pk, catalogue.KINDS["contract_mail"], causes)


def _each_has_each_once(run: Run) -> None:
    lines = [line.split("\t") for line in run.kept.read_text("utf-8").splitlines()]
    got = Counter((to, name) for to, name, _ in lines)
    assert {key: times for key, times in got.items() if times > 1} == {}
    rows = list(MailRecipient.objects.values_list("address", "message_id", "state", "server_words"))
    assert len(rows) == MAILS // READERS * READERS
    assert {state for _, _, state, _ in rows} <= {"sent", "unknown"}
    for address, name, state, words in rows:
        if state == "sent":
            assert got[address, name] == 1, (address, name)
        else:
            assert words
    # A kill leaves nobody in doubt but about the mail that was being handed over.
    died = sum(words == DIED for *_, state, words in rows if state == "unknown")
    assert died <= run.kills
    assert {to for to, _ in got} <= {address for address, *_ in rows}


def _nothing_is_left() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " AND task_name IN (%s, %s)",
            ["correspondence.settle_recipients", "correspondence.deliver"],
        )
        assert cursor.fetchone() == (0,)


def _say(run: Run, seconds: float) -> None:
    """The figures, for whoever runs it with -s."""
    states = Counter(MailRecipient.objects.values_list("state", flat=True))
    tries = Counter(MailRecipient.objects.values_list("tries", flat=True))
    flaws = Counter(line.split("\t")[2] for line in run.kept.read_text("utf-8").splitlines())
    died = MailRecipient.objects.filter(state="unknown", server_words=DIED).count()
    had = sum(flaws[flaw] for flaw in UNANSWERED)
    print(
        f"\n{sum(states.values())} mails in {seconds:.0f} s, {run.kills} workers killed: "
        f"{dict(states)}, of the unknown {died} by a kill; the server had {had} of them. "
        f"Tries: {dict(sorted(tries.items()))}"
    )


def _let_an_hour_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_AN_HOUR_LATER)


def _unsettled() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM correspondence_mail WHERE recipients_at IS NULL)"
        )
        return bool(cursor.fetchone()[0])


def _in_state(state: str) -> set[tuple[int, int]]:
    """The tries that stand there; those of killed workers stay for a while."""
    return set(MailRecipient.objects.filter(state=state).values_list("id", "tries"))


def _due() -> bool:
    """Whether anything is to be done before its next try is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM correspondence_mailrecipient WHERE state IN ('sending',"
            " 'handing') OR (state = 'queued' AND due_at <= now()))"
            " OR EXISTS (SELECT FROM correspondence_mail WHERE recipients_at IS NULL)"
        )
        return bool(cursor.fetchone()[0])
