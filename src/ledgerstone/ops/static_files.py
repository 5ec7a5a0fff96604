"""Addresses of styles and scripts that change when the files do."""

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

# A style names its font by a plain address; a page that asks for it early must use the same one.
VERSIONED = (".css", ".js", ".svg")


class VersionedStatic(StaticFilesStorage):
    """Adds the time and size of a file to its address.

    Browsers keep what they fetched; after a new release, pages name new addresses.
    """

    def url(self, name: str | None) -> str:
        address = super().url(name)
        found = _found(name) if name and name.endswith(VERSIONED) else None
        if found is None or not found.exists():
            return address
        status = found.stat()
        return f"{address}?v={status.st_mtime_ns // 10**6:x}{status.st_size:x}"


@cache
def _found(name: str) -> Path | None:
    """Where a file lies. Every page asks for the same few, and looking goes through every room."""
    found = finders.find(name)
    return Path(found) if isinstance(found, str) else None
