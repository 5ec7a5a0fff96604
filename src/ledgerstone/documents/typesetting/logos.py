"""Logos on documents: which ones can be drawn, and how templates take them."""

from __future__ import annotations

from typing import Any

from ledgerstone.directory.logos import UnfitLogo, logo_kind

from .drawing import CannotBeDrawn, Typesetter

__all__ = ["UnfitLogo", "logo_face", "logo_kind", "refuse_undrawable"]


def logo_face(content: bytes | None) -> dict[str, Any] | None:
    """Return a logo as templates take it; none for one that is absent or unfit."""
    if content is None:
        return None
    try:
        return {"format": logo_kind(content), "content": list(content)}
    except UnfitLogo:
        return None


def refuse_undrawable(content: bytes) -> None:
    """Refuse a file that is no logo, or a broken one, by drawing it once."""
    face = {"format": logo_kind(content), "content": list(content)}
    try:
        with Typesetter() as typesetter:
            typesetter.draw("logo.typ", face, tagged=False)
    except CannotBeDrawn:
        raise UnfitLogo("This picture cannot be drawn. Save it again, or use a PNG file.") from None
