"""Reads stored files."""

from __future__ import annotations

import hashlib

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
