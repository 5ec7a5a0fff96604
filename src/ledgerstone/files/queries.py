"""Reads stored files."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage

from .models import StoredFile


class FileDamaged(Exception):  # noqa: N818 - it says what happened
    """The storage no longer holds what was stored."""


def open_file(stored: StoredFile) -> bytes:
    """The bytes as they were stored; FileDamaged where they are gone or are others."""
    try:
        with default_storage.open(stored.path, "rb") as kept:
            content = bytes(kept.read())
    except FileNotFoundError:
        raise FileDamaged(f"The file {stored.sha256} is missing from the storage.") from None
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileDamaged(f"The file {stored.sha256} is not what was stored.")
    return content


# Read and written at a time, so that a large file takes little memory.
_PIECE = 1024 * 1024


def copy_file(stored: StoredFile, target: Path) -> None:
    """Write the bytes as they were stored to a file, a piece at a time; FileDamaged as above."""
    with opened(stored) as kept, target.open("wb") as out:
        while piece := kept.read(_PIECE):
            out.write(piece)


def opened(stored: StoredFile) -> BinaryIO:
    """A stored file to read from, once it was seen to be what was stored; FileDamaged as above."""
    try:
        kept = default_storage.open(stored.path, "rb")
    except FileNotFoundError:
        raise FileDamaged(f"The file {stored.sha256} is missing from the storage.") from None
    found = hashlib.sha256()
    while piece := kept.read(_PIECE):
        found.update(piece)
    if found.hexdigest() != stored.sha256:
        kept.close()
        raise FileDamaged(f"The file {stored.sha256} is not what was stored.")
    kept.seek(0)
    return kept  # type: ignore[return-value]  # a file of Django reads as one of Python
