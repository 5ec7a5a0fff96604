"""Pages of this installation by their whole address, as mails name them."""

from __future__ import annotations

from django.conf import settings


def address(path: str) -> str:
    """A page of this installation, as a mail names it."""
    return f"{settings.ORIGIN}{path}"
