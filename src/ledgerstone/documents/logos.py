"""Which files may stand as a logo in a document, told by their content and not by their name."""

from __future__ import annotations

import re
import struct
from typing import Any

MOST_BYTES = 1_000_000
MOST_PIXELS = 16_000_000

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg\b", re.S
)
# Entities could grow without end, and a reference could ask for a file that is not ours.
_SVG_REFUSED = re.compile(rb"<!DOCTYPE|<!ENTITY|<image\b|<script\b", re.I)


class UnfitLogo(ValueError):  # noqa: N818 - it says what is wrong
    """A file cannot stand as a logo; the text says what would be accepted."""


def logo_kind(content: bytes) -> str:
    """Return `png`, `jpg` or `svg`; refuse anything else, and anything too large to draw."""
    if len(content) > MOST_BYTES:
        raise UnfitLogo("This logo is larger than 1 MB. Use a smaller PNG, JPEG or SVG file.")
    if content.startswith(_PNG) and len(content) > 24:
        width, height = struct.unpack_from(">LL", content, 16)
        if width * height > MOST_PIXELS:
            raise UnfitLogo("This logo has more than 16 million pixels. Use a smaller one.")
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if _SVG_START.match(content):
        if _SVG_REFUSED.search(content):
            raise UnfitLogo(
                "This SVG refers to something outside of it. Use one made of plain shapes, "
                "or a PNG or JPEG file."
            )
        return "svg"
    raise UnfitLogo("This is not a PNG, JPEG or SVG file. Use one of these for a logo.")


def logo_face(content: bytes | None) -> dict[str, Any] | None:
    """Return a logo as templates take it; none for one that is absent or unfit."""
    if content is None:
        return None
    try:
        return {"format": logo_kind(content), "content": list(content)}
    except UnfitLogo:
        return None
