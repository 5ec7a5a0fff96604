"""Writes a letter out twice from the same blocks: as plain text, and as HTML for those who see it.

The text part has lines under 78 columns. The HTML part carries its styles in its elements, since
many mail programs drop the rest; colours for dark screens stand in its head for those that do not.
It has no image but the account's logo, and says the same with images off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import css_inline
from django.template.loader import render_to_string

from .letter import Block, Figures, Letter, Listed, Paragraph, Quoted, Small, Way
from .wrapping import WIDTH, wrapped

LOGO = "logo"
_INLINER = css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True)
_BREAKS = re.compile(r"\s*[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+\s*")
_LONGEST_SUBJECT = 250


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose mail it is: the account by name, and whether its logo goes along (as ``cid:logo``)."""

    name: str = "Ledgerstone"
    has_logo: bool = False


def subject_of(letter: Letter) -> str:
    """The subject in one line: what would begin another header is a space."""
    said = " ".join(_BREAKS.sub(" ", letter.subject).split())
    return said if len(said) <= _LONGEST_SUBJECT else f"{said[: _LONGEST_SUBJECT - 1]}…"


def text_of(letter: Letter, *, without_personal_links: bool = False) -> str:
    """The text part. What is kept of a mail is without the links that are the reader's alone."""
    said = []
    for block in letter.blocks:
        if without_personal_links and isinstance(block, Way) and block.is_personal:
            said.append(f"{wrapped(f'{block.label}:')}\n(the reader's own link)")
        else:
            said.append("\n".join(_TEXTS[type(block)](block)))
    return "\n\n".join(said) + "\n"


def html_of(letter: Letter, brand: Brand) -> str:
    """The HTML part, with its styles inlined."""
    blocks = [{"is": type(block).__name__.lower(), "block": block} for block in letter.blocks]
    first = letter.blocks[0]
    page = render_to_string(
        "correspondence/letter.html",
        {
            "letter": letter,
            "subject": subject_of(letter),
            "blocks": blocks,
            "brand": brand,
            "preview": first.text if isinstance(first, Paragraph) else "",
        },
    )
    return str(_INLINER.inline(page))


def _paragraph(block: Paragraph) -> Iterator[str]:
    for line in block.text.split("\n"):
        yield wrapped(line)


def _quoted(block: Quoted) -> Iterator[str]:
    yield wrapped(block.lead)
    for line in block.text.split("\n"):
        yield wrapped(line, "> ", "> ") or ">"


def _figures(block: Figures) -> Iterator[str]:
    most = max((len(row.value) for row in block.rows), default=0)
    labels = max(20, min(44, WIDTH - most - 2))
    for row in block.rows:
        *before, last = wrapped(row.label).split("\n") if row.label else [""]
        yield from before
        if len(last) > labels or len(row.value) > WIDTH - labels - 2:
            yield last
            yield wrapped(row.value, "  ", "  ")
        else:
            yield f"{last:<{labels}}  {row.value:>{most}}"
    if block.note:
        yield wrapped(block.note)


def _listed(block: Listed) -> Iterator[str]:
    if block.title:
        yield wrapped(block.title)
    for item in block.items:
        yield wrapped(item.head, "- ", "  ")
        for line in item.lines:
            yield wrapped(line, "  ", "  ")
        if item.url:
            yield f"  {item.url}"


def _way(block: Way) -> Iterator[str]:
    yield wrapped(f"{block.label}:")
    yield block.url


_TEXTS: dict[type[Block], Callable[[Any], Iterator[str]]] = {
    Paragraph: _paragraph,
    Quoted: _quoted,
    Figures: _figures,
    Listed: _listed,
    Way: _way,
    Small: _paragraph,
}
