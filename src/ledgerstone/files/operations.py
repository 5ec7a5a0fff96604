"""Keeps files by what they contain: the same bytes are kept once an account."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from .models import StoredFile
from .queries import FileDamaged, opened


class _WrittenFile(File):  # type: ignore[type-arg]
    """A file that is whole on the disk, so that the storage moves it into place at once."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def store(*, account_id: int, content: bytes, content_type: str) -> StoredFile:
    """Keep bytes, and return their record; what is kept already is not written again.

    The bytes are in place before the record says so. A file without a record, left by a
    transaction that failed, is found and used by the next one with the same bytes. A file that
    suffered since it was written is written anew.
    """
    stored = StoredFile(
        account_id=account_id,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content_type=content_type[:100],
    )
    _write_in_place(stored, lambda out: out.write(content))
    with transaction.atomic():
        StoredFile.objects.bulk_create([stored], ignore_conflicts=True)
        return StoredFile.objects.get(account_id=account_id, sha256=stored.sha256)


def store_written(*, account_id: int, written: Path, content_type: str) -> StoredFile:
    """As ``store``, of bytes that stand in a file already, which may be large. The file stays."""
    with written.open("rb") as whole:
        digest = hashlib.file_digest(whole, "sha256").hexdigest()
        stored = StoredFile(
            account_id=account_id,
            sha256=digest,
            size=written.stat().st_size,
            content_type=content_type[:100],
        )
        whole.seek(0)
        _write_in_place(stored, lambda out: copyfileobj(whole, out, 1024 * 1024))
    with transaction.atomic():
        StoredFile.objects.bulk_create([stored], ignore_conflicts=True)
        return StoredFile.objects.get(account_id=account_id, sha256=stored.sha256)


def _write_in_place(stored: StoredFile, write: Callable[[BinaryIO], object]) -> None:
    """Write whole or not at all, whoever else writes the same."""
    path = stored.path
    if _is_in_place(stored):
        return
    handle, written = tempfile.mkstemp(dir=_same_disk())
    try:
        with os.fdopen(handle, "wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        if default_storage.exists(path):
            default_storage.delete(path)
        with Path(written).open("rb") as whole:
            kept = default_storage.save(path, _WrittenFile(whole, name=written))
    finally:
        Path(written).unlink(missing_ok=True)
    if kept != path:
        # Somebody else put the same bytes there in the meantime.
        default_storage.delete(kept)


def _is_in_place(stored: StoredFile) -> bool:
    try:
        opened(stored).close()
    except FileDamaged:
        return False
    return True


def _same_disk() -> str | None:
    """Where a file can be written that the storage then only has to rename."""
    location = getattr(default_storage, "location", None)
    if location is None:
        return None
    Path(location).mkdir(parents=True, exist_ok=True)
    return str(location)
