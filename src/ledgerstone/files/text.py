"""Text files as other programs write them."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_old_excel(content: bytes) -> bool:
    """Whether it is a workbook from before .xlsx, or one with a password."""
    return content.startswith(_OLD_EXCEL)


def decoded(content: bytes) -> str | None:
    """Text by its mark, as UTF-8, or as Windows writes it in the West; None where it is none."""
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or _unmarked(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _unmarked(content: bytes) -> list[str]:
    """The encodings to try. UTF-16 without its mark has a nought in every other byte."""
    start = content[:200]
    if start[1::2].count(0) > len(start) // 4:
        return ["utf-16-le"]
    if start[0::2].count(0) > len(start) // 4:
        return ["utf-16-be"]
    return ["utf-8", "cp1252"]
