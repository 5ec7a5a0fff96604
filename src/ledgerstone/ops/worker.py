"""The worker: takes jobs from the database and does them."""

import os
import socket

import django


def work() -> None:
    """Take jobs until SIGINT or SIGTERM; a job under way has five seconds to end.

    A job that does not end in time stays in the queue and is taken up again.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
    django.setup()
    from procrastinate.contrib.django import app, django_connector

    connector = app.connector
    assert isinstance(connector, django_connector.DjangoConnector)  # noqa: S101 - for the types
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(
            name=f"{socket.gethostname()}-{os.getpid()}",
            shutdown_graceful_timeout=5,
            delete_jobs="successful",
        )


if __name__ == "__main__":
    work()
