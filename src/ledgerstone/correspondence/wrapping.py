"""Sets the paragraphs of a mail in lines that every mail program shows as they are."""

from __future__ import annotations

import textwrap

WIDTH = 77


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """A paragraph in lines; ``first`` and ``rest`` stand before its first line and the others.

    A word that is longer than a line is broken, unless it is an address: a broken one opens
    nothing.
    """
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words="://" not in text,
        break_on_hyphens=False,
    )
