"""Running an installation: the database, the web processes and the worker, as one.

This process only supervises. Its children end with it: by its own hand on SIGINT, SIGTERM and
SIGHUP, by the kernel's when it is killed. A child that dies meanwhile is started again.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from ledgerstone.ops import database_url, installation, keys, mail, migrated
from ledgerstone.ops.embedded import EmbeddedServer
from ledgerstone.ops.installation import InstallationError
from ledgerstone.ops.logins import DEMO_LOGINS
from ledgerstone.ops.ports import hold_port
from ledgerstone.ops.processes import bound_to, die_with_parent

LOOPBACK = ("127.0.0.1", "::1", "localhost")
READY_MAY_TAKE = 60.0
CHILDREN_MAY_TAKE = 12.0
PAUSE = 0.05
LOOK_EVERY = 0.5
# A child that dies at once is not started again at once.
RESTART_PAUSE = 2.0
# How the kernel ends them when we are killed. The database goes at the same moment, so the worker
# cannot end its jobs; they stay in the queue.
END_WITH_US = {"web": signal.SIGTERM, "worker": signal.SIGKILL}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line asked for."""

    address: str = "127.0.0.1"
    port: int | None = None
    workers: int = 2
    demo: bool = True
    worker: bool = True
    end_with_parent: bool = False


class Stop(BaseException):
    """A signal asked us to end."""


@dataclass(slots=True)
class Children:
    """The processes that run under us, by what they are."""

    commands: dict[str, list[str]]
    environment: dict[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: dict[str, float] = field(default_factory=dict)

    def start(self, name: str) -> None:
        self.started[name] = time.monotonic()
        self.running[name] = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", *self.commands[name]],
            stdin=subprocess.DEVNULL,
            env=self.environment,
            start_new_session=True,
            preexec_fn=bound_to(os.getpid(), END_WITH_US[name]),  # noqa: PLW1509 - one thread
        )

    def restart_the_dead(self) -> None:
        for name, child in list(self.running.items()):
            if child.poll() is None or time.monotonic() - self.started[name] < RESTART_PAUSE:
                continue
            _tell(f"The {name} process ended with {child.returncode}; starting it again.")
            self.start(name)

    def stop(self) -> None:
        """Ask all at once, wait for all, and insist where one does not listen."""
        for child in self.running.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + CHILDREN_MAY_TAKE
        for child in self.running.values():
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_session(child)


def serve(wishes: Wishes) -> int:
    """Serve until asked to stop."""
    place = installation.current()
    keys.ensure(place)
    server = EmbeddedServer(place, tell=_tell) if database_url.is_embedded() else None
    children = Children(commands={}, environment={})
    with _signals_raise():
        try:
            if wishes.end_with_parent:
                die_with_parent()
            if server is not None:
                server.start()
            demo_is_loaded = _prepare_database(server, wishes)
            held = hold_port(wishes.address, wishes.port)
            port = held.getsockname()[1]
            children = _children(wishes, port)
            for name in children.commands:
                children.start(name)
            _wait_until_ready(children, wishes.address, port)
            _greet(wishes.address, port, demo_is_loaded)
            _watch(server, children)
        except (Stop, KeyboardInterrupt):
            pass
        finally:
            for sign in SIGNALS:
                signal.signal(sign, signal.SIG_IGN)
            children.stop()
            if server is not None:
                server.stop()
    return 0


def _prepare_database(server: EmbeddedServer | None, wishes: Wishes) -> bool:
    """Migrations and the demonstration; whether the demonstration is there to sign in to."""
    if server is None:
        _run("ledgerstone.ops.check_migrations")
        return False
    _migrate(server)
    if wishes.demo and not _has_accounts(server):
        _tell("Loading the demonstration project.")
        _run("ledgerstone.ops.cli", "demo", quietly=True)
    return _has_demo(server)


def _migrate(server: EmbeddedServer) -> None:
    """Migrations and privileges, unless the last start left nothing to do."""
    with server.connect(database_url.DATABASE) as connection:
        if migrated.is_as_left(connection):
            return
        _tell("Bringing the database to this release.")
        _run("ledgerstone.ops.cli", "migrate", quietly=True)
        migrated.leave(connection)


def _run(*command: str, quietly: bool = False) -> None:
    """Run one of our own modules to its end; it has said itself what was wrong."""
    child = subprocess.Popen(  # noqa: S603 - our own modules
        [sys.executable, "-m", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quietly else None,
        preexec_fn=bound_to(os.getpid()),  # noqa: PLW1509 - the supervisor has one thread
    )
    if child.wait() != 0:
        raise InstallationError("Ledgerstone did not start; the reason stands above.")


def _has_accounts(server: EmbeddedServer) -> bool:
    with server.connect(database_url.DATABASE) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM tenancy_account)").fetchone()
    return bool(row and row[0])


def _has_demo(server: EmbeddedServer) -> bool:
    with server.connect(database_url.DATABASE) as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM tenancy_user WHERE email = %s)", [DEMO_LOGINS[0].email]
        ).fetchone()
    return bool(row and row[0])


def _children(wishes: Wishes, port: int) -> Children:
    environment = dict(os.environ)
    environment.setdefault("LEDGERSTONE_ORIGIN", f"http://{_for_url(wishes.address)}:{port}")
    commands = {
        "web": ["ledgerstone.ops.web_server", wishes.address, str(port), str(wishes.workers)]
    }
    if wishes.worker:
        commands["worker"] = ["ledgerstone.ops.worker"]
    return Children(commands=commands, environment=environment)


def _for_url(address: str) -> str:
    if address in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{address}]" if ":" in address else address


def _wait_until_ready(children: Children, address: str, port: int) -> None:
    """Ready means that a page comes back, not that a process exists."""
    url = f"http://{_for_url(address)}:{port}/healthz"
    # The answer of this machine's own process, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_MAY_TAKE
    while time.monotonic() < deadline:
        if children.running["web"].poll() is not None:
            break
        try:
            with opener.open(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(PAUSE)
    raise InstallationError("The web processes did not start; the reason stands above.")


def _greet(address: str, port: int, demo_is_loaded: bool) -> None:
    lines = ["", f"  Ledgerstone is ready:  http://{_for_url(address)}:{port}", ""]
    if demo_is_loaded:
        lines += ["  Sign in to the demonstration with one of these:"]
        lines += [
            f"    {login.email:<28}  {login.password:<18}  {login.role}" for login in DEMO_LOGINS
        ]
        lines += [""]
    if address not in LOOPBACK and "LEDGERSTONE_ORIGIN" not in os.environ:
        lines += ["  Only this machine is answered until LEDGERSTONE_ORIGIN names the address that"]
        lines += ["  people type, for example LEDGERSTONE_ORIGIN=https://claims.example.com", ""]
    if database_url.is_embedded():
        lines += [f"  Everything is kept in {installation.current().state}"]
    if mail.delivery("localhost").is_local:
        here = f"http://{_for_url(address)}:{port}/outbox/"
        lines += [f"  Mails stay on this machine; administrators read them at {here}"]
    lines += ["  Stop with Ctrl-C. 'ledgerstone doctor' looks for what is wrong.", ""]
    print("\n".join(lines), flush=True)


def _watch(server: EmbeddedServer | None, children: Children) -> None:
    """Until a signal comes: whatever died is started again."""
    while True:
        time.sleep(LOOK_EVERY)
        if server is not None and not server.is_running() and not server.answers():
            _tell("The database server ended; starting it again.")
            server.start()
        children.restart_the_dead()


@contextmanager
def _signals_raise() -> Iterator[None]:
    def stop(sign: int, frame: FrameType | None) -> None:
        raise Stop

    before = {sign: signal.signal(sign, stop) for sign in SIGNALS}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _kill_session(child: subprocess.Popen[bytes]) -> None:
    """A child leads a session of its own, so its own children are reached too."""
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _tell(line: str) -> None:
    print(f"ledgerstone: {line}", file=sys.stderr, flush=True)
