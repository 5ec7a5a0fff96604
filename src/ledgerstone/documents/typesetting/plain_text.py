"""Make what people wrote safe and fit to be printed: no control characters, no turned text.

A text reaches the page as data, so nothing in it can act as markup. What is taken out here could
still mislead a reader (characters that reverse the order of what follows them) or break a file.
"""

from __future__ import annotations

import re

# C0 and C1 controls but line feed, lone surrogates, bidirectional marks, embeddings, overrides
# and isolates, the byte order mark, interlinear annotation, and non-characters.
_REMOVED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n\u00a0]+")
_LONG_WORD = re.compile(r"\S{25,}")


def printable(text: str) -> str:
    """Return a text of several lines as it may be printed."""
    unified = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = _REMOVED.sub("", unified)
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in kept.split("\n")).strip("\n")


def one_line(text: str) -> str:
    """Return a text for a place that has one line; line ends become blanks."""
    return printable(text).replace("\n", " ")


def without_hidden(text: str) -> str:
    """Return a text that is laid out already, its lines and blanks kept, without what is hidden."""
    return _REMOVED.sub("", "\n".join(_LINE_ENDS.sub(" ", line) for line in text.split("\n")))


def breakable(text: str) -> str:
    """Let very long words break between any twelve characters, where Typst breaks the lines."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(re.findall(".{1,12}", word[0])), text)
