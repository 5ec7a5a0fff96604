"""Starting children that do not outlive us, and stopping them within seconds."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
M_ARENA_MAX = -8


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send this process a signal when its parent ends (Linux only).

    It is asked for after any change of user, because such a change forgets it.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign.value, 0, 0, 0)


def one_arena() -> None:
    """Have all threads of this process share one heap (glibc only).

    A heap for each thread keeps what the largest page of that thread once took.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def bound_to(parent: int, sign: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What a child runs before its program so that it ends with the given parent."""

    def bind() -> None:
        die_with_parent(sign)
        # A background job of a shell starts with SIGINT ignored, and hands that on.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if os.getppid() != parent:
            # The parent ended before the kernel was asked.
            os._exit(1)

    return bind


def stop(process: subprocess.Popen[bytes], sign: signal.Signals, patience: float) -> None:
    """Ask a child to end, wait for it, and insist when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(sign)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
