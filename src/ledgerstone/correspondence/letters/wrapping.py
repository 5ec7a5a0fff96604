"""Sets the paragraphs of a mail in lines that every mail program shows as they are."""

from __future__ import annotations

import textwrap

WIDTH = 77


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """A paragraph in lines; ``first`` and ``rest`` stand before its first line and the others.

    A word that is longer than a line is broken, unless it is an address: a broken one opens
    nothing.
    """
    room = WIDTH - max(len(first), len(rest))
    return textwrap.fill(
        " ".join(piece for word in text.split(" ") for piece in _pieces(word, room)),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _pieces(word: str, room: int) -> list[str]:
    """A word in parts that fit a line."""
    if len(word) <= room or word.startswith(("http://", "https://")):
        return [word]
    return [word[at : at + room] for at in range(0, len(word), room)]
