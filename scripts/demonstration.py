"""The demonstration project on one fixed day, served by this process from a database of its own.

What the pictures of the documentation are taken of: each run shows the same figures and dates.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from ledgerstone.ops.database_url import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.installation import Installation

# In the days before claims are due, so that the period shows something of everything.
DAY = dt.date(2026, 10, 21)
MOMENT = dt.datetime.combine(DAY, dt.time(10, 42), ZoneInfo("Australia/Sydney"))
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
ADDRESS = "127.0.0.1"


@contextmanager
def served() -> Iterator[str]:
    """The address of the demonstration, while the block lasts."""
    place = Installation(Path(tempfile.mkdtemp(prefix="ledgerstone-pictures-")))
    place.state.chmod(0o711)
    server = EmbeddedServer(place, options=FAST, initdb_options=["--no-sync"])
    try:
        server.start()
        _name_in_environment(place)
        migrate = [sys.executable, "-m", "ledgerstone.ops.cli", "migrate"]
        subprocess.run(migrate, check=True, stdout=subprocess.DEVNULL)
        with _web() as address:
            yield address
    finally:
        server.stop()
        shutil.rmtree(place.state, ignore_errors=True)


def _name_in_environment(place: Installation) -> None:
    for variable, role in (
        ("DATABASE_URL", APPLICATION_ROLE),
        ("DATABASE_OWNER_URL", OWNER_ROLE),
    ):
        os.environ[variable] = f"postgresql://{role}@/{DATABASE}?host={place.socket}"
    os.environ["LEDGERSTONE_STATE_DIR"] = str(place.state)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ledgerstone.ops.settings"
    # The browser's driver runs an event loop in this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@contextmanager
def _web() -> Iterator[str]:
    """A web server in threads of this process, whose clock stands still."""
    import django

    django.setup()
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from ledgerstone.ops.demo import load_demo
    from ledgerstone.tenancy import clock

    class QuietHandler(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the pictures are what is to be looked at."""

    load_demo(today=DAY)
    application = get_wsgi_application()

    def at_the_moment(environ: dict, start_response: object) -> object:
        with clock.fixed(MOMENT):
            return application(environ, start_response)

    web = ThreadedWSGIServer((ADDRESS, 0), QuietHandler)
    web.daemon_threads = True
    web.set_app(at_the_moment)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{ADDRESS}:{web.server_port}"
    finally:
        web.shutdown()
        web.server_close()
        connections.close_all()
