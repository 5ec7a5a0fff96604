"""The one PostgreSQL server of a test session, shared by all of its processes.

It is started by the first test that needs it; a run without such tests starts nothing.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from ledgerstone.ops.installation import Installation
from tests.support import database_guard, emptying

STATE = "LEDGERSTONE_TEST_STATE"
SESSION = "LEDGERSTONE_TEST_SESSION"
PAUSE = 0.02
STOP_MAY_TAKE = 30.0


def open_session() -> None:
    """Name the directory of the server; called once, before test processes are started."""
    state = Path(tempfile.mkdtemp(prefix="ledgerstone-tests-"))
    state.chmod(0o711)
    os.environ[STATE] = str(state)
    os.environ[SESSION] = str(os.getpid())


def close_session() -> None:
    """Stop the server, if any test started it, and leave nothing behind."""
    state = Path(os.environ[STATE])
    guard = state / database_guard.PID
    if guard.exists():
        os.kill(int(guard.read_text(encoding="ascii")), signal.SIGTERM)
        deadline = time.monotonic() + STOP_MAY_TAKE
        while state.exists() and time.monotonic() < deadline:
            time.sleep(PAUSE)
    shutil.rmtree(state, ignore_errors=True)


def server_state() -> Path:
    """The directory of a server that runs and holds the migrated template."""
    state = Path(os.environ[STATE])
    with (state / "guard.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (state / database_guard.READY).exists():
            _start(state)
    return state


def _start(state: Path) -> None:
    log = state / "guard.log"
    with log.open("wb") as output:
        guard = subprocess.Popen(
            [sys.executable, "-m", "tests.support.database_guard", os.environ[SESSION], str(state)],
            cwd=database_guard.REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    while not (state / database_guard.READY).exists():
        if guard.poll() is not None:
            said = log.read_text(encoding="utf-8") if log.exists() else "(nothing)"
            raise RuntimeError(f"The test database did not start:\n{said}")
        time.sleep(PAUSE)


def connect(state: Path, database: str = "postgres") -> psycopg.Connection:
    """A connection as the superuser, who makes and drops databases."""
    return psycopg.connect(
        host=str(Installation(state).socket), user="postgres", dbname=database, autocommit=True
    )


def make_test_database(state: Path, name: str) -> None:
    """A fresh database with everything that migrations made."""
    drop_database(state, name)
    with connect(state) as connection:
        database_guard.make_database(connection, name, database_guard.TEMPLATE)


_made: dict[str, emptying.Made] = {}


def empty_database(state: Path, name: str) -> None:
    """A database with everything that migrations made and nothing else: that of the test before,
    emptied, with nobody connected to it, or a fresh one."""
    if name in _made:
        leave_database(state, name)
        with connect(state, name) as connection:
            if _made[name].restore(connection):
                return
    make_test_database(state, name)
    with connect(state, name) as connection:
        _made[name] = emptying.Made.of(connection)


def leave_database(state: Path, name: str) -> None:
    """End whoever is still connected to a database, as dropping it would."""
    with connect(state) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [name],
        )


def drop_database(state: Path, name: str) -> None:
    with connect(state) as connection:
        quoted = psycopg.sql.Identifier(name)
        connection.execute(
            psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted)
        )
