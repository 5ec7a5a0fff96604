"""The doctor's questions about the machine: keys, directories, disk, programs, built files."""

import os
import shutil
import stat
from pathlib import Path

import psycopg

from ledgerstone.ops import database_url
from ledgerstone.ops.findings import Finding
from ledgerstone.ops.installation import PACKAGE, Installation, InstallationError
from ledgerstone.ops.keys import FIELD_FILE, SIGNING_FILE
from ledgerstone.ops.programs import choose

BUNDLE = PACKAGE / "web" / "static" / "ledgerstone"
FONTS = PACKAGE / "documents" / "fonts"
LEAST_ROOM = 1024**3
TIGHT_ROOM = 5 * 1024**3
BUILD = "Build it with 'make run' in the checkout, or with 'npm ci && npm run build'."


def keys(place: Installation) -> Finding:
    if not place.state.exists():
        return Finding.wrong(
            "Nothing was started yet.", "The first 'ledgerstone serve' makes them."
        )
    for name in (SIGNING_FILE, FIELD_FILE):
        path = place.keys / name
        if not path.exists():
            return Finding.wrong(
                f"{path} is missing.",
                "Put it back from your backup; on a new installation the first start makes it. "
                "What was encrypted with a lost key cannot be read again.",
            )
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            return Finding.wrong(
                f"Others may read {path} (mode {mode:04o}).", f"Close it: chmod 600 {path}"
            )
        if not path.read_text(encoding="ascii").strip():
            return Finding.wrong(f"{path} is empty.", "Put it back from your backup.")
    return Finding.fine()


def directories(place: Installation) -> Finding:
    if not place.state.exists():
        return Finding.note("Nothing was started yet.")
    closed = [place.keys, place.data, place.socket]
    for path in closed:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Finding.wrong(f"Others may look into {path}.", f"Close it: chmod 700 {path}")
    if stat.S_IMODE(place.state.stat().st_mode) & 0o022:
        return Finding.wrong(
            f"Others may write in {place.state}.", f"Close it: chmod go-w {place.state}"
        )
    if not os.access(place.state, os.W_OK):
        return Finding.wrong(
            f"This user may not write in {place.state}.",
            "Run Ledgerstone and its doctor as the user who owns it.",
        )
    return Finding.fine()


def disk(place: Installation) -> Finding:
    there = place.state
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free
    amount = f"{free / 1024**3:.1f} GB are free beside {there}."
    if free < LEAST_ROOM:
        return Finding.wrong(amount, "Make room before the database stops taking claims.")
    if free < TIGHT_ROOM:
        return Finding.note(amount, "Make room soon.")
    return Finding.fine(amount)


def bundle() -> Finding:
    present = [path for path in _files(BUNDLE) if path.suffix in (".js", ".css")]
    if {path.suffix for path in present} != {".js", ".css"}:
        return Finding.wrong(f"Styles or scripts are missing in {BUNDLE}.", BUILD)
    return Finding.fine()


def fonts() -> Finding:
    if not any(path.suffix in (".ttf", ".otf") for path in _files(FONTS)):
        return Finding.wrong(f"No font is in {FONTS}.", BUILD)
    return Finding.fine()


def programs(place: Installation) -> Finding:
    try:
        found = choose(place)
    except InstallationError as error:
        return Finding.wrong("", str(error))
    return Finding.fine(f"Version {found.version} in {found.directory}.")


def named_database() -> Finding:
    """Whether the database of ``DATABASE_URL`` takes this connection."""
    try:
        url = os.environ["DATABASE_URL"]
        database_url.parameters(url, "DATABASE_URL")
        psycopg.connect(url, connect_timeout=10).close()
    except InstallationError as error:
        return Finding.wrong("", str(error))
    except psycopg.OperationalError as error:
        return Finding.wrong(
            f"It does not: {str(error).strip()}",
            "Check the address, role and password in DATABASE_URL, and that PostgreSQL runs.",
        )
    return Finding.fine()


def _files(directory: Path) -> list[Path]:
    return list(directory.rglob("*")) if directory.exists() else []
