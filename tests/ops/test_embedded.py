"""The private PostgreSQL server: start, adopt, recover, refuse, stop."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from ledgerstone.ops.database_url import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.installation import Installation, InstallationError
from tests.support.processes import comes_true, living

QUICK = {"options": ["fsync=off"], "initdb_options": ["--no-sync"]}


@pytest.fixture
def server(installation_place: Installation) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(installation_place, **QUICK)
    server.start()
    yield server
    server.stop()


def test_it_listens_on_a_closed_socket_only(server: EmbeddedServer) -> None:
    place = server.installation
    assert stat.S_IMODE(place.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.data.stat().st_mode) == 0o700
    assert server.process is not None
    assert psutil.Process(server.process.pid).net_connections(kind="tcp") == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root changes users")
def test_started_by_root_it_runs_as_nobody(server: EmbeddedServer) -> None:
    assert server.process is not None
    assert psutil.Process(server.process.pid).uids().effective == 65534
    assert server.installation.data.stat().st_uid == 65534


def test_both_roles_are_ordinary_and_one_owns_the_database(server: EmbeddedServer) -> None:
    with server.connect() as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname LIKE 'ledgerstone%' ORDER BY rolname"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
    assert roles == [
        (APPLICATION_ROLE, False, False, False, False),
        (OWNER_ROLE, False, False, False, False),
    ]
    assert owner == (OWNER_ROLE,)


def test_a_second_start_adopts_the_server_and_leaves_it_running(server: EmbeddedServer) -> None:
    second = EmbeddedServer(server.installation)
    assert second.start() is True
    second.stop()
    assert server.answers()


def test_stopping_leaves_no_process(installation_place: Installation) -> None:
    server = EmbeddedServer(installation_place, **QUICK)
    assert server.start() is False
    assert living(installation_place.state)
    server.stop()
    assert living(installation_place.state) == []


def test_after_kill_9_every_committed_row_is_there(server: EmbeddedServer) -> None:
    with server.connect(DATABASE) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    assert server.start() is False
    with server.connect(DATABASE) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_it_ends_with_a_parent_that_is_killed(installation_place: Installation) -> None:
    program = (
        "import sys; from pathlib import Path; from ledgerstone.ops.embedded import EmbeddedServer;"
        "from ledgerstone.ops.installation import Installation;"
        "EmbeddedServer(Installation(Path(sys.argv[1]))).start();"
        "print('started', flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(installation_place.state)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert parent.stdin is not None
    assert parent.stdout is not None
    with parent.stdin, parent.stdout:
        assert parent.stdout.readline() == b"started\n"
        assert EmbeddedServer(installation_place).answers()
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert comes_true(lambda: living(installation_place.state) == [], within=20)


def test_a_stale_process_id_of_something_else_does_not_stop_a_start(
    installation_place: Installation,
) -> None:
    server = EmbeddedServer(installation_place, **QUICK)
    server.start()
    pid_file = installation_place.data / "postmaster.pid"
    said = pid_file.read_text()
    server.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *said.splitlines()[1:], ""]))
    assert server.start() is False
    server.stop()


def test_data_of_another_major_version_is_refused_with_the_way_forward(
    installation_place: Installation,
) -> None:
    installation_place.data.mkdir()
    (installation_place.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(InstallationError, match=r"(?s)PostgreSQL 12.*pg_dump.*pg_restore"):
        EmbeddedServer(installation_place).start()
    assert [path.name for path in installation_place.data.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root's server runs as somebody else")
def test_root_is_told_when_the_server_could_not_reach_its_place(
    installation_place: Installation,
) -> None:
    closed = installation_place.state / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(InstallationError, match="LEDGERSTONE_STATE_DIR"):
        EmbeddedServer(Installation(closed / "place")).start()


def test_a_deep_directory_gets_a_short_socket(installation_place: Installation) -> None:
    deep = Installation(installation_place.state / ("deep" * 25))
    assert len(os.fsencode(deep.socket)) < 90
