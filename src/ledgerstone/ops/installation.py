"""Where this installation keeps what it must remember: database, keys, stored files.

Everything lives outside the repository, in a directory named after the path of the installation,
so that two checkouts on one machine never share a database. PostgreSQL refuses to run as root and
``nobody`` cannot look into a closed home; therefore root's installations live under /var/lib, and
the binaries of the server are copied there.
"""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
STATE_VARIABLE = "LEDGERSTONE_STATE_DIR"
# Linux allows 107 bytes for the path of a Unix socket; the file's own name takes some of them.
LONGEST_SOCKET_DIRECTORY = 88


@dataclass(frozen=True, slots=True)
class Installation:
    """The directories of one installation; nothing is created until it is asked for."""

    state: Path

    @property
    def data(self) -> Path:
        """The data directory of the embedded PostgreSQL server."""
        return self.state / "data"

    @property
    def binaries(self) -> Path:
        """The copy of PostgreSQL's programs that an unprivileged user can reach."""
        return self.state / "postgresql"

    @property
    def keys(self) -> Path:
        return self.state / "keys"

    @property
    def files(self) -> Path:
        """What people uploaded and what was rendered for them."""
        return self.state / "files"

    @property
    def outbox(self) -> Path:
        """Mails, where no mail server is named."""
        return self.state / "outbox"

    @property
    def lock(self) -> Path:
        return self.state / "start.lock"

    @property
    def server_log(self) -> Path:
        return self.state / "postgresql.log"

    @property
    def socket(self) -> Path:
        """The directory of the server's Unix socket: beside the data when that is short enough."""
        beside = self.state / "run"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_DIRECTORY:
            return beside
        return Path(tempfile.gettempdir()) / f"ledgerstone-{os.getuid()}-{_digest(self.state)}"

    def prepare(self) -> None:
        """Create the state directory: passable but not listable for others when root owns it."""
        mode = 0o711 if os.getuid() == 0 else 0o700
        try:
            self.state.parent.mkdir(parents=True, exist_ok=True)
            self.state.mkdir(mode=mode, exist_ok=True)
        except OSError as error:
            raise InstallationError(
                f"The directory {self.state} cannot be made ({error.strerror}). Name one that can "
                f"be written with {STATE_VARIABLE}=/some/directory."
            ) from error
        owner = self.state.stat().st_uid
        if owner != os.getuid():
            raise InstallationError(
                f"The directory {self.state} belongs to the user with the number {owner}, and this "
                f"process runs as {os.getuid()}. Start Ledgerstone as the same user as before."
            )
        if stat.S_IMODE(self.state.stat().st_mode) != mode:
            self.state.chmod(mode)

    def require_that_the_server_may_enter(self) -> None:
        """Refuse a place that PostgreSQL, running as ``nobody`` for root, cannot reach."""
        closed = self._closed_to_the_server()
        if closed:
            raise InstallationError(
                f"Started by root, the database server runs as the user nobody, who may not pass "
                f"through {closed}. Unset {STATE_VARIABLE} to use /var/lib/ledgerstone, or name a "
                "directory that can be reached."
            )

    def _closed_to_the_server(self) -> Path | None:
        """A directory on the way to the state that ``nobody`` may not pass, if root started us."""
        if os.getuid() != 0:
            return None
        on_the_way = (self.state, *self.state.parents)
        return next((path for path in on_the_way if not path.stat().st_mode & 0o001), None)


class InstallationError(Exception):
    """The installation cannot start; the message says what to do about it."""


def current() -> Installation:
    """The installation that this code belongs to."""
    named = os.environ.get(STATE_VARIABLE)
    if named:
        return Installation(Path(named).absolute())
    return Installation(_home() / _digest(PACKAGE))


def _home() -> Path:
    if os.getuid() == 0:
        return Path("/var/lib/ledgerstone")
    shared = os.environ.get("XDG_DATA_HOME")
    base = Path(shared) if shared else Path.home() / ".local" / "share"
    return base / "ledgerstone"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
