"""Reads a story: its sentences in their order, each with the table that follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

_RULE = re.compile(r"^\|(?:-+\|)+$")


@dataclass
class Passage:
    """A paragraph, where it stands, and the rows of the table behind it by their headings."""

    place: str
    text: str
    rows: list[dict[str, str]] = field(default_factory=list)


def passages(story: Path) -> Iterator[Passage]:
    """The paragraphs of a story with their tables."""
    place = ""
    found: Passage | None = None
    for block in story.read_text(encoding="utf-8").split("\n\n"):
        said = block.strip()
        if said.startswith("#"):
            place = said.lstrip("# ")
        elif said.startswith("|"):
            if found is None:
                found = Passage(place, "")
            found.rows = list(_rows(said))
        else:
            if found is not None:
                yield found
            found = Passage(place, " ".join(said.split()))
            continue
        if found is not None:
            yield found
            found = None
    if found is not None:
        yield found


def _rows(table: str) -> Iterator[dict[str, str]]:
    lines = [line for line in table.splitlines() if not _RULE.match(line)]
    head, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    for row in body:
        yield dict(zip(head, row, strict=True))


def amount(text: str) -> Decimal:
    """An amount as accounts print it: thousands separated, brackets for less than nothing."""
    plain = text.replace(",", "")
    return -Decimal(plain[1:-1]) if plain.startswith("(") else Decimal(plain)
