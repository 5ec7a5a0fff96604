"""Leaves work to the worker in the transaction of its cause, also from within the worker.

A job that defers another one through the library does so on the worker's own connection, and so
outside the transaction in which it writes. Here it is always Django's connection: what is written
and what is left to do stand or fall together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from procrastinate import tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager


def defer_all(
    name: str,
    *,
    queue: str,
    arguments: Sequence[dict[str, Any]],
    at: dt.datetime | None = None,
    priority: int = 0,
) -> None:
    """Leave a task to the worker, once for each of these arguments. One statement.

    ``at`` is when it is done at the earliest; None is now. What has a lower ``priority`` waits
    until nothing else does.
    """
    if not arguments:
        return
    manager = JobManager(DjangoConnector())
    tasks.configure_task(
        name=name, job_manager=manager, queue=queue, schedule_at=at, priority=priority
    ).batch_defer(*arguments)
