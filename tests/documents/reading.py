"""Read a PDF back as a person would: rows of words, and what stands in which column."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pdfplumber


@dataclass(frozen=True)
class ReadPage:
    """A page as text rows, and its words with their places."""

    width: float
    height: float
    text: str
    words: list[dict[str, Any]]

    @property
    def rows(self) -> list[str]:
        """The rows of words from top to bottom."""
        return self.text.split("\n")

    def row(self, start: str) -> list[str]:
        """Return the words of the one row that starts so, without the start."""
        found = [row for row in self.rows if row.startswith(start)]
        assert len(found) == 1, (start, found, self.text)
        return found[0][len(start) :].split()


def read(pdf: bytes) -> list[ReadPage]:
    """Return the pages of a PDF."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [
            ReadPage(
                width=float(page.width),
                height=float(page.height),
                text=page.extract_text(),
                words=page.extract_words(keep_blank_chars=False),
            )
            for page in opened.pages
        ]
