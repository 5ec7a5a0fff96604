"""Reads of the history."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from ledgerstone.tenancy.actor import Actor

from .models import Event, RowChange
from .naming import names_of
from .said import NOTHING, Reference, Said, difference, references, said
from .words import description, fields_of, label, model_of

PAGE = 50


def of_claim(actor: Actor, claim_id: int) -> QuerySet[Event]:
    """What happened to a claim, latest first."""
    return Event.objects.filter(account_id=actor.account_id, claim_id=claim_id).order_by("-id")


def of_contract(actor: Actor, contract_id: int) -> QuerySet[Event]:
    """What happened to a contract and its claims, latest first."""
    return Event.objects.filter(account_id=actor.account_id, contract_id=contract_id).order_by(
        "-id"
    )


def of_project(actor: Actor, project_id: int) -> QuerySet[Event]:
    """What happened on a project, latest first."""
    return Event.objects.filter(account_id=actor.account_id, project_id=project_id).order_by("-id")


@dataclass(frozen=True, slots=True)
class Given:
    """A field of a record that was created or removed, and what it held."""

    field: str
    value: Said


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed, or one record that was created or removed, in words.

    ``what`` is the record ("Company Keel Steel"), ``field`` the label of the field ("Phone"); in
    both words of a region may have places ("{tax} rate"). A record that was created or removed has
    no ``field``; ``given`` is what it held.
    """

    at: dt.datetime
    who: str
    kind: str
    what: str
    field: str = ""
    before: Said = NOTHING
    after: Said = NOTHING
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes of at most fifty writes, latest first."""

    changes: tuple[Change, ...]
    number: int = 1
    has_older: bool = False


def changes_of(
    actor: Actor,
    records: Iterable[tuple[str, int]],
    *,
    page: int = 1,
    unsaid: Mapping[str, Collection[str]] | None = None,
) -> ChangePage:
    """What changed in records of the account, named by table and id, latest first.

    Whether the actor may see these records is for the caller to have asked; ``unsaid`` are columns
    by table that they do not. The number of queries depends on how many tables are concerned, not
    on how many rows.
    """
    ids: defaultdict[str, set[int]] = defaultdict(set)
    for table, row_id in records:
        ids[table].add(row_id)
    if not ids:
        return ChangePage(())
    number = max(page, 1)
    found = list(
        RowChange.objects.filter(
            Q(
                *[Q(table_name=table, row_id__in=rows) for table, rows in ids.items()],
                _connector=Q.OR,
            ),
            account_id=actor.account_id,
        ).order_by("-id")[(number - 1) * PAGE : number * PAGE + 1]
    )
    shown = found[:PAGE]
    for row in shown:
        hidden = (unsaid or {}).get(row.table_name, ())
        row.changed = {name: one for name, one in row.changed.items() if name not in hidden}
    names = names_of(actor.account_id, {one for row in shown for one in _mentioned(row)})
    changes = tuple(change for row in shown for change in _in_words(row, names))
    return ChangePage(changes, number, has_older=len(found) > PAGE)


def records_under(actor: Actor, table: str, column: str, to: int) -> list[tuple[str, int]]:
    """The records of a table that refer to another now or did once, for ``changes_of``.

    ``records_under(actor, "projects_projectmember", "project_id", project_id)`` names the members
    of a project, those among them who are members no longer.
    """
    model = model_of(table)
    if model is None or column not in fields_of(model):
        raise ValueError(f"There is no {table}.{column}.")
    now = model._base_manager.filter(account_id=actor.account_id, **{column: to})
    once = RowChange.objects.filter(
        account_id=actor.account_id, table_name=table, **{f"changed__{column}__contains": to}
    )
    ids = {*now.values_list("pk", flat=True), *once.values_list("row_id", flat=True)}
    return [(table, row_id) for row_id in sorted(ids)]


def _mentioned(row: RowChange) -> Iterator[Reference]:
    """The records whose names a change needs: its own, and those that it refers to."""
    model = model_of(row.table_name)
    if model is None:
        return
    yield model, row.row_id
    fields = fields_of(model)
    for column, values in row.changed.items():
        yield from references(fields.get(column), values)


def _in_words(row: RowChange, names: Mapping[Reference, str]) -> Iterator[Change]:
    """A row of the history as the lines that it is shown in."""
    what = _what(row, names)
    if row.kind == "changed":
        for name, before, after in _fields(row, names):
            gone, come = difference(before, after)
            yield Change(row.at, row.actor_name, row.kind, what, name, gone, come)
        return
    held = tuple(
        Given(name, value)
        for name, before, after in _fields(row, names)
        if (value := before if row.kind == "removed" else after) != NOTHING
    )
    yield Change(row.at, row.actor_name, row.kind, what, given=held)


def _fields(row: RowChange, names: Mapping[Reference, str]) -> Iterator[tuple[str, Said, Said]]:
    """Label, before and after of every field that is said, in the order of the model."""
    model = model_of(row.table_name)
    known: Mapping[str, Any] = {} if model is None else fields_of(model)
    unsaid = () if model is None else description(model).unsaid
    order = {column: place for place, column in enumerate(known)}
    for column in sorted(row.changed, key=lambda one: (order.get(one, len(order)), one)):
        found = known.get(column)
        if found is not None and found.name in unsaid:
            continue
        before, after = (said(model, found, value, names) for value in row.changed[column])
        yield label(model, column), before, after


def _what(row: RowChange, names: Mapping[Reference, str]) -> str:
    """The record in words: its noun, where words of a region may have places, and its name."""
    model = model_of(row.table_name)
    if model is None:
        return str(capfirst(row.table_name.replace("_", " ")))
    name = names.get((model, row.row_id), "").replace("{", "{{").replace("}", "}}")
    return str(capfirst(f"{description(model).noun} {name}".strip()))
