"""The web processes: granian with a capped number of threads, replaced when they die.

Each thread holds one connection to the database, so workers times threads is what the database
must offer to the web.
"""

import os
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from ledgerstone.ops.log_lines import logging_configuration

WORKERS = 2
THREADS_PER_WORKER = 4
STOP_MAY_TAKE = 8


def serve(*, address: str, port: int, workers: int = WORKERS, pid_file: Path | None = None) -> None:
    """Serve until a signal says stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    logging = logging_configuration()
    logging["loggers"]["_granian"] = {"level": "WARNING"}
    Granian(
        "ledgerstone.ops.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS_PER_WORKER,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOP_MAY_TAKE,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logging,
        log_access=False,
        pid_file=pid_file,
    ).serve()


if __name__ == "__main__":
    serve(address=sys.argv[1], port=int(sys.argv[2]), workers=int(sys.argv[3]))
