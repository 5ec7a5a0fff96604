"""The installation's secrets: the signing key and the keys for encrypted fields.

Both are made at the first start, readable by nobody else, outside the repository. Each file holds
one key a line: the first is in use, those below it still verify or decrypt what was made earlier.
To rotate, put a new line on top.
"""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from ledgerstone.ops.installation import Installation

SIGNING_FILE = "signing.keys"
FIELD_FILE = "field-encryption.keys"


def ensure(installation: Installation) -> None:
    """Make the keys that are missing; never touch one that is there."""
    installation.prepare()
    installation.keys.mkdir(mode=0o700, exist_ok=True)
    _make_once(installation.keys / SIGNING_FILE, lambda: secrets.token_urlsafe(64))
    _make_once(installation.keys / FIELD_FILE, new_field_key)


def signing_keys(installation: Installation) -> list[str]:
    """The signing keys, newest first.

    Before the first start there is none; a key of this process alone then lets the checks and the
    build run without leaving anything behind.
    """
    return _read(installation.keys / SIGNING_FILE) or [secrets.token_urlsafe(64)]


def field_keys(installation: Installation) -> list[str]:
    """The keys for encrypted fields, newest first; none before the first start."""
    return _read(installation.keys / FIELD_FILE)


def new_field_key() -> str:
    """32 random bytes in URL-safe base 64, the form that Fernet reads."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")


def _read(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="ascii")
    except (FileNotFoundError, PermissionError):
        return []
    return [line.strip() for line in text.splitlines() if line.strip()]


def _make_once(path: Path, make: Callable[[], str]) -> None:
    """Write a key to a new file; when two starts race, the one that came first wins."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
