"""The private PostgreSQL server of an installation: start, adopt, recover, stop.

The server listens on a Unix socket in a directory that only its own user may enter, never on TCP.
Started by root it runs as ``nobody``. It ends with the process that started it, by the kernel's
hand if need be, and a later start recovers whatever was committed. A start first adopts a server
that already answers.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from ledgerstone.ops.database_url import APPLICATION_ROLE, DATABASE, OWNER_ROLE
from ledgerstone.ops.installation import Installation, InstallationError
from ledgerstone.ops.processes import bound_to, stop
from ledgerstone.ops.programs import NOBODY, Programs, find

SUPERUSER = "postgres"
SERVER_OPTIONS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    # Statements are planned by what tables hold. Until it was counted, reading one contract looks
    # through all lines of the account, so what was just brought in is counted soon.
    "autovacuum_naptime=10s",
    # Statements and details of errors quote what people typed.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
INITDB_OPTIONS = (
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    f"--username={SUPERUSER}",
)
LARGEST_LOG = 10 * 1024 * 1024
PAUSE = 0.05
# After a kill -9 the server's orphans keep its memory for a moment and a start is refused.
ORPHANS_MAY_TAKE = 15.0
STOP_MAY_TAKE = 20.0
TELL_EVERY = 10.0


class EmbeddedServer:
    """One server: ``start`` it, use it through ``installation.socket``, ``stop`` it."""

    def __init__(
        self,
        installation: Installation,
        *,
        options: Sequence[str] = (),
        initdb_options: Sequence[str] = (),
        tell: Callable[[str], None] = lambda line: None,
        outlive_parent: bool = False,
    ) -> None:
        self.installation = installation
        self.options = (*SERVER_OPTIONS, *options)
        self.initdb_options = (*INITDB_OPTIONS, *initdb_options)
        self.tell = tell
        self.outlive_parent = outlive_parent
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Have a server that answers, with the roles and the database; True where it was adopted.

        Recovery after a crash takes as long as it takes: the start waits while the server lives.
        """
        self.installation.prepare()
        self.installation.require_that_the_server_may_enter()
        with _exclusive(self.installation.lock):
            self._wait_for_one_under_way()
            adopted = self.answers()
            if not adopted:
                programs = find(self.installation)
                self._make_directories()
                self._make_data(programs)
                self._launch(programs)
            self._make_roles()
        return adopted

    def answers(self) -> bool:
        """Whether our server takes connections at this moment."""
        try:
            with self.connect() as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]) == self.installation.data

    def is_running(self) -> bool:
        """Whether the server process that this object started still lives."""
        return self.process is not None and self.process.poll() is None

    def connect(self, database: str = "postgres", user: str = SUPERUSER) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.installation.socket),
            dbname=database,
            user=user,
            autocommit=True,
            connect_timeout=10,
        )

    def stop(self) -> None:
        """Stop the server if this object started it; sessions are ended, data is flushed."""
        if self.process is not None:
            stop(self.process, signal.SIGINT, STOP_MAY_TAKE)
            self.process = None

    def _wait_for_one_under_way(self) -> None:
        """Wait while another start recovers, or a former server is shutting down."""
        begun = told = time.monotonic()
        while (pid := self._living_postmaster()) is not None and not self.answers():
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                self.tell(f"Waiting for the database server (process {pid}), {told - begun:.0f} s.")
            time.sleep(PAUSE)

    def _living_postmaster(self) -> int | None:
        """The process that the data directory names, if it lives and is this server.

        After a restart of the machine the number may belong to something else; then the file is
        stale, and removed, because PostgreSQL would take it at its word.
        """
        file = self.installation.data / "postmaster.pid"
        try:
            pid = int(file.read_text(encoding="utf-8").splitlines()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return None
        command = _command_of(pid)
        if command is None:
            return None
        if os.fsencode(self.installation.data) in command:
            return pid
        file.unlink(missing_ok=True)
        return None

    def _make_directories(self) -> None:
        socket = self.installation.socket
        socket.mkdir(mode=0o700, exist_ok=True)
        _give_to_server(socket)
        status = socket.lstat()
        if status.st_uid != _server_user() or not socket.is_dir() or socket.is_symlink():
            raise InstallationError(
                f"The directory {socket} belongs to somebody else. Remove it and start again."
            )
        socket.chmod(0o700)

    def _make_data(self, programs: Programs) -> None:
        """Make the data directory beside its final place, so that there is a whole one or none."""
        data = self.installation.data
        if data.exists():
            return
        self.tell("Making the database (only at the first start).")
        draft = data.with_name("data.new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        _give_to_server(draft)
        made = subprocess.run(  # noqa: S603 - a program of PostgreSQL
            [programs.path("initdb"), f"--pgdata={draft}", *self.initdb_options],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_environment(),
            user=_lesser_user(),
            group=_lesser_user(),
            extra_groups=None if _lesser_user() is None else [],
        )
        if made.returncode != 0:
            raise InstallationError(f"The database could not be made: {made.stderr.strip()}")
        draft.rename(data)

    def _launch(self, programs: Programs) -> None:
        deadline = time.monotonic() + ORPHANS_MAY_TAKE
        while True:
            self.process = self._spawn(programs)
            if self._wait_until_it_answers():
                return
            said = _last_lines(self.installation.server_log)
            if "still in use" not in said or time.monotonic() > deadline:
                raise InstallationError(
                    f"The database server did not start. It said:\n{said}\n"
                    f"Its log is {self.installation.server_log}."
                )
            time.sleep(10 * PAUSE)

    def _spawn(self, programs: Programs) -> subprocess.Popen[bytes]:
        command = [programs.path("postgres"), "-D", str(self.installation.data)]
        command += ["-k", str(self.installation.socket)]
        for option in self.options:
            command += ["-c", option]
        log = self.installation.server_log
        fresh = not log.exists() or log.stat().st_size > LARGEST_LOG
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if fresh:
                os.ftruncate(descriptor, 0)
            return subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
                command,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=descriptor,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                preexec_fn=self._bond(),  # noqa: PLW1509 - a start has one thread
                user=_lesser_user(),
                group=_lesser_user(),
                extra_groups=None if _lesser_user() is None else [],
            )
        finally:
            os.close(descriptor)

    def _bond(self) -> Callable[[], None] | None:
        return None if self.outlive_parent else bound_to(os.getpid(), signal.SIGINT)

    def _wait_until_it_answers(self) -> bool:
        begun = told = time.monotonic()
        while self.is_running():
            if self.answers():
                return True
            if time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                self.tell(f"The database is still recovering ({told - begun:.0f} s).")
            time.sleep(PAUSE)
        return False

    def _make_roles(self) -> None:
        """The two roles and the database, where they are missing."""
        with self.connect() as connection:
            for role in (OWNER_ROLE, APPLICATION_ROLE):
                known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
                if known.fetchone() is None:
                    connection.execute(
                        sql.SQL(
                            "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
                        ).format(sql.Identifier(role))
                    )
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                make_database(connection, DATABASE)


def make_database(connection: psycopg.Connection, name: str, template: str = "template1") -> None:
    """A database that the owner role owns and the application role may only connect to."""
    database = sql.Identifier(name)
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            database, sql.Identifier(OWNER_ROLE), sql.Identifier(template)
        )
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            database, sql.Identifier(APPLICATION_ROLE)
        )
    )


@contextmanager
def _exclusive(lock: Path) -> Iterator[None]:
    """Let one start at a time through; a killed one lets go by itself."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _server_user() -> int:
    return NOBODY if os.getuid() == 0 else os.getuid()


def _give_to_server(directory: Path) -> None:
    if os.getuid() == 0:
        os.chown(directory, NOBODY, NOBODY)


def _lesser_user() -> int | None:
    """Whom to become before running PostgreSQL's programs: somebody else only as root."""
    return NOBODY if os.getuid() == 0 else None


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _command_of(pid: int) -> bytes | None:
    """The command line of a living process, or None."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes() or None
        except OSError:
            return None
    answer = subprocess.run(  # noqa: S603 - asks about one process
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
    )
    return answer.stdout or None


def _last_lines(log: Path) -> str:
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:])
    except OSError:
        return "(nothing)"
