"""Addresses of styles and scripts that change when the files do."""

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
        found = finders.find(name) if name and name.endswith(VERSIONED) else None
        if not isinstance(found, str):
            return address
        status = Path(found).stat()
        return f"{address}?v={status.st_mtime_ns // 10**6:x}{status.st_size:x}"
