"""Writes a letter out twice from the same blocks: as plain text, and as HTML for those who see it.

The text part has lines under 78 columns. The HTML part carries its styles in its elements, since
many mail programs drop the rest; colours for dark screens stand in its head for those that do not.
It has no image but the account's logo, and says the same with images off. What turns the direction
of writing, and what no one can see, is taken out of both: it could make a figure read as another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from ledgerstone.documents.typesetting.logo_pictures import Picture
from ledgerstone.documents.typesetting.plain_text import one_line, without_hidden

from .letter import Block, Figures, Letter, Listed, Paragraph, Quoted, Small, Way
from .wrapping import WIDTH, wrapped

LOGO = "logo"
# With what a reader turns off mails like this one.
STOP = "Have mails like this in a daily summary, or not at all"
# A last day as people are asked to keep it: `by Friday 30 October 2026`, `by October 30, 2026`.
_LAST_DAY = re.compile(
    r"(?<=\bby )(?:[A-Z][a-z]+day,? )?(?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2},) \d{4}\b"
)
_LONGEST_SUBJECT = 250
_LONGEST_PREVIEW = 200


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose mail it is: the account by name, with its logo where it has one. ``source`` is where
    the picture is found: in the mail itself, but for previews."""

    name: str = "Ledgerstone"
    logo: Picture | None = None
    source: str = f"cid:{LOGO}"


def subject_of(letter: Letter) -> str:
    """The subject in one line: what would begin another header is a space."""
    said = " ".join(one_line(letter.subject).split())
    return said if len(said) <= _LONGEST_SUBJECT else f"{said[: _LONGEST_SUBJECT - 1]}…"


def text_of(letter: Letter, *, without_personal_links: bool = False, stop: str = "") -> str:
    """The text part. What is kept of a mail is without the links that are the reader's alone.

    ``stop`` is the address where the reader turns off mails like this one.
    """
    said = []
    for block in letter.blocks:
        if without_personal_links and isinstance(block, Way) and block.is_personal:
            said.append(f"{wrapped(_named(block))}\n(the reader's own link)")
        else:
            said.append("\n".join(_TEXTS[type(block)](block)))
    if stop:
        said.append(f"{STOP}:\n{stop}")
    return without_hidden("\n\n".join(said)) + "\n"


def html_of(letter: Letter, brand: Brand, *, stop: str = "") -> str:
    """The HTML part, with its styles inlined."""
    page = render_to_string(
        "correspondence/letter.html",
        {
            "letter": letter,
            "subject": subject_of(letter),
            "blocks": list(_drawn(letter.blocks)),
            "brand": brand,
            "preview": _preview(letter),
            "stop": stop,
            "stop_label": STOP,
        },
    )
    return without_hidden(str(_inliner().inline(page)))


@cache
def _inliner() -> Any:
    # Imported late: web processes write hardly any mail, and it is large.
    import css_inline

    return css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


def _drawn(blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    """The blocks as the page draws them: by their names, and where in their row they stand."""
    last = len(blocks) - 1
    for place, block in enumerate(blocks):
        before = blocks[place - 1] if place else None
        drawn: dict[str, Any] = {
            "is": type(block).__name__.lower(),
            "block": block,
            "is_first": place == 0,
            "is_last": place == last,
            "opens": type(before) is not type(block),
        }
        if isinstance(block, Paragraph):
            days = _LAST_DAY.findall(block.text) if place == 0 else ()
            drawn["text"] = _emphasised(block.text, (*block.strong, *days))
        yield drawn


def _emphasised(text: str, strong: Iterable[str]) -> SafeString:
    """A paragraph as HTML, with its strong parts; whatever a person wrote in it is escaped."""
    said = str(conditional_escape(str(text)))
    parts = {str(conditional_escape(str(part))) for part in strong if part}
    if parts:
        longest_first = sorted(parts, key=len, reverse=True)
        any_of = re.compile("|".join(re.escape(part) for part in longest_first))
        said = any_of.sub(lambda found: f"<strong>{found[0]}</strong>", said)
    return mark_safe(said.replace("\n", "<br>"))  # noqa: S308 - escaped above


def _preview(letter: Letter) -> str:
    """What a list of mails shows of this one after its subject."""
    first = letter.blocks[0]
    if isinstance(first, Paragraph):
        said = first.text
    elif isinstance(first, Quoted):
        said = f"{first.lead} {first.text}"
    else:
        return ""
    return one_line(said)[:_LONGEST_PREVIEW]


def _paragraph(block: Paragraph | Small) -> Iterator[str]:
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
    yield wrapped(_named(block))
    yield block.url


def _named(block: Way) -> str:
    return f"{block.lead} {block.label}:" if block.lead else f"{block.label}:"


_TEXTS: dict[type[Block], Callable[[Any], Iterator[str]]] = {
    Paragraph: _paragraph,
    Quoted: _quoted,
    Figures: _figures,
    Listed: _listed,
    Way: _way,
    Small: _paragraph,
}
