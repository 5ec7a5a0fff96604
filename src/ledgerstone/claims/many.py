"""What an act on many rows of a list came to: each is done, or refused with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that an act left as it was: the record's id, what it is called, and why."""

    id: int
    named: str
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each row. ``done`` are ids of the records that the act made or changed."""

    done: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
