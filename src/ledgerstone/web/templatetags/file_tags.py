"""Files as pages show them."""

from __future__ import annotations

from django import template

from ledgerstone.files import kinds

register = template.Library()

_ICONS = {
    kinds.PDF.content_type: "file-type-pdf",
    kinds.PNG.content_type: "photo",
    kinds.JPEG.content_type: "photo",
    kinds.WORKBOOK.content_type: "file-spreadsheet",
}


@register.filter
def file_size(size: int) -> str:
    """A size as people read it."""
    return kinds.size_in_words(size)


@register.filter
def file_icon(content_type: str) -> str:
    """The icon of a kind of file."""
    return _ICONS.get(content_type, "file")


@register.simple_tag
def accepted_files() -> dict[str, str]:
    """What may be attached: in words, and as a browser's file dialog wants it."""
    largest = kinds.size_in_words(kinds.LARGEST)
    return {"hint": f"{kinds.IN_WORDS}, up to {largest}", "endings": kinds.ACCEPTED}
