"""The worker: takes jobs from the database and does them, in a process for each of two lanes.

What may take minutes, such as a long document, goes by a lane of its own, so that mails and what is
done in a moment never wait behind it. A lane does one job at a time. Python computes one thing at a
time in a process, so lanes are processes; what was loaded before they part is shared by both.

This process only supervises: a lane that ends is begun again, and the lanes end with it.
"""

import gc
import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.context import ForkProcess
from types import FrameType

import django

from ledgerstone.ops.lanes import ENDING_MAY_TAKE, LANES, SIGNALS, work_in
from ledgerstone.ops.processes import one_arena

logger = logging.getLogger(__name__)

# A lane that ends at once is not begun again at once.
RESTART_PAUSE = 2.0


class _Stop(BaseException):
    """A signal asked us to end."""


def work() -> None:
    """Take jobs until SIGINT or SIGTERM; jobs under way have ten seconds to end.

    A job that does not end in time stays in the queue and is taken up again.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    django.setup()
    one_arena()
    # What stands now is shared by the lanes for as long as nobody writes to it, not even the
    # collector of garbage.
    gc.collect()
    gc.freeze()
    lanes = [_Lane(name) for name in LANES]
    try:
        with _signals_raise():
            for lane in lanes:
                lane.begin()
            while True:
                connection.wait([lane.process.sentinel for lane in lanes if lane.process])
                for lane in lanes:
                    lane.begin_again_if_it_ended()
    except _Stop:
        pass
    finally:
        _end(lanes)


@dataclass(slots=True)
class _Lane:
    """A lane and the process that is at work in it."""

    name: str
    process: ForkProcess | None = None
    began: float = 0.0

    def begin(self) -> None:
        self.began = time.monotonic()
        self.process = get_context("fork").Process(target=work_in, args=(self.name, os.getpid()))
        # No signal between a process that there is and one that we know of.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def begin_again_if_it_ended(self) -> None:
        if self.process is None or self.process.is_alive():
            return
        logger.error("the %s lane ended with %s; begun again", self.name, self.process.exitcode)
        time.sleep(max(0.0, self.began + RESTART_PAUSE - time.monotonic()))
        self.begin()


def _end(lanes: list[_Lane]) -> None:
    """Ask all lanes at once, and insist where one does not end in time."""
    begun = [lane.process for lane in lanes if lane.process is not None]
    for process in begun:
        process.terminate()
    deadline = time.monotonic() + ENDING_MAY_TAKE
    for process in begun:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


@contextmanager
def _signals_raise() -> Iterator[None]:
    def stop(sign: int, frame: FrameType | None) -> None:
        raise _Stop

    for sign in SIGNALS:
        signal.signal(sign, stop)
    try:
        yield
    finally:
        for sign in SIGNALS:
            signal.signal(sign, signal.SIG_IGN)


if __name__ == "__main__":
    work()
