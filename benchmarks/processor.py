"""How much processor time the processes of an installation used, whatever else the machine does."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from tests.support.live import LiveInstallation


@dataclass(frozen=True, slots=True)
class Processor:
    """The web processes of a server and all processes of its database."""

    live: LiveInstallation

    def used_by(self, act: Callable[[], object]) -> float:
        """Processor seconds that the server and the database spend while something is done."""
        before = self._seconds()
        act()
        return self._seconds() - before

    def _seconds(self) -> float:
        return sum(_seconds_of(process) for process in self._processes())

    def _processes(self) -> list[psutil.Process]:
        if self.live.process is None:
            raise RuntimeError("The web server does not run.")
        lines = (self.live.state / "data" / "postmaster.pid").read_text(encoding="utf-8")
        roots = [psutil.Process(pid) for pid in (self.live.process.pid, int(lines.splitlines()[0]))]
        return [process for root in roots for process in (root, *root.children(recursive=True))]


def _seconds_of(process: psutil.Process) -> float:
    """To the nanosecond where the kernel says so, else to the hundredth of a second."""
    try:
        tasks = list(Path(f"/proc/{process.pid}/task").glob("*/schedstat"))
        if tasks:
            return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9
        times = process.cpu_times()
        return float(times.user + times.system)
    except (OSError, psutil.NoSuchProcess):
        return 0.0


def how_busy() -> str:
    """The load before the run, where it would lengthen every time."""
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    said = f"{processors} processors, load {load:.1f} before the run"
    return f"{said} (busy: times are longer than on a quiet machine)" if load > 1 else said
