"""Commands that need the database for a moment: they use the server that runs, or start it."""

from collections.abc import Iterator
from contextlib import contextmanager

from ledgerstone.ops import database_url, installation, keys
from ledgerstone.ops.embedded import EmbeddedServer


@contextmanager
def private_database() -> Iterator[None]:
    """Have the keys, and the private server unless the administrator named a database."""
    place = installation.current()
    keys.ensure(place)
    if not database_url.is_embedded():
        yield
        return
    server = EmbeddedServer(place)
    server.start()
    try:
        yield
    finally:
        server.stop()
