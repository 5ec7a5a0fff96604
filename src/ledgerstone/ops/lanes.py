"""The lanes by which jobs are done: what is in which, and the process that is at work in one."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ledgerstone.ops.processes import bound_to

if TYPE_CHECKING:
    from procrastinate import App, JobContext
    from procrastinate.worker import Worker

LANES = ("short", "long")
# The queues of what may take minutes. Every other one is of the short lane.
LONG = frozenset({"documents"})
SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Less than whoever supervises the worker waits before it insists.
ENDING_MAY_TAKE = 10.0
# Connections with which a lane takes jobs. One more hears of new ones, and the job has its own.
CONNECTIONS = 2


def queues_of_lanes(app: "App") -> dict[str, list[str]]:
    """Every queue that a task has, by the one lane that does its jobs."""
    known = {task.queue for task in app.tasks.values()}
    return dict(zip(LANES, (sorted(known - LONG), sorted(LONG)), strict=True))


def work_in(name: str, parent: int) -> None:
    """Do the jobs of one lane until a signal says stop; the process ends with its parent."""
    bound_to(parent, signal.SIGKILL)()
    for sign in SIGNALS:
        signal.signal(sign, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.psycopg_connector import PsycopgConnector

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONNECTIONS)
    with app.replace_connector(connector) as working:
        asyncio.run(_take_jobs(working, name))


async def _take_jobs(app: "App", name: str) -> None:
    """Until a signal comes; what comes after the first says nothing new."""
    stop = asyncio.Event()
    for sign in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with app.open_async():
        jobs = app.run_worker_async(
            name=f"{socket.gethostname()}-{os.getpid()}-{name}",
            queues=queues_of_lanes(app)[name],
            delete_jobs="successful",
            install_signal_handlers=False,
            shutdown_graceful_timeout=ENDING_MAY_TAKE,
            task_middleware=[_with_a_connection_that_works],
        )
        working, asked = asyncio.create_task(jobs), asyncio.create_task(stop.wait())
        await asyncio.wait([working, asked], return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not working.done():
            # The library lets the job under way end, and says by this that it was asked to.
            working.cancel()
            await asyncio.wait([working])
        if not working.cancelled():
            working.result()


def _with_a_connection_that_works(
    work: Callable[[], Any], context: "JobContext", lane: "Worker"
) -> Any:
    """Before a job, its thread lets go of a connection that broke since the last one."""
    from django.db import close_old_connections

    close_old_connections()
    return work()
