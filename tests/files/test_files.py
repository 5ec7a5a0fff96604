"""Stored files: kept once by their content, read back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from ledgerstone.files.models import StoredFile
from ledgerstone.files.operations import store
from ledgerstone.files.queries import FileDamaged, open_file
from tests.support.scene import Scene


def keep(scene: Scene, content: bytes = b"%PDF-1.7 one") -> StoredFile:
    return store(account_id=scene.account.pk, content=content, content_type="application/pdf")


def test_the_same_bytes_are_kept_once(scene: Scene) -> None:
    first, again, other = keep(scene), keep(scene), keep(scene, b"two")
    assert first == again != other
    assert StoredFile.objects.count() == 2
    assert (first.size, first.content_type) == (12, "application/pdf")
    assert open_file(first) == b"%PDF-1.7 one"
    assert first.path.startswith(f"{scene.account.pk}/{first.sha256[:2]}/")


def test_nothing_is_left_beside_the_files(scene: Scene) -> None:
    place = Path(default_storage.path(keep(scene).path))
    keep(scene, b"two")
    assert [path for path in Path(default_storage.path("")).iterdir() if path.is_file()] == []
    assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("found", [b"%PDF", b"%PDF-1.7 two"], ids=["half", "other bytes"])
def test_a_file_that_suffered_is_written_anew(scene: Scene, found: bytes) -> None:
    stored = keep(scene)
    Path(default_storage.path(stored.path)).write_bytes(found)
    assert open_file(keep(scene)) == b"%PDF-1.7 one"


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_what_is_no_longer_what_was_stored_is_not_served(scene: Scene, damage: str) -> None:
    stored = keep(scene)
    place = Path(default_storage.path(stored.path))
    if damage == "gone":
        place.unlink()
    else:
        place.write_bytes(b"%PDF-1.7 two")
    with pytest.raises(FileDamaged):
        open_file(stored)


def test_an_empty_file_is_a_file(scene: Scene) -> None:
    assert open_file(keep(scene, b"")) == b""
