"""Work that a worker left behind when it was killed is taken up again by another one."""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

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
    pass_context=True,
)
async def take_up_stalled_jobs(job_context: JobContext, timestamp: int) -> None:
    """Once a minute, put the jobs of workers that are gone back into the queue.

    Every job here may be done twice, so one that its worker had all but ended may come back too.
    """
    manager = job_context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_GONE_AFTER):
        if job.id is None:
            continue
        logger.warning("a job is taken up again: its worker is gone", extra={"job_id": job.id})
        if job.attempts >= _MOST:
            await manager.finish_job_by_id_async(
                job_id=job.id, status=Status.FAILED, delete_job=False
            )
        else:
            await manager.retry_job(job)
