"""A real web server in processes of its own, for browsers and for tests that kill it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from ledgerstone.ops.processes import bound_to, stop

READY_MAY_TAKE = 60.0
PAUSE = 0.05


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveInstallation:
    """The web processes over one database. ``start`` again after a ``kill``."""

    database_url: str
    state: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DATABASE_URL": self.database_url,
            "LEDGERSTONE_STATE_DIR": str(self.state),
            "LEDGERSTONE_ORIGIN": self.address,
        }

    def start(self) -> None:
        """Start, and wait until a page comes back."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ledgerstone.ops.web_server", "127.0.0.1", str(self.port), "1"],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=bound_to(os.getpid()),  # noqa: PLW1509 - no thread of ours holds a lock
        )
        deadline = time.monotonic() + READY_MAY_TAKE
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with opener.open(f"{self.address}/healthz", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(PAUSE)
        self.stop()
        raise RuntimeError("The live server did not become ready.")

    def kill(self) -> None:
        """End every web process at once, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, signal.SIGTERM, 10)
            self.process = None
