"""Which files may stand as a company's logo, told by their content and not by their name.

An SVG is a program for drawing: it may be made of plain shapes only, may refer to nothing outside
of itself, and may not repeat its parts without end.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as Xml

MOST_BYTES = 1_000_000
MOST_PIXELS = 16_000_000
MOST_SHAPES = 20_000

CONTENT_TYPES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SVG_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg\b", re.S
)
# Entities could grow without end.
_SVG_REFUSED = re.compile(rb"<!DOCTYPE|<!ENTITY", re.I)
_SVG, _XHTML = "{http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xhtml"
_SHAPES = "path rect circle ellipse line polyline polygon text tspan"
_PAINTS = "linearGradient radialGradient stop clipPath mask style"
_PARTS = "svg g defs symbol use switch title desc metadata"
_PLAIN = frozenset(" ".join((_SHAPES, _PAINTS, _PARTS)).split())
_OUTSIDE = re.compile(r"@import|url\(\s*+['\"]?+\s*+(?!#)|(?:java|vb)script:|expression\(", re.I)
# The frames of a JPEG that say how large it is; the others of their range say something else.
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class UnfitLogo(ValueError):  # noqa: N818 - it says what is wrong
    """A file cannot stand as a logo; the text says what would be accepted."""


def logo_kind(content: bytes) -> str:
    """Return `png`, `jpg` or `svg`; refuse anything else, and anything too large to draw."""
    if len(content) > MOST_BYTES:
        raise UnfitLogo("This logo is larger than 1 MB. Use a smaller PNG, JPEG or SVG file.")
    if content.startswith(_PNG) and len(content) > 24:
        width, height = struct.unpack_from(">LL", content, 16)
        _refuse_many_pixels(width * height)
        return "png"
    if content.startswith(_JPEG):
        _refuse_many_pixels(_jpeg_pixels(content))
        return "jpg"
    if _SVG_START.match(content):
        _refuse_unless_plain(content)
        return "svg"
    raise UnfitLogo("This is not a PNG, JPEG or SVG file. Use one of these for a logo.")


def _refuse_many_pixels(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise UnfitLogo("This logo has more than 16 million pixels. Use a smaller one.")


def _jpeg_pixels(content: bytes) -> int:
    """Return how many pixels a JPEG has by its first frame; none where it has no frame."""
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _SIZES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return int(width * height)
        place += 2 + struct.unpack_from(">H", content, place + 2)[0]
    return 0


# --- SVG ----------------------------------------------------------------------------------------


def _refuse_unless_plain(content: bytes) -> None:
    """Refuse an SVG that is more than shapes."""
    outside = UnfitLogo(
        "This SVG refers to something outside of it. Use one made of plain shapes, or a PNG or "
        "JPEG file."
    )
    if _SVG_REFUSED.search(content):
        raise outside
    try:
        root = Xml.fromstring(content)  # noqa: S314 - entities were refused above
    except (Xml.ParseError, ValueError, LookupError):
        raise UnfitLogo("This SVG cannot be read. Save it again, or use a PNG file.") from None
    if any(_reaches_out(element) for element in root.iter()):
        raise outside
    if _shapes(root) > MOST_SHAPES:
        raise UnfitLogo("This SVG has too many shapes. Use a simpler one, or a PNG file.")


def _reaches_out(element: Xml.Element) -> bool:
    """Whether an element is no plain shape, or names what is not in the file."""
    if not isinstance(element.tag, str):  # a comment
        return False
    space, _, name = element.tag.rpartition("}")
    if space == _XHTML or (space in ("", _SVG) and name not in _PLAIN):
        return True
    if element.text and _OUTSIDE.search(element.text):
        return True
    return any(_is_outside(name, value) for name, value in element.attrib.items())


def _is_outside(name: str, value: str) -> bool:
    plain = name.rpartition("}")[2].lower()
    if plain.startswith("on"):
        return True
    if plain in {"href", "src"} and not value.strip().startswith("#"):
        return True
    return bool(_OUTSIDE.search(value))


def _shapes(root: Xml.Element) -> int:
    """Count the shapes, those that are used again each time; endless use is more than the most."""
    by_id = {found: element for element in root.iter() if (found := element.get("id"))}
    counted: dict[int, int] = {}
    return _count(root, by_id, counted, frozenset())


def _count(
    element: Xml.Element,
    by_id: Mapping[str, Xml.Element],
    counted: dict[int, int],
    within: frozenset[int],
) -> int:
    key = id(element)
    if key in counted:
        return counted[key]
    if key in within or len(within) > 200:
        return MOST_SHAPES + 1
    deeper = within | {key}
    total = 1
    for part in (*element, *_used(element, by_id)):
        total = min(total + _count(part, by_id, counted, deeper), MOST_SHAPES + 1)
    counted[key] = total
    return total


def _used(element: Xml.Element, by_id: Mapping[str, Xml.Element]) -> Iterator[Xml.Element]:
    """What an element draws in its place or through, besides its own parts."""
    for name, value in element.attrib.items():
        if name.rpartition("}")[2] == "href":
            named = [value.strip().removeprefix("#")]
        else:
            named = re.findall(r"url\(\s*['\"]?#([^'\")\s]+)", value)
        for one in named:
            if one in by_id:
                yield by_id[one]
