"""Keeps the PostgreSQL server of a test session, and ends with the session, however that ends.

Run as a program with the process id of the session and the directory for the server. Making the
database and migrating takes seconds, so the result is kept under ``build/`` and copied until a
migration changes.
"""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from ledgerstone.ops.database_url import APPLICATION_ROLE, OWNER_ROLE
from ledgerstone.ops.embedded import EmbeddedServer, make_database
from ledgerstone.ops.installation import PACKAGE, Installation
from ledgerstone.ops.programs import NOBODY

REPOSITORY = Path(__file__).resolve().parents[2]
TEMPLATE = "ledgerstone_template"
# Tests may lose their data when the machine fails; that makes them faster.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
READY = "ready"
PID = "guard.pid"
LOOK_EVERY = 0.2


def main(session: int, state: Path) -> None:
    """Start, wait for the end of the session, stop."""
    signal.signal(signal.SIGTERM, _end)
    (state / PID).write_text(str(os.getpid()), encoding="ascii")
    place = Installation(state)
    server = EmbeddedServer(place, options=FAST, initdb_options=["--no-sync"])
    try:
        _prepare(server)
        (state / READY).touch()
        while _lives(session):
            time.sleep(LOOK_EVERY)
    except SystemExit:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        server.stop()
        shutil.rmtree(state, ignore_errors=True)


def database_url(state: Path, database: str, role: str) -> str:
    """How a process connects to a database of the session."""
    return f"postgresql://{role}@/{database}?host={Installation(state).socket}"


def _prepare(server: EmbeddedServer) -> None:
    place = server.installation
    kept = REPOSITORY / "build" / "test-database" / _shape()
    if kept.exists():
        shutil.copytree(kept, place.data)
        _give_to_server(place.data)
        server.start()
        return
    server.start()
    with server.connect() as connection:
        make_database(connection, TEMPLATE)
    _migrate(place.state)
    server.stop()
    _keep(place.data, kept)
    server.start()


def _migrate(state: Path) -> None:
    environment = dict(os.environ)
    environment["DATABASE_URL"] = database_url(state, TEMPLATE, APPLICATION_ROLE)
    environment["DATABASE_OWNER_URL"] = database_url(state, TEMPLATE, OWNER_ROLE)
    environment["LEDGERSTONE_STATE_DIR"] = str(state)
    subprocess.run(
        [sys.executable, "-m", "ledgerstone.ops.cli", "migrate"], env=environment, check=True
    )


def _shape() -> str:
    """Names everything that the migrated template follows from."""
    digest = hashlib.sha256(sys.version.encode())
    rooms = sorted(PACKAGE.glob("*/migrations/*.py")) + sorted(PACKAGE.glob("**/*.sql"))
    tenancy = sorted((PACKAGE / "tenancy").glob("*.py"))
    locked = REPOSITORY / "requirements" / "base.txt"
    own = [PACKAGE / "ops" / "migration.py", PACKAGE / "ops" / "embedded.py", Path(__file__)]
    for path in (*rooms, *tenancy, *own, locked):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _keep(data: Path, kept: Path) -> None:
    """Keep the newest shape only. Other sessions may do the same at the same time."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f".{kept.name}.{os.getpid()}")
    shutil.copytree(data, draft)
    try:
        draft.rename(kept)
    except OSError:
        # Another session was faster.
        shutil.rmtree(draft, ignore_errors=True)
    for other in kept.parent.glob("[!.]*"):
        if other != kept:
            # Under another name first, so that nobody copies a half of it.
            gone = other.with_name(f".gone.{other.name}.{os.getpid()}")
            with contextlib.suppress(OSError):
                other.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)


def _give_to_server(data: Path) -> None:
    if os.getuid() == 0:
        for path in (data, *data.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _end(sign: int, frame: FrameType | None) -> None:
    raise SystemExit


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
