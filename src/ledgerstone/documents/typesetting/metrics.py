"""How wide text is in the fonts of our documents, so that pages can be planned before they are set.

A continuation sheet must know what stands on each page before it is set: running totals, page
numbers and which groups would be split depend on it. So lines are broken here, by the advance
widths that the font files state, and Typst draws them as they are. Kerning is left out, which makes
a measured line a little wider than a drawn one, never too narrow to matter.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FONT_FOLDER = Path(__file__).parents[1] / "fonts"
FONT_FILES = {
    400: "Inter_400Regular.ttf",
    500: "Inter_500Medium.ttf",
    600: "Inter_600SemiBold.ttf",
}

# Advance widths in em with tabular figures, which the plain character map does not show.
# The minus is as wide as a digit. `tests/documents/test_metrics.py` holds these to the fonts.
_FIGURE_WIDTHS = {
    **dict.fromkeys("0123456789\u2212", 0.6485),
    **dict.fromkeys(",.\u00a0", 0.2686),
    "%": 1.0044,
    "\u2013": 0.5,
}
_WIDEST_FIGURE = 1.01
# What a character takes that the font does not have.
_UNKNOWN = 1.0


class FontsMissing(RuntimeError):  # noqa: N818 - it says what is wrong
    """The fonts of our documents have not been built yet."""


@dataclass(frozen=True, slots=True)
class FontWidths:
    """The advance widths of one font, in em, by character."""

    by_character: dict[str, float]

    def of(self, text: str) -> float:
        """Return the width of a text on one line, in em."""
        widths = self.by_character
        return sum(widths[c] if c in widths else self._of_unknown(c) for c in text)

    @staticmethod
    def _of_unknown(character: str) -> float:
        """Return the width of a character that the font lacks; marks take none."""
        return 0.0 if unicodedata.combining(character) else _UNKNOWN


@lru_cache(maxsize=4)
def font_widths(weight: int) -> FontWidths:
    """Read the widths of the text font in one of the three weights that we use."""
    path = FONT_FOLDER / FONT_FILES[weight]
    try:
        return FontWidths(_advances(path.read_bytes()))
    except FileNotFoundError:
        raise FontsMissing(
            "The fonts for documents are not here yet. Build the front end, "
            "which copies them from their package."
        ) from None


def figure_width(text: str) -> float:
    """Return the width of a figure set with tabular numbers, in em."""
    return sum(_FIGURE_WIDTHS.get(c, _WIDEST_FIGURE) for c in text)


def fitted(text: str, width: float, weight: int) -> str:
    """Return a text cut short, with an ellipsis, where it is wider than `width` em."""
    widths = font_widths(weight)
    if widths.of(text) <= width:
        return text
    return _cut_word(text, width - widths.of("…"), widths)[0].rstrip() + "…"


def broken_lines(text: str, width: float, widths: FontWidths) -> list[str]:
    """Break a text into lines no wider than `width` em, at blanks where there are any.

    Line breaks in the text stay. A word that is wider than a line is cut between characters.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_broken_paragraph(paragraph, width, widths))
    return lines


def _broken_paragraph(paragraph: str, width: float, widths: FontWidths) -> list[str]:
    """Break one paragraph into lines."""
    if widths.of(paragraph) <= width:
        return [paragraph.strip(" ")]
    lines: list[str] = []
    current = ""
    for word in paragraph.split(" "):
        candidate = f"{current} {word}" if current else word
        if widths.of(candidate) <= width:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = _cut_word(word, width, widths)
        lines.extend(full)
    lines.append(current)
    return lines


def _cut_word(word: str, width: float, widths: FontWidths) -> list[str]:
    """Cut a word that is wider than a line into pieces that are not."""
    pieces: list[str] = []
    start, used = 0, 0.0
    for place, character in enumerate(word):
        step = widths.of(character)
        if used + step > width and place > start:
            pieces.append(word[start:place])
            start, used = place, 0.0
        used += step
    pieces.append(word[start:])
    return pieces


def _advances(font: bytes) -> dict[str, float]:
    """Return the advance width of every mapped character of a TrueType font, in em.

    Reads the tables `head`, `hhea`, `hmtx` and a format 4 `cmap` of the OpenType specification.
    """
    tables = {}
    for entry in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * entry)
        tables[tag] = offset
    em = struct.unpack_from(">H", font, tables[b"head"] + 18)[0]
    metrics = struct.unpack_from(">H", font, tables[b"hhea"] + 34)[0]
    advances = struct.unpack_from(f">{2 * metrics}H", font, tables[b"hmtx"])[::2]
    return {
        chr(code): advances[min(glyph, metrics - 1)] / em
        for code, glyph in _glyphs(font, tables[b"cmap"])
    }


def _glyphs(font: bytes, cmap: int) -> list[tuple[int, int]]:
    """Return (character code, glyph) pairs of a font's Unicode map, format 4."""
    for entry in range(struct.unpack_from(">H", font, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * entry)
        start = cmap + offset
        if (platform, encoding) in ((3, 1), (0, 3)) and font[start : start + 2] == b"\x00\x04":
            return _format_four(font, start)
    raise FontsMissing("A font for documents has no Unicode map; build the front end again.")


def _format_four(font: bytes, start: int) -> list[tuple[int, int]]:
    """Return the pairs of a format 4 subtable: segments of codes with a shift or a list."""
    count = struct.unpack_from(">H", font, start + 6)[0] // 2
    row = f">{count}H"
    ends = struct.unpack_from(row, font, start + 14)
    begins = struct.unpack_from(row, font, start + 16 + 2 * count)
    shifts = struct.unpack_from(row, font, start + 16 + 4 * count)
    ranges_at = start + 16 + 6 * count
    pairs = []
    for segment, (begin, end, shift) in enumerate(zip(begins, ends, shifts, strict=True)):
        place = ranges_at + 2 * segment
        skip = struct.unpack_from(">H", font, place)[0]
        for code in range(begin, min(end, 0xFFFE) + 1):
            if skip:
                glyph = struct.unpack_from(">H", font, place + skip + 2 * (code - begin))[0]
                glyph = (glyph + shift) & 0xFFFF if glyph else 0
            else:
                glyph = (code + shift) & 0xFFFF
            if glyph:
                pairs.append((code, glyph))
    return pairs
