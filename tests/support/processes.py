"""Which processes of an installation live, and waiting for something to become true."""

import time
from collections.abc import Callable
from pathlib import Path

import psutil


def living(state: Path) -> list[str]:
    """The command lines of all processes that belong to the installation in this directory."""
    found = []
    for process in psutil.process_iter():
        try:
            command = " ".join(process.cmdline())
            belongs = process.environ().get("LEDGERSTONE_STATE_DIR") == str(state)
            if process.status() != psutil.STATUS_ZOMBIE and (belongs or f"{state}/" in command):
                found.append(command)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def comes_true(question: Callable[[], bool], within: float) -> bool:
    """Ask again and again; whether it became true in so many seconds."""
    deadline = time.monotonic() + within
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
