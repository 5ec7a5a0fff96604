"""What the doctor finds: how bad it is, what it is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad a finding is."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer."""

    level: Level
    what: str = ""
    mend: str = ""

    @classmethod
    def fine(cls, what: str = "") -> Finding:
        return cls(Level.FINE, what)

    @classmethod
    def note(cls, what: str, mend: str = "") -> Finding:
        return cls(Level.NOTE, what, mend)

    @classmethod
    def wrong(cls, what: str, mend: str) -> Finding:
        return cls(Level.WRONG, what, mend)
