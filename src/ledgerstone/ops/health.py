"""Whether this installation is alive: the web process, its database and the worker."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from ledgerstone.ops.lanes import LANES

# Each lane of a worker writes a heartbeat every 10 seconds; three missed ones mean that it is gone.
WORKER_SILENCE = 30


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while pages can be served; the worker's state is told, but does not fail the check."""
    try:
        worker = worker_is_alive()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "unreachable"}, status=503)
    return JsonResponse(
        {"status": "ok", "database": "ok", "worker": "ok" if worker else "not running"}
    )


@require_safe
def worker_healthz(request: HttpRequest) -> JsonResponse:
    """200 while a worker takes jobs, short ones and long ones."""
    try:
        worker = worker_is_alive()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "unreachable"}, status=503)
    if not worker:
        return JsonResponse({"status": "failing", "worker": "not running"}, status=503)
    return JsonResponse({"status": "ok", "worker": "ok"})


def worker_is_alive() -> bool:
    """Whether as many lanes gave a sign of life lately as one worker has."""
    return living_lanes() >= len(LANES)


def living_lanes() -> int:
    """How many lanes of workers gave a sign of life lately."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [WORKER_SILENCE],
        )
        return int(cursor.fetchone()[0])
