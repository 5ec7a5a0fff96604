"""Fixtures of all tests: a real PostgreSQL, reached as the role that serves.

``db`` (or ``@pytest.mark.django_db``): a test inside a transaction that is rolled back, in a
database in which an account stands (``tests.support.scene``).
``committed_db``: a database of its own, where commits are real, for live servers, for threads and
for what happens on commit. ``live_address``: a web server over ``committed_db``.
``@pytest.mark.django_db(transaction=True)`` cannot be used: the application may not TRUNCATE.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from ledgerstone.ops.database_url import APPLICATION_ROLE
from ledgerstone.ops.installation import Installation
from ledgerstone.ops.keys import new_field_key
from tests.support import chromium, one_chain, session
from tests.support.database_guard import database_url
from tests.support.live import LiveInstallation
from tests.support.scene import keep_scene, standing_accounts

LONG = ("tests/e2e/", "tests/ops/")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        session.open_session()
    one_chain.keep()
    # Nothing of what is imported and collected becomes garbage.
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long walks through a browser first: begun last, one of them would be waited for alone."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Everything imported and collected stays to the end: no longer looked through for garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        session.close_session()


@pytest.fixture(autouse=True, scope="session")
def _files_of_this_session(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Stored files of tests never land among those of an installation."""
    state = tmp_path_factory.mktemp("installation")
    settings.INSTALLATION = Installation(state)
    settings.FIELD_ENCRYPTION_KEYS = [new_field_key()]
    settings.STORAGES["default"]["OPTIONS"]["location"] = state / "files"


@pytest.fixture(autouse=True)
def _no_files_are_left() -> Iterator[None]:
    """Rows of a test are rolled back, and their numbers given again: its files go as well."""
    yield
    for account_id in standing_accounts():
        shutil.rmtree(settings.INSTALLATION.files / str(account_id), ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    settings.PASSWORD_HASHERS = ["tests.support.passwords.Quick", *settings.PASSWORD_HASHERS[1:]]


@pytest.fixture(scope="session")
def database_server() -> Path:
    """The directory of the session's PostgreSQL, started when first asked for."""
    return session.server_state()


@pytest.fixture(scope="session")
def django_db_setup(database_server: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for each test process: the migrated template with the standing scene."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    session.make_test_database(database_server, name)
    with django_db_blocker.unblock():
        _connect_to(database_server, name)
        keep_scene()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    session.drop_database(database_server, name)


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest,
    database_server: Path,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[str]:
    """A database that this test may commit to, as fresh; its address as ``DATABASE_URL``."""
    if request.node.get_closest_marker("django_db"):
        pytest.fail("A test takes committed_db or django_db, not both.")
    usual = str(connections.settings["default"]["NAME"])
    name = f"{usual}_committed"
    session.empty_database(database_server, name)
    with django_db_blocker.unblock():
        _connect_to(database_server, name)
        yield database_url(database_server, name, APPLICATION_ROLE)
        connections.close_all()
        _connect_to(database_server, usual)
    session.leave_database(database_server, name)


@pytest.fixture(scope="session")
def web_servers() -> Iterator[dict[str, LiveInstallation]]:
    """The web servers of this process by their database. Each finds a fresh one at its address
    with the next test, as after a restart of PostgreSQL."""
    started: dict[str, LiveInstallation] = {}
    yield started
    for live in started.values():
        live.stop()


@pytest.fixture
def live_installation(
    committed_db: str, web_servers: dict[str, LiveInstallation]
) -> LiveInstallation:
    """A real web server over ``committed_db``; a test may kill it and start it again."""
    live = web_servers.get(committed_db)
    if live is None:
        live = web_servers[committed_db] = LiveInstallation(
            committed_db, settings.INSTALLATION.state
        )
    if not live.is_running:
        live.start()
    return live


@pytest.fixture
def live_address(live_installation: LiveInstallation) -> str:
    """Where a browser finds the application."""
    return live_installation.address


@pytest.fixture
def installation_place() -> Iterator[Installation]:
    """A directory for an installation of the test's own, which ``nobody`` may reach too."""
    state = Path(tempfile.mkdtemp(prefix="ledgerstone-place-"))
    state.chmod(0o711)
    yield Installation(state)
    shutil.rmtree(state)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Start the Chromium of the machine; without one, browser tests are skipped and say so."""
    program = chromium.path()
    if program is None:
        pytest.skip("no Chromium on this machine (on Debian: apt-get install chromium)")
    # The browser's driver runs an event loop in this thread; our queries wait for nothing in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": program, "args": list(chromium.FLAGS), "headless": True}


def _connect_to(state: Path, name: str) -> None:
    """Point Django at a database, as the application's role."""
    connections.close_all()
    for target in (connections.settings["default"], connections["default"].settings_dict):
        target.update(
            HOST=str(Installation(state).socket),
            PORT="",
            USER=APPLICATION_ROLE,
            PASSWORD="",
            NAME=name,
        )
