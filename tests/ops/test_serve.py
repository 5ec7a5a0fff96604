"""The whole installation as one: it starts from nothing, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from ledgerstone.ops.installation import Installation, InstallationError
from ledgerstone.ops.ports import hold_port
from tests.support.processes import comes_true, living


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield int(taken.getsockname()[1])


def test_a_port_in_use_is_refused_by_name(busy_port: int) -> None:
    with pytest.raises(InstallationError, match=f"Port {busy_port} .* is in use"):
        hold_port("127.0.0.1", busy_port)


def test_a_second_installation_takes_the_next_port_even_before_the_first_listens() -> None:
    with hold_port("127.0.0.1", None) as first, hold_port("127.0.0.1", None) as second:
        assert second.getsockname()[1] > first.getsockname()[1] >= 8000


def test_it_starts_from_nothing_and_ends_without_a_trace(installation_place: Installation) -> None:
    """Three starts: ended by SIGTERM, by kill -9, and by SIGINT where a shell had it ignored. Only
    the first has the database to migrate."""
    for sign in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT):
        running = _serve(installation_place)
        said = list(_until_ready(running))
        assert any("Bringing the database" in line for line in said) is (sign == signal.SIGTERM)
        address = said[-1].split()[-1]
        with urllib.request.urlopen(f"{address}/healthz") as answer:
            assert answer.status == 200
        assert any("ledgerstone.ops.worker" in line for line in living(installation_place.state))
        running.send_signal(sign)
        running.communicate(timeout=30)
        assert running.returncode == (-sign if sign == signal.SIGKILL else 0)
        assert comes_true(lambda: living(installation_place.state) == [], within=20)


def _serve(place: Installation) -> subprocess.Popen[str]:
    # As a shell script starts a background job: with SIGINT ignored.
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-m", "ledgerstone.ops.cli", "serve", "--no-demo"],
        env=environment | {"LEDGERSTONE_STATE_DIR": str(place.state)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),  # noqa: PLW1509
    )


def _until_ready(running: subprocess.Popen[str]) -> Iterator[str]:
    """What it says until it names its address."""
    assert running.stdout is not None
    for line in running.stdout:
        yield line
        if "Ledgerstone is ready:" in line:
            return
    raise AssertionError("It ended before it was ready.")
