"""The table of settings: a setting is named with its default and a function that shows its effect.

``@shows("commitments", "private_by_default", default=True)`` stands over the function. Places are
the records that hold settings, each with its page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.scene import Scene

Effect = Callable[[Scene], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting, and the function that shows what it does."""

    place: str
    name: str
    default: Any
    effect: Effect


ENTRIES: dict[tuple[str, str], Entry] = {}


def shows(place: str, name: str, *, default: Any) -> Callable[[Effect], Effect]:
    """Put a setting into the table, with its default."""

    def taken(effect: Effect) -> Effect:
        if (place, name) in ENTRIES:
            raise ValueError(f"{place} {name} is in the table twice.")
        ENTRIES[place, name] = Entry(place, name, default, effect)
        return effect

    return taken


def of_place(place: str) -> dict[str, Entry]:
    """The settings of one place by name."""
    return {name: entry for (where, name), entry in ENTRIES.items() if where == place}
