"""A picture as a page of a PDF.

A JPEG is put in as it is, so nothing of it is lost and little memory is needed; it is only tried
at an eighth of its size, which finds one that ends too early. A PNG without transparency is put in
as it is too; any other is drawn on white.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image, ImageOps

MARGIN = 34.0
# What may be put in as it is, and what may be unpacked to be drawn.
MOST_PIXELS = 120_000_000
MOST_DRAWN = 24_000_000
# A small picture is not drawn larger than this.
_LEAST_DOTS_PER_INCH = 96
_CHANNELS = {"L": 1, "RGB": 3, "CMYK": 4}
_COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_PIECE = 256 * 1024


class UnfitPicture(ValueError):  # noqa: N818 - it says what is wrong
    """A picture cannot be put on a page; the text says why, to go on from "It"."""


@dataclass(frozen=True, slots=True)
class _Picture:
    """Its size, how it is turned, and it as a PDF holds it."""

    width: int
    height: int
    turned: int  # quarter turns to the left, after a mirror
    mirrored: bool
    stream: bytes
    entries: dict[str, object]


# How a picture with an orientation of its own is drawn: quarter turns to the left, and mirrored.
_TURNED = {2: (0, True), 3: (2, False), 4: (2, True), 5: (1, True), 6: (3, False), 7: (3, True),
           8: (1, False)}  # fmt: skip


def picture_page(source: Path, target: Path, paper: tuple[float, float]) -> None:
    """Write a PDF of one page with this PNG or JPEG on it, as large as fits, never cut.

    ``paper``: width and height in points, upright; a wide picture gets a wide page. UnfitPicture
    for what is broken or too large.
    """
    picture = _read(source)
    wide, high = picture.width, picture.height
    if picture.turned % 2:
        wide, high = high, wide
    page_width, page_height = paper if wide <= high else (paper[1], paper[0])
    scale = min(
        (page_width - 2 * MARGIN) / wide,
        (page_height - 2 * MARGIN) / high,
        72 / _LEAST_DOTS_PER_INCH,
    )
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(page_width, page_height))
        image = pikepdf.Stream(pdf, picture.stream)
        for name, value in picture.entries.items():
            image[name] = value
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        left = (page_width - wide * scale) / 2
        bottom = (page_height - high * scale) / 2
        matrix = _matrix(picture, wide * scale, high * scale)
        drawn = f"q 1 0 0 1 {left:.3f} {bottom:.3f} cm {matrix} cm /Im0 Do Q"
        page.Contents = pikepdf.Stream(pdf, drawn.encode())
        pdf.save(target, deterministic_id=True)


def _matrix(picture: _Picture, width: float, height: float) -> str:
    """How the unit square of the picture fills its place, turned and mirrored as it asks."""
    corners = [
        (width, 0, 0, height, 0, 0),
        (0, height, -width, 0, width, 0),
        (-width, 0, 0, -height, width, height),
        (0, -height, width, 0, 0, height),
    ]
    a, b, c, d, e, f = corners[picture.turned]
    if picture.mirrored:
        a, b, e, f = -a, -b, e + a, f + b
    return " ".join(f"{number:.3f}" for number in (a, b, c, d, e, f))


def _read(source: Path) -> _Picture:
    try:
        with Image.open(source) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnfitPicture("has too many pixels to be put on a page")
            if opened.format == "JPEG" and opened.mode in _CHANNELS:
                return _jpeg(opened, source)
            if opened.format == "PNG" and _is_plain(opened):
                return _plain_png(opened, source)
            return _drawn(opened)
    except UnfitPicture:
        raise
    except (OSError, ValueError, SyntaxError, struct.error, zlib.error, MemoryError):
        raise UnfitPicture("is damaged and cannot be read") from None
    except Image.DecompressionBombError:
        raise UnfitPicture("has too many pixels to be put on a page") from None


def _turned(opened: Image.Image) -> tuple[int, bool]:
    try:
        orientation = opened.getexif().get(0x0112, 1)
    except Exception:  # what a camera wrote there is nothing that a page depends on
        return 0, False
    return _TURNED.get(orientation, (0, False))


def _jpeg(opened: Image.Image, source: Path) -> _Picture:
    """A JPEG as it is; tried small, so that one that breaks off is found."""
    width, height, mode = opened.width, opened.height, opened.mode
    turned, mirrored = _turned(opened)
    is_inverted = mode == "CMYK" and "adobe" in opened.info
    opened.draft(None, (max(1, width // 8), max(1, height // 8)))
    opened.load()
    channels = _CHANNELS[mode]
    entries = _entries(width, height, _COLOURS[channels], 8)
    entries["/Filter"] = pikepdf.Name("/DCTDecode")
    if is_inverted:
        entries["/Decode"] = pikepdf.Array([1, 0] * 4)
    return _Picture(width, height, turned, mirrored, source.read_bytes(), entries)


def _is_plain(opened: Image.Image) -> bool:
    """Whether a PNG is rows of grey or colour of 8 bits, one after the other, all opaque."""
    return (
        opened.mode in ("L", "RGB")
        and "transparency" not in opened.info
        and not opened.info.get("interlace")
    )


def _plain_png(opened: Image.Image, source: Path) -> _Picture:
    """A PNG's own packed rows, once they were unpacked piece by piece and found whole."""
    width, height, channels = opened.width, opened.height, _CHANNELS[opened.mode]
    packed, bits = _packed_rows(source)
    if bits != 8 or _unpacked_size(packed) != height * (1 + width * channels):
        return _drawn(opened)
    entries = _entries(width, height, _COLOURS[channels], 8)
    entries["/Filter"] = pikepdf.Name("/FlateDecode")
    entries["/DecodeParms"] = pikepdf.Dictionary(
        Predictor=15, Colors=channels, BitsPerComponent=8, Columns=width
    )
    return _Picture(width, height, 0, False, packed, entries)


def _packed_rows(source: Path) -> tuple[bytes, int]:
    """The packed rows of a PNG, and how many bits a channel has."""
    rows, bits = io.BytesIO(), 0
    for kind, content in _chunks(source):
        if kind == b"IHDR":
            bits = content[8]
        elif kind == b"IDAT":
            rows.write(content)
    return rows.getvalue(), bits


def _chunks(source: Path) -> Iterator[tuple[bytes, bytes]]:
    with source.open("rb") as png:
        png.seek(8)
        while len(head := png.read(8)) == 8:
            length, kind = struct.unpack(">L4s", head)
            content, check = png.read(length), png.read(4)
            if len(check) != 4 or zlib.crc32(kind + content) != struct.unpack(">L", check)[0]:
                raise UnfitPicture("is damaged and cannot be read")
            yield kind, content
            if kind == b"IEND":
                return


def _unpacked_size(packed: bytes) -> int:
    unpacking, size = zlib.decompressobj(), 0
    rest = packed
    while rest and not unpacking.eof:
        size += len(unpacking.decompress(rest, _PIECE))
        rest = unpacking.unconsumed_tail
    return size


def _drawn(opened: Image.Image) -> _Picture:
    """Any other picture, drawn on white."""
    if opened.width * opened.height > MOST_DRAWN:
        raise UnfitPicture("has too many pixels to be put on a page")
    upright = ImageOps.exif_transpose(opened)
    if "A" in upright.mode or "transparency" in upright.info:
        clear = upright.convert("RGBA")
        plain = Image.new("RGB", clear.size, "white")
        plain.paste(clear, mask=clear.getchannel("A"))
    else:
        plain = upright.convert("RGB")
    entries = _entries(plain.width, plain.height, "/DeviceRGB", 8)
    entries["/Filter"] = pikepdf.Name("/FlateDecode")
    packed = zlib.compress(plain.tobytes(), 6)
    return _Picture(plain.width, plain.height, 0, False, packed, entries)


def _entries(width: int, height: int, colours: str, bits: int) -> dict[str, object]:
    return {
        "/Type": pikepdf.Name("/XObject"),
        "/Subtype": pikepdf.Name("/Image"),
        "/Width": width,
        "/Height": height,
        "/ColorSpace": pikepdf.Name(colours),
        "/BitsPerComponent": bits,
    }
