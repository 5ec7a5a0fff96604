"""Single records with those around them, read by their key.

Statements are put together once in the life of a process, from the models: putting together the
same query for every page and every saved cell takes longer than the database needs to answer it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection, models

from .planned import Asked, several


class Reading(NamedTuple):
    """A statement, and per model where its columns stand in a row and how they are named.

    ``converted``: places of columns that do not come as their fields have them.
    """

    statement: str
    parts: dict[str, tuple[type[models.Model], slice, list[str]]]
    converted: tuple[tuple[int, Any, models.Field[Any, Any]], ...]

    def one(self, account_id: int, record_id: int, *first: Asked) -> dict[str, Any] | None:
        """The records of the one row, by alias; ``first`` is executed before it is read.

        A record that an outer join did not find is None.
        """
        *_, found = several(*first, (self.statement, {"account": account_id, "id": record_id}))
        if not found:
            return None
        row = list(found[0])
        for place, convert, of in self.converted:
            row[place] = convert(row[place], of, connection)
        return {
            alias: None
            if row[columns.start] is None
            else model.from_db(connection.alias, names, row[columns])
            for alias, (model, columns, names) in self.parts.items()
        }


def reading(
    of: Mapping[str, type[models.Model]],
    rows: str,
    left_out: Mapping[str, Collection[str]] | None = None,
) -> Reading:
    """A statement for these models by their aliases in ``rows``, which is all behind its columns.

    Each begins with its key. ``rows`` takes ``%(account)s`` and ``%(id)s``; ``left_out`` are fields
    that are read when they are asked for.
    """
    columns: list[str] = []
    fields: list[models.Field[Any, Any]] = []
    ends = [0]
    for alias, model in of.items():
        without = (left_out or {}).get(alias, ())
        read = [field for field in model._meta.concrete_fields if field.name not in without]
        columns += [f"{alias}.{connection.ops.quote_name(str(field.column))}" for field in read]
        fields += read
        ends.append(len(fields))
    parts = {
        alias: (model, slice(first, end), [field.attname for field in fields[first:end]])
        for (alias, model), (first, end) in zip(of.items(), pairwise(ends), strict=True)
    }
    converted = tuple(
        (place, convert, field)
        for place, field in enumerate(fields)
        for convert in field.get_db_converters(connection)
    )
    return Reading(f"SELECT {', '.join(columns)}{rows}", parts, converted)


def join(read: Mapping[str, Any], holder: models.Model, *names: str) -> None:
    """Have these references answer without asking the database."""
    for name in names:
        field: Any = holder._meta.get_field(name)
        field.set_cached_value(holder, read[name])
