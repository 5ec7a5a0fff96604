"""A private installation for one run: its own directory, database, web server and worker.

Nothing of it is left afterwards, and no other installation is touched. The database runs with the
settings of an installation, every commit flushed to the disk.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings"}


@contextmanager
def private_installation() -> Iterator[Path]:
    """Make one and migrate it; Django is set up on it as the role that serves."""
    state = Path(tempfile.mkdtemp(prefix="ledgerstone-bench-"))
    state.chmod(0o711)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "LEDGERSTONE_ORIGIN"):
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT, LEDGERSTONE_STATE_DIR=str(state))

    from ledgerstone.ops import installation, keys
    from ledgerstone.ops.embedded import EmbeddedServer

    place = installation.current()
    server = EmbeddedServer(place)
    try:
        server.start()
        keys.ensure(place)
        _run("ledgerstone.ops.cli", "migrate")
        import django

        django.setup()
        yield state
    finally:
        server.stop()
        shutil.rmtree(state, ignore_errors=True)


def database_url() -> str:
    """How another process reaches the same database as the role that serves."""
    from ledgerstone.ops.database_url import APPLICATION_ROLE, DATABASE
    from ledgerstone.ops.installation import current

    return f"postgresql://{APPLICATION_ROLE}@/{DATABASE}?host={current().socket}"


def interrupt_on_end() -> None:
    """End tidily when asked to end."""

    def end(sign: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)


def _run(*command: str) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", *command], check=True, stdout=subprocess.DEVNULL
    )
