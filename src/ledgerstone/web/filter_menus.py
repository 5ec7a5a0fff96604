"""Menus that narrow a list: each of their words leads to the list with it, or without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def menu_of_one(
    label: str,
    now: Any,
    choices: Sequence[tuple[Any, str]],
    way: Callable[[Any], str],
    *,
    nothing: Any = None,
) -> dict[str, Any]:
    """A menu of which one thing at most is chosen; choosing it again lets go of it. ``way`` is the
    address of the list with a value chosen."""
    picked = next((word for value, word in choices if value == now and now != nothing), "")
    return {
        "label": f"{label}: {picked}" if picked else label,
        "is_chosen": bool(picked),
        "choices": [
            {
                "label": word,
                "current": bool(picked) and value == now,
                "href": way(nothing if value == now else value),
            }
            for value, word in choices
        ],
    }


def menu_of_several(
    label: str,
    now: tuple[str, ...],
    choices: Sequence[tuple[str, str]],
    way: Callable[[tuple[str, ...]], str],
) -> dict[str, Any]:
    """A menu of which several are chosen together."""
    words = dict(choices)
    said = ", ".join(words[one] for one in now if one in words)
    return {
        "label": f"{label}: {said}" if said else label,
        "is_chosen": bool(said),
        "choices": [
            {"label": word, "current": value in now, "href": way(_toggled(now, value))}
            for value, word in choices
        ],
    }


def _toggled(now: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(one for one in now if one != value) if value in now else (*now, value)
