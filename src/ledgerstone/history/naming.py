"""What records are called, many at once: one query a table, however many records.

A record that is gone is called as the history knew it last, and where the history knows nothing,
"a removed company".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from .models import RowChange
from .said import Reference, said
from .words import description, fields_of

Row = Mapping[str, Any]


def names_of(account_id: int, wanted: Iterable[Reference]) -> dict[Reference, str]:
    """The names of records within an account; records that nobody knows are left out."""
    rows: dict[Reference, Row | None] = {}
    missing = set(wanted)
    # A name may be made of names: a member is called after a person and a project.
    while missing:
        found = _living(account_id, missing)
        found |= _gone(account_id, missing - found.keys())
        rows |= {reference: found.get(reference) for reference in missing}
        missing = {
            reference
            for (model, _), row in found.items()
            for reference in _parts(model, row)
            if reference not in rows
        }
    names: dict[Reference, str] = {}
    for reference in rows:
        _name(reference, rows, names)
    return {reference: name for reference, name in names.items() if rows[reference] is not None}


def _living(account_id: int, wanted: set[Reference]) -> dict[Reference, Row]:
    """The naming columns of records that are there, one query a table."""
    ids: defaultdict[type[models.Model], list[int]] = defaultdict(list)
    for model, pk in wanted:
        ids[model].append(pk)
    found: dict[Reference, Row] = {}
    for model, keys in ids.items():
        fields = [model._meta.get_field(name) for name in description(model).naming_fields]
        columns = [str(getattr(field, "attname", "")) for field in fields]
        records = model._base_manager.filter(pk__in=keys)
        if "account_id" in fields_of(model):
            records = records.filter(account_id=account_id)
        found |= {(model, row["pk"]): row for row in records.values("pk", *columns)}
    return found


def _gone(account_id: int, wanted: set[Reference]) -> dict[Reference, Row]:
    """The last columns of records that were removed, in one query."""
    if not wanted:
        return {}
    by_place = {(model._meta.db_table, pk): (model, pk) for model, pk in wanted}
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for table, pk in by_place:
        ids[table].append(pk)
    removed = RowChange.objects.filter(
        Q(*[Q(table_name=table, row_id__in=keys) for table, keys in ids.items()], _connector=Q.OR),
        account_id=account_id,
        kind="removed",
    )
    return {
        by_place[table, pk]: {column: pair[0] for column, pair in changed.items()}
        for table, pk, changed in removed.order_by("id").values_list(
            "table_name", "row_id", "changed"
        )
    }


def _parts(model: type[models.Model], row: Row) -> list[Reference]:
    """The records after which a record is called."""
    return [
        (field.related_model, row[field.attname])
        for name in description(model).naming_fields
        if isinstance(field := model._meta.get_field(name), models.ForeignKey)
        and row.get(field.attname) is not None
    ]


def _name(
    reference: Reference, rows: Mapping[Reference, Row | None], names: dict[Reference, str]
) -> str:
    """One name, made of others where need be."""
    if reference in names:
        return names[reference]
    model, _ = reference
    row = rows.get(reference)
    told = description(model)
    names[reference] = f"a removed {told.noun}"
    if row is not None:
        for part in _parts(model, row):
            _name(part, rows, names)
        words = {}
        for name in told.naming_fields:
            field: Any = model._meta.get_field(name)
            words[name] = said(model, field, row.get(field.attname), names).value or ""
        names[reference] = told.called.format(**words).strip()
    return names[reference]
