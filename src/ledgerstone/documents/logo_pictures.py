"""Draws a logo as a small PNG, for what shows neither large pictures nor shapes, such as mails."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from functools import lru_cache

import typst

from .drawing import CannotBeDrawn
from .logos import logo_face

HIGHEST, WIDEST = 36, 220
# Two dots a pixel, so that it is sharp on every screen.
_DOTS_PER_INCH = 144
_SOURCE = b"""
#let logo = json(bytes(sys.inputs.face))
#let drawn(..size) = image(bytes(logo.content), format: logo.format, ..size)
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#context if measure(drawn(height: HIGHESTpt)).width > WIDESTpt { drawn(width: WIDESTpt) } else {
  drawn(height: HIGHESTpt)
}
""".replace(b"HIGHEST", str(HIGHEST).encode()).replace(b"WIDEST", str(WIDEST).encode())


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
    try:
        drawn = typst.compile(  # type: ignore[call-overload]  # its stub lacks this form
            {"main.typ": _SOURCE},
            format="png",
            ppi=_DOTS_PER_INCH,
            sys_inputs={"face": json.dumps(face, separators=(",", ":"))},
        )
    except CannotBeDrawn:
        return None
    png = bytes(drawn)
    # A PNG says its size in its first part.
    width, height = struct.unpack(">II", png[16:24])
    return Picture(png, max(1, round(width / 2)), max(1, round(height / 2)))
