"""Many rows in one statement.

``INSERT … SELECT FROM unnest(…)`` sends each column as one array: under row-level security it takes
a third of the time of an ``INSERT`` with a thousand rows of values, and ``COPY`` is refused there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.fields import Field
from psycopg.types.json import Jsonb


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows of one model, and return their ids in the order of the rows.

    A row gives its columns by name (``account_id``, ``position``); all rows give the same ones.
    Columns that no row gives take the field's default; lists are of texts. Values must fit: an
    amount with more decimals than its column would be rounded by the database.
    """
    if not rows:
        return []
    statement, arrays = _insert(model, rows)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {_key(model)}", arrays)
        # Ids come from a sequence in the order in which rows are inserted.
        return sorted(row[0] for row in cursor.fetchall())


def write_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """As ``insert_rows``, of so many rows that their ids, which nobody asks for, are worth
    leaving with the database."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(*_insert(model, rows))


def _insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
    """The statement that inserts rows, and a column of them for each of its parameters."""
    given = rows[0].keys()
    if any(row.keys() != given for row in rows):
        raise ValueError("All rows of one insert give the same columns.")
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    unknown = set(given) - {field.attname for field in fields}
    if unknown:
        raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}.")
    arrays = [array(_array_type(field), _values(field, rows)) for field in fields]
    return _statement(model, fields), arrays


def _key(model: type[models.Model]) -> str:
    return connection.ops.quote_name(_column(model._meta.pk))


# Types whose values say the same in an array as in Python, None aside.
_PLAIN = frozenset({"bigint", "integer", "smallint", "numeric"})
_TEXTS = frozenset({models.CharField, models.TextField})


def array(kind: str, values: Sequence[Any]) -> Any:
    """A column as an array parameter of this type, to be cast in the statement.

    Numbers are written out here: the driver looks at each by itself, which takes ten times as long.
    """
    if kind not in _PLAIN:
        return list(values)
    return f"{{{','.join(['NULL' if value is None else str(value) for value in values])}}}"


def _statement(model: type[models.Model], fields: Sequence[Field[Any, Any]]) -> str:
    """The statement for a model: names come from the model, values are parameters."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(field)) for field in fields)
    chosen = ", ".join(_chosen(field, quote(_column(field))) for field in fields)
    arrays = ", ".join(f"%s::{_array_type(field)}[]" for field in fields)
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608
        f"SELECT {chosen} FROM unnest({arrays}) WITH ORDINALITY AS given ({columns}, row_order) "
        "ORDER BY row_order"
    )


def _column(field: Field[Any, Any]) -> str:
    """The column of a field that has one."""
    if field.column is None:
        raise ValueError(f"{field.name} has no column of its own.")
    return field.column


def _chosen(field: Field[Any, Any], column: str) -> str:
    """A column of the rows as it is inserted. An array of arrays would be one long array, so lists
    travel as JSON."""
    if isinstance(field, ArrayField):
        return f"ARRAY(SELECT jsonb_array_elements_text({column}))"
    return column


def _array_type(field: Field[Any, Any]) -> str:
    """The type of a column without its length: a cast to ``varchar(40)`` would cut silently."""
    if isinstance(field, ArrayField):
        return "jsonb"
    named = re.sub(r"\(.*?\)", "", field.db_type(connection) or "text").strip()
    return "text" if named == "varchar" else named


def _values(field: Field[Any, Any], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """A column of the rows as the database takes it."""
    if isinstance(field, ArrayField):
        return [Jsonb(row.get(field.attname, field.get_default())) for row in rows]
    if field.attname not in rows[0]:
        return [field.get_db_prep_save(field.get_default(), connection)] * len(rows)
    values = [row[field.attname] for row in rows]
    if _are_as_kept(field, values):
        return values
    return [field.get_db_prep_save(value, connection) for value in values]


def _are_as_kept(field: Field[Any, Any], values: Sequence[Any]) -> bool:
    """Whether the database takes these values as they are: asking the field for each of many
    thousand takes longer than everything else about them."""
    kinds = set(map(type, values)) - {type(None)}
    if type(field) in _TEXTS:
        return kinds <= {str}
    if _array_type(field) == "numeric":
        return kinds <= {Decimal} and all(one is None or one.is_finite() for one in values)
    return _array_type(field) in _PLAIN and kinds <= {int}


def update_rows(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> int:
    """Change rows of a tenant's table in one statement; gives how many were found.

    A row gives ``account_id`` and ``id``, and the columns to change by name; all rows give the same
    ones.
    """
    if not rows:
        return 0
    given = rows[0].keys()
    if any(row.keys() != given for row in rows):
        raise ValueError("All rows of one update give the same columns.")
    fields = [field for field in model._meta.concrete_fields if field.attname in given]
    unknown = set(given) - {field.attname for field in fields}
    if unknown or not {"account_id", "id"} <= given:
        raise ValueError(f"{model.__name__} cannot be changed by {', '.join(sorted(given))}.")
    arrays = [array(_array_type(field), _values(field, rows)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(model, fields), arrays)
        return int(cursor.rowcount)


def _update_statement(model: type[models.Model], fields: Sequence[Field[Any, Any]]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(field)) for field in fields)
    arrays = ", ".join(f"%s::{_array_type(field)}[]" for field in fields)
    changes = ", ".join(
        f"{quote(_column(field))} = {_chosen(field, 'given.' + quote(_column(field)))}"
        for field in fields
        if field.attname not in ("account_id", "id")
    )
    return (
        f"UPDATE {quote(model._meta.db_table)} AS kept SET {changes} "  # noqa: S608
        f"FROM unnest({arrays}) AS given ({columns}) "
        "WHERE kept.account_id = given.account_id AND kept.id = given.id"
    )
