"""Draws a logo as a small PNG, for what shows neither large pictures nor shapes, such as mails."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import lru_cache

from .drawing import CannotBeDrawn, Typesetter
from .logos import logo_face

HIGHEST, WIDEST = 36, 220
# Two dots a pixel, so that it is sharp on every screen.
_DOTS_PER_INCH = 144


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and the size in pixels at which it is shown."""

    content: bytes = field(repr=False)
    width: int
    height: int


@lru_cache(maxsize=32)
def picture_of(content: bytes) -> Picture | None:
    """A logo as it was uploaded, drawn; None where it cannot be."""
    face = logo_face(content)
    if face is None:
        return None
    shown = {"logo": face, "highest": HIGHEST, "widest": WIDEST}
    try:
        with Typesetter() as typesetter:
            png = typesetter.draw_picture("picture.typ", shown, dots_per_inch=_DOTS_PER_INCH)
    except CannotBeDrawn:
        return None
    # A PNG says its size in its first part.
    width, height = struct.unpack(">II", png[16:24])
    return Picture(png, max(1, round(width / 2)), max(1, round(height / 2)))
