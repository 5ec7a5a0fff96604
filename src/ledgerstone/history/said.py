"""A stored value as something that can be said: words where there are words, else a typed figure.

The history keeps values as the database wrote them into JSON. Dates, moments and amounts keep their
type here, for the page to write them as its reader does; everything else becomes words.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import models
from django.db.models.fields import Field

from .words import description

Kind = Literal[
    "nothing", "text", "phrase", "number", "money", "rate", "quantity", "day", "moment",
    "entries", "added", "removed",
]  # fmt: skip
Reference = tuple[type[models.Model], int]


@dataclass(frozen=True, slots=True)
class Said:
    """A value and what sort it is; lists hold the words of their entries.

    A phrase has places for words of a region, by the keys of the terminology: "Out for {tender}".
    """

    kind: Kind = "nothing"
    value: str | int | Decimal | dt.date | dt.datetime | tuple[str, ...] | None = None


NOTHING = Said()


def text(words: str) -> Said:
    return Said("text", words) if words else NOTHING


def references(found: Field[Any, Any] | None, values: list[Any]) -> Iterator[Reference]:
    """What stored values of a column refer to."""
    if isinstance(found, models.ForeignKey):
        for value in values:
            if isinstance(value, int):
                yield found.related_model, value


def said(
    model: type[models.Model] | None,
    found: Field[Any, Any] | None,
    value: Any,
    names: Mapping[Reference, str],
) -> Said:
    """One stored value of a column."""
    if model is not None and found is not None:
        words = description(model).words.get(found.name, {})
        if not isinstance(value, list | dict) and value in words:
            return Said("phrase" if "{" in words[value] else "text", words[value])
        if isinstance(value, list):
            chosen = {**dict(_choices(found)), **words}
            return _entries([chosen.get(_plain(entry), _plain(entry)) for entry in value])
        if value is not None and isinstance(found, models.ForeignKey):
            related: Any = found.related_model
            return text(names.get((related, value), f"a removed {description(related).noun}"))
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return text("Yes" if value else "No")
    if isinstance(value, list):
        return _entries([_plain(entry) for entry in value])
    if isinstance(value, dict):
        return _entries([f"{key}: {_plain(entry)}" for key, entry in sorted(value.items())])
    if model is None or found is None:
        return text(_plain(value))
    return _typed(model, found, value)


def difference(before: Said, after: Said) -> tuple[Said, Said]:
    """Of two lists what went and what came; anything else stays as it is."""
    if "entries" not in (before.kind, after.kind):
        return before, after
    old = before.value if isinstance(before.value, tuple) else ()
    new = after.value if isinstance(after.value, tuple) else ()
    gone = tuple(entry for entry in old if entry not in new)
    come = tuple(entry for entry in new if entry not in old)
    if not gone and not come:
        return before, after
    return (
        Said("removed", gone) if gone else NOTHING,
        Said("added", come) if come else NOTHING,
    )


def _typed(model: type[models.Model], found: Field[Any, Any], value: Any) -> Said:
    """A single value that is there, by the type of its field."""
    chosen = dict(_choices(found))
    if chosen:
        return text(str(chosen.get(value, value)))
    if isinstance(found, models.DateTimeField):
        return Said("moment", dt.datetime.fromisoformat(value))
    if isinstance(found, models.DateField):
        return Said("day", dt.date.fromisoformat(value))
    kind = description(model).kinds.get(found.name)
    if isinstance(found, models.DecimalField):
        return Said(kind or _figure_kind(found), Decimal(value))
    if isinstance(value, int):
        return Said(kind or "number", value)
    return text(_plain(value))


def _figure_kind(found: models.DecimalField[Any, Any]) -> Kind:
    """Amounts have two decimals, quantities six; a rate is a fraction with eight."""
    kinds: dict[int, Kind] = {2: "money", 8: "rate"}
    return kinds.get(found.decimal_places, "quantity")


def _choices(found: Field[Any, Any]) -> list[tuple[Any, str]]:
    """The choices of a field, or those of an array's entries."""
    holder = getattr(found, "base_field", found)
    return [(key, str(word)) for key, word in holder.flatchoices or ()]


def _entries(words: list[str]) -> Said:
    return Said("entries", tuple(words)) if words else NOTHING


def _plain(value: Any) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return "" if value is None else str(value)
