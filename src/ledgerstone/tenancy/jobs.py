"""Work that a worker left behind when it was killed is taken up again by another one."""

from __future__ import annotations

import logging

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

logger = logging.getLogger(__name__)

QUEUE = "upkeep"
# A worker writes its heartbeat every ten seconds; three missed ones mean that it is gone.
_GONE_AFTER = 30.0
# A job that took so many workers with it is not given to another one.
_MOST = 5


@app.periodic(cron="* * * * *")
@app.task(
    name="tenancy.take_up_stalled_jobs",
    queue=QUEUE,
    queueing_lock="tenancy.take_up_stalled_jobs",
    priority=10,
    pass_context=True,
)
async def take_up_stalled_jobs(job_context: JobContext, timestamp: int) -> None:
    """Once a minute, put the jobs of workers that are gone back into the queue.

    Every job here may be done twice, so one that its worker had all but ended may come back too.
    """
    manager = job_context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_GONE_AFTER):
        try:
            await _take_up(manager, job)
        except ConnectorException:
            # It ended while we looked at it; the others are waiting.
            logger.info("a job is not taken up: it ended", extra={"job_id": job.id})


async def _take_up(manager: JobManager, job: Job) -> None:
    if job.id is None or job.attempts >= _most(job):
        await _end(manager, job)
        return
    logger.warning("a job is taken up again: its worker is gone", extra={"job_id": job.id})
    try:
        await manager.retry_job(job)
    except UniqueViolation:
        # The same work is queued a second time by now; that one does it.
        await _end(manager, job)


async def _end(manager: JobManager, job: Job) -> None:
    if job.id is not None:
        logger.error("a job is given up: its worker is gone", extra={"job_id": job.id})
        await manager.finish_job_by_id_async(job_id=job.id, status=Status.FAILED, delete_job=False)


def _most(job: Job) -> int:
    """How often a job may have been begun: failing and coming again by itself counts as well."""
    task = app.tasks.get(job.task_name)
    strategy = None if task is None else task.retry_strategy
    by_itself = strategy.max_attempts if isinstance(strategy, RetryStrategy) else 0
    return _MOST + (by_itself or 0)
